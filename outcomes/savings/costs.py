"""A row of the unit-cost catalogue as calculations take it, and which rows may be used, and how together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.enums import CostKind
from outcomes.savings.refusals import CountedTwice, FlaggedCost, NotAShare, UnsplitCost

WHOLE = 100
# Edition and code to why a row that is flagged is used all the same.
Accepted = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one unit costs, in pounds of `price_year`. `bearers`: who bears it, in per cent that make 100.

    `part_of`: the code of the row that this is a part of, where an amount is split by who bears it. `flag`: why it is not to be
    trusted; empty where nothing speaks against it.
    """

    edition: str
    code: str
    label: str
    unit: str
    amount: Decimal
    price_year: str
    kind: CostKind
    bearers: Mapping[str, Decimal] = field(default_factory=dict)
    part_of: str = ""
    flag: str = ""

    def __post_init__(self) -> None:
        if sum(self.bearers.values(), Decimal(0)) != WHOLE or min(self.bearers.values(), default=0) <= 0:
            raise NotAShare(
                _("%(code)s: the shares of those who bear it must make 100 per cent.") % {"code": self.code}
            )

    @property
    def key(self) -> tuple[str, str]:
        """What it is found again by."""
        return self.edition, self.code


def check_usable(row: CostRow, accepted: Accepted) -> None:
    """Raises FlaggedCost or UnsplitCost."""
    names = {"code": row.code, "edition": row.edition, "reason": row.flag}
    if row.flag and not accepted.get(row.key, "").strip():
        raise FlaggedCost(
            _("%(code)s of %(edition)s is not to be trusted: %(reason)s Use another row, or accept it with a reason.")
            % names
        )
    if row.kind is CostKind.MIXED:
        raise UnsplitCost(
            _(
                "%(code)s of %(edition)s mixes fiscal, economic and social value. Use its parts, which say who bears what."
            )
            % names
        )


def check_counted_once(counted: Iterable[tuple[str, CostRow]]) -> None:
    """One event under one unit cost, or under different parts of one. Takes events with their rows; raises CountedTwice."""
    rows_of: dict[str, list[CostRow]] = defaultdict(list)
    for event, row in counted:
        rows_of[event.strip().casefold()].append(row)
    for event, rows in rows_of.items():
        wholes = {(row.edition, row.part_of) for row in rows}
        are_parts = (
            len(wholes) == 1 and all(row.part_of for row in rows) and len({row.key for row in rows}) == len(rows)
        )
        if len(rows) > 1 and not are_parts:
            raise CountedTwice(
                _("“%(event)s” is counted under %(codes)s. Keep one of them, or parts of one and the same.")
                % {"event": event, "codes": ", ".join(row.code for row in rows)}
            )
