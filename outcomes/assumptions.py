"""What a panel assumes about savings: set anew with a reason, never overwritten, and about nobody."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Agency
from agencies.permissions import Permission, check
from agencies.selectors import one
from casework import panel
from outcomes.enums import Bearer, CostUnit
from outcomes.models import ContactCost, ProgrammeCost, UnitCost
from outcomes.models.assumption import MOST_YEARS
from outcomes.savings.costs import check_usable
from outcomes.unit_costs import is_price_year

WITH = ("set_by__user", "set_by__agency")
SHARES = ("deadweight_least", "deadweight", "deadweight_most", "drop_off", "cashable")
NONE = Decimal(0)
GRADES = 6


class Assumed(NamedTuple):
    """Shares from 0 to 1, and years, of one kind of contact. No default is ours to give, except for what changes nothing."""

    grade: int
    deadweight_least: Decimal
    deadweight: Decimal
    deadweight_most: Decimal
    years: int = 1
    lag: int = 0
    drop_off: Decimal = NONE
    cashable: Decimal = NONE


def contact_costs_for(actor: Actor) -> QuerySet[ContactCost]:
    """All that was set, the newest first: of each agency and kind that one holds. Raises NotPermitted."""
    check(actor, Permission.VIEW_FIGURES)
    return ContactCost.objects.select_related("agency", "unit_cost", *WITH).order_by("-set_at", "pk")


def contact_cost_for(actor: Actor, key: UUID) -> ContactCost:
    """One of them; raises Missing."""
    return one(contact_costs_for(actor), key)


def programme_costs_for(actor: Actor) -> QuerySet[ProgrammeCost]:
    """All that was set, the newest first: of the same words and bearer that one holds. Raises NotPermitted."""
    check(actor, Permission.VIEW_FIGURES)
    return ProgrammeCost.objects.select_related(*WITH).order_by("-set_at", "pk")


def programme_cost_for(actor: Actor, key: UUID) -> ProgrammeCost:
    """One of them; raises Missing."""
    return one(programme_costs_for(actor), key)


def contact_costs_that_hold(actor: Actor) -> list[ContactCost]:
    """The newest of each agency and kind, by agency; ended ones are left out."""
    newest = contact_costs_for(actor).order_by("agency", "kind", "-set_at", "pk").distinct("agency", "kind")
    rows = [row for row in newest if row.unit_cost is not None]
    return sorted(rows, key=lambda row: (row.agency.name, row.kind))


def programme_costs_that_hold(actor: Actor) -> list[ProgrammeCost]:
    """The newest of the same words and bearer; what was ended with nought is left out."""
    newest = programme_costs_for(actor).order_by("bearer", "words", "-set_at", "pk").distinct("bearer", "words")
    return [row for row in newest if row.amount]


@transaction.atomic
def set_contact_cost(
    *,
    agency: Agency,
    kind: str,
    unit_cost: UnitCost | None,
    reason: str,
    accepted: str = "",
    by: Actor,
    at: datetime | None = None,
    **numbers: Decimal | int,
) -> ContactCost:
    """What one contact of this kind of an agency costs, and what is assumed of fewer of them; from now on this holds.

    Without a unit cost, that kind is not counted from now on. Raises NotPermitted, Invalid, and FlaggedCost or UnsplitCost for
    a row of the catalogue that is not to be used so.
    """
    panel.check_panel(by)
    assumed = Assumed(**numbers)  # type: ignore[arg-type]
    _check(assumed)
    _check_reason(reason)
    if unit_cost is not None:
        check_usable(unit_cost.as_row(), {unit_cost.as_row().key: accepted})
    row = ContactCost.objects.create(
        agency=agency, kind=kind.strip(), unit_cost=unit_cost, accepted=accepted.strip(), reason=reason.strip(),
        set_at=clock.moment(at), set_by=by.signatory, **assumed._asdict(),
    )  # fmt: skip
    key = unit_cost.pk if unit_cost else None
    audit.record("savings.contact_cost_set", row, by=by, at=row.set_at, agency_id=agency.pk, unit_cost_id=key)
    return contact_cost_for(by, row.pk)


@transaction.atomic
def set_programme_cost(
    *,
    words: str,
    bearer: Bearer,
    amount: Decimal,
    price_year: str,
    unit: CostUnit,
    years: int,
    grade: int,
    reason: str,
    by: Actor,
    at: datetime | None = None,
) -> ProgrammeCost:
    """What the support costs, and whom; from now on this holds for these words and this bearer. Nought ends it.

    Raises NotPermitted and Invalid.
    """
    panel.check_panel(by)
    if not words.strip():
        raise Invalid.field("words", _("Say what is paid for."))
    if amount < 0:
        raise Invalid.field("amount", _("Write an amount, or 0 to end it."))
    if not is_price_year(price_year):
        raise Invalid.field("price_year", _("Write a financial year, such as 2025/26."))
    _check_number("years", years, 1, MOST_YEARS)
    _check_number("grade", grade, 1, GRADES)
    _check_reason(reason)
    row = ProgrammeCost.objects.create(
        words=words.strip(), bearer=bearer, amount=amount, price_year=price_year, unit=unit, years=years, grade=grade,
        reason=reason.strip(), set_at=clock.moment(at), set_by=by.signatory,
    )  # fmt: skip
    audit.record("savings.programme_cost_set", row, by=by, at=row.set_at, bearer=bearer)
    return programme_cost_for(by, row.pk)


def _check(assumed: Assumed) -> None:
    _check_number("grade", assumed.grade, 1, GRADES)
    _check_number("years", assumed.years, 1, MOST_YEARS)
    _check_number("lag", assumed.lag, 0, MOST_YEARS)
    for name in SHARES:
        if not 0 <= getattr(assumed, name) <= 1:
            raise Invalid.field(name, _("Write a share between 0 and 1, such as 0.3."))
    if not assumed.deadweight_least <= assumed.deadweight <= assumed.deadweight_most:
        raise Invalid.field("deadweight", _("It lies between the least and the most that would have happened anyway."))


def _check_number(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise Invalid.field(name, _("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most})


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid.field(
            "reason", _("Say why, and where it comes from: whoever reads a saving opens it down to this.")
        )
