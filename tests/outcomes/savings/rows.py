"""Rows, changes and terms that tests of savings put together."""

from decimal import Decimal
from typing import Any

from outcomes.enums import CostKind
from outcomes.savings.changes import Change, Kind
from outcomes.savings.corrections import Additionality
from outcomes.savings.costs import CostRow
from outcomes.savings.statements import Counted, Terms
from outcomes.savings.uprating import Deflators

D = Decimal
OPTIMISM = {1: D("0"), 2: D("0.05"), 3: D("0.10"), 4: D("0.15"), 5: D("0.25"), 6: D("0.40")}
FLAT = Deflators("flat", {"2013/14": D(100), "2025/26": D(100)})
TERMS = Terms("2013/14", FLAT, OPTIMISM)


def row(code: str = "HE4.0", amount: str = "100", **changes: Any) -> CostRow:
    said: dict[str, Any] = {
        "edition": "1.4", "code": code, "label": "A&E attendance", "unit": "Per incident", "amount": D(amount),
        "price_year": "2013/14", "kind": CostKind.FISCAL, "bearers": {"nhs": D(100)},
    }  # fmt: skip
    return CostRow(**said | changes)


def change(fewer: str = "9", kind: Kind = Kind.PROJECTED, households: int = 20) -> Change:
    return Change(kind, D(fewer), households)


def counted(cost: CostRow | None = None, **changes: Any) -> Counted:
    said: dict[str, Any] = {
        "event": "attendance", "cost": cost or row(), "change": change(), "additionality": Additionality(), "grade": 1,
    }  # fmt: skip
    return Counted(**said | changes)
