"""What fewer contacts around the starts of cases are worth, and to whom: observed, of many households together.

Only what the picture of before and after shows is reckoned with, so that no amount can tell what a small number was; and
what is left out is named with its reason. Amounts are said to three figures: the fourth would claim to know more than the
assumptions do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.actors import Actor
from agencies.clock import today
from outcomes.assumptions import contact_costs_that_hold, programme_costs_that_hold
from outcomes.enums import CostKind, CostUnit
from outcomes.models import ContactCost
from outcomes.models import ProgrammeCost as Paid
from outcomes.reports.starts import FileStarts, Kind, starts_for
from outcomes.reports.tables import Figure
from outcomes.savings.changes import YEAR, around_starts
from outcomes.savings.corrections import Additionality
from outcomes.savings.costs import check_counted_once
from outcomes.savings.refusals import SavingRefused
from outcomes.savings.statements import Counted, Line, ProgrammeCost, Range, Terms, statement
from outcomes.savings.uprating import uprated
from outcomes.unit_costs import site_deflators, site_price_year

FIGURES = 3
DEADWEIGHTS = ("deadweight_most", "deadweight", "deadweight_least")  # of the low, the central and the high estimate


@dataclass(frozen=True, slots=True)
class Estimate:
    """Pounds, to three figures; below nought a loss."""

    low: int
    central: int
    high: int


@dataclass(frozen=True, slots=True)
class Saved:
    """One kind of contact of an agency: how many fewer a year, and what that comes to by which row of the catalogue."""

    agency: str
    name: str
    source: str
    assumed: ContactCost
    before: int
    after: int
    fewer: int
    present: Estimate
    cashable: Estimate
    is_same_season: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A kind of contact, or a cost, that is assumed to count and does not, and why."""

    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What a budget gains and pays, of the public purse."""

    bearer: str
    gains: Estimate
    pays: int
    net: Estimate


@dataclass(frozen=True, slots=True)
class Savings:
    """Observed, as worth in year 0, in pounds of `price_year`. `by_value`: fiscal, economic and social, which are never added.

    `net`: fiscal gains less what the support costs; None where nobody said what that is, or it is not in these prices.
    """

    as_of: date | None
    price_year: str
    households: Figure
    lines: list[Saved]
    left_out: list[LeftOut]
    by_value: dict[str, Estimate]
    cashable: Estimate | None
    flows: list[Flow]
    cost: int | None
    net: Estimate | None


@dataclass(frozen=True, slots=True)
class _Row:
    """What of one kind counts."""

    file: FileStarts
    kind: Kind
    assumed: ContactCost

    @property
    def words(self) -> str:
        """Which it is."""
        return f"{self.file.name}: {self.kind.words or _('kind not said')}"

    def counted(self, deadweight: str) -> Counted:
        """As the calculation takes it, on one of DEADWEIGHTS. Raises a SavingRefused where too little is known."""
        cost, months, households = self.assumed.unit_cost, self.file.months, self.file.households.number
        before, after = self.kind.before.number, self.kind.after.number
        if cost is None or months is None or households is None or before is None or after is None:
            raise SavingRefused(_("Fewer than five households, or another small number could be worked out."))
        if cost.ended_on is not None and cost.ended_on <= today():
            raise SavingRefused(
                _("%(code)s of %(edition)s is in use no more. Choose the row that took its place.")
                % {"code": cost.code, "edition": cost.edition}
            )
        return Counted(
            f"{self.file.agency} {self.file.source} {self.kind.words}",
            cost.as_row(),
            around_starts(before, after, households=households, months=months * households),
            Additionality(deadweight=getattr(self.assumed, deadweight)),
            self.assumed.grade, self.assumed.years, self.assumed.lag, self.assumed.drop_off, self.assumed.cashable,
        )  # fmt: skip


def savings_for(actor: Actor) -> Savings:
    """Of the newest run, on what is assumed now. Raises as the picture of before and after does."""
    found = starts_for(actor)
    held = {(row.agency.code, row.kind): row for row in contact_costs_that_hold(actor)}
    terms = Terms(
        site_price_year(),
        site_deflators(),
        settings.SAVINGS.optimism,
        {row.unit_cost.as_row().key: row.accepted for row in held.values() if row.unit_cost and row.accepted},
    )
    rows, left_out = _usable(found.shown, held, terms)
    costs, unpaid = _costs(programme_costs_that_hold(actor), found.households.number, terms)
    met = {(each.agency, kind.words) for each in found.shown for kind in each.kinds if not kind.is_rest}
    unmet = [row for key, row in held.items() if key not in met]
    left_out += [
        LeftOut(f"{row.agency.name}: {row.kind or _('kind not said')}", _("No such contacts may be shown."))
        for row in unmet
    ]
    estimates = _range(rows, terms, costs or []) if rows else None
    return Savings(
        found.as_of, terms.price_year, found.households, _lines(rows, estimates), left_out + unpaid,
        *_sums(estimates, has_cost=bool(costs) and not unpaid),
    )  # fmt: skip


def _usable(
    files: Sequence[FileStarts], held: Mapping[tuple[str, str], ContactCost], terms: Terms
) -> tuple[list[_Row], list[LeftOut]]:
    """The kinds that can be reckoned with, and those that cannot, each with why."""
    rows: list[_Row] = []
    left_out: list[LeftOut] = []
    for file in files:
        for kind in file.kinds:
            assumed = held.get((file.agency, kind.words))
            if assumed is None or kind.is_rest:
                continue
            row = _Row(file, kind, assumed)
            # What is accepted with a reason of one kind is not of another; and one event counts once, by whichever file.
            own = {assumed.unit_cost.as_row().key: assumed.accepted} if assumed.unit_cost else {}
            try:
                statement([row.counted("deadweight")], terms=replace(terms, accepted=own))
                check_counted_once(
                    (each.event, each.cost) for each in (other.counted("deadweight") for other in [*rows, row])
                )
            except SavingRefused as refused:
                left_out.append(LeftOut(row.words, str(refused)))
            else:
                rows.append(row)
    return rows, left_out


def _range(rows: Sequence[_Row], terms: Terms, costs: Sequence[ProgrammeCost]) -> Range:
    low, central, high = (
        statement([row.counted(deadweight) for row in rows], terms=terms, costs=costs) for deadweight in DEADWEIGHTS
    )
    return Range(low, central, high)


def _costs(paid: Sequence[Paid], households: int | None, terms: Terms) -> tuple[list[ProgrammeCost], list[LeftOut]]:
    """What the support of these households costs, in the prices of the statement."""
    costs: list[ProgrammeCost] = []
    left_out: list[LeftOut] = []
    for row in paid:
        try:
            amount = uprated(row.amount, since=row.price_year, until=terms.price_year, index=terms.deflators)
        except SavingRefused as refused:
            left_out.append(LeftOut(row.words, str(refused)))
            continue
        yearly = amount * YEAR * (households or 0) if row.unit == CostUnit.CASE_MONTH else amount
        costs.append(ProgrammeCost(row.words, row.bearer, [yearly] * row.years, row.grade))
    return costs, left_out


def _lines(rows: Sequence[_Row], found: Range | None) -> list[Saved]:
    if found is None:
        return []
    of_each = zip(rows, found.low.lines, found.central.lines, found.high.lines, strict=True)
    return [_saved(row, lines) for row, *lines in of_each]


def _saved(row: _Row, lines: Sequence[Line]) -> Saved:
    change = lines[1].counted.change
    return Saved(
        row.file.agency, row.file.name, row.file.source, row.assumed, row.kind.before.number or 0, row.kind.after.number or 0,
        round(change.fewer), _estimate([line.present for line in lines]), _estimate([line.cashable for line in lines]),
        change.is_same_season,
    )  # fmt: skip


def _sums(
    found: Range | None, *, has_cost: bool
) -> tuple[dict[str, Estimate], Estimate | None, list[Flow], int | None, Estimate | None]:
    if found is None:
        return {}, None, [], None, None

    three = (found.low, found.central, found.high)
    values = {
        kind.value: _estimate([each.present(kind) for each in three]) for kind in CostKind if found.central.of(kind)
    }
    money = [each.flows() for each in three]
    flows = [
        Flow(
            bearer,
            _estimate([each[bearer].gains for each in money]),
            rounded(money[1][bearer].pays),
            _estimate([each[bearer].net for each in money]),
        )
        for bearer in sorted(money[1])
    ]
    cashable = _estimate([each.cashable(CostKind.FISCAL) for each in three])
    if not has_cost:
        return values, cashable, flows, None, None
    return values, cashable, flows, rounded(found.central.cost), _estimate([each.net for each in three])


def _estimate(amounts: Sequence[Decimal]) -> Estimate:
    return Estimate(*map(rounded, amounts))


def rounded(amount: Decimal) -> int:
    """To three figures: 123,456 as 123,000."""
    whole = int(amount.to_integral_value())
    return int(round(whole, FIGURES - len(str(abs(whole))))) if abs(whole) >= 10**FIGURES else whole
