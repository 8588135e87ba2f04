"""What a panel assumes about savings."""

from decimal import Decimal
from typing import Any

from agencies.actors import Actor
from agencies.models import Agency
from outcomes import assumptions
from outcomes.enums import Bearer, CostUnit
from outcomes.models import ContactCost, ProgrammeCost, UnitCost

ASSUMED: dict[str, Any] = {
    "grade": 1, "deadweight_least": Decimal("0.1"), "deadweight": Decimal("0.3"), "deadweight_most": Decimal("0.5"),
}  # fmt: skip


def cost_of(code: str) -> UnitCost:
    """A row of the catalogue that is shipped."""
    return UnitCost.objects.get(edition="1.4", code=code, ended_on=None)


def make_contact_cost(by: Actor, agency: Agency, kind: str = "Noise", code: str = "CR1.1", **said: Any) -> ContactCost:
    """Contacts of this kind stand for this row of the catalogue. As a manager of an agency that is bound."""
    values = ASSUMED | {"reason": "What the police say"} | said
    return assumptions.set_contact_cost(agency=agency, kind=kind, unit_cost=cost_of(code), by=by, **values)


def make_programme_cost(by: Actor, words: str = "A dedicated worker", amount: str = "10", **said: Any) -> ProgrammeCost:
    """What a case costs for a month."""
    values: dict[str, Any] = {
        "bearer": Bearer.LOCAL_AUTHORITY, "price_year": "2013/14", "unit": CostUnit.CASE_MONTH, "years": 1, "grade": 1,
        "reason": "Last year's budget",
    } | said  # fmt: skip
    return assumptions.set_programme_cost(words=words, amount=Decimal(amount), by=by, **values)


def make_assumptions(by: Actor, agency: Agency, number: int = 1) -> None:
    """So many of either."""
    for each in range(number):
        make_contact_cost(by, agency, f"Kind {each}")
        make_programme_cost(by, f"Worker {each}")
