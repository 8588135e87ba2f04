"""What a change is worth: each pound with the row of the catalogue it comes from, who gains and who pays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.enums import CostKind
from outcomes.savings.changes import Change, Kind
from outcomes.savings.corrections import Additionality, Optimism, checked_share, optimism_of
from outcomes.savings.costs import WHOLE, Accepted, CostRow, check_counted_once, check_usable
from outcomes.savings.discounting import GREEN_BOOK, Schedule, factor
from outcomes.savings.refusals import EstimatesOutOfOrder, KindsMixed
from outcomes.savings.uprating import Deflators, uprated

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """One event that became rarer, and all that is assumed of it.

    `years` the change lasts, beginning `lag` years after year 0; each year `drop_off` of what was left is lost. `grade` of the
    evidence. `cashable`: the share that could leave a budget; an average cost that is avoided seldom does.
    """

    event: str
    cost: CostRow
    change: Change
    additionality: Additionality
    grade: int
    years: int = 1
    lag: int = 0
    drop_off: Decimal = NOTHING
    cashable: Decimal = NOTHING

    def __post_init__(self) -> None:
        checked_share(self.drop_off, _("Drop-off"))
        checked_share(self.cashable, _("The cashable share"))


@dataclass(frozen=True, slots=True)
class ProgrammeCost:
    """What the support itself costs more than before: one amount a year from year 0, in the prices of the statement."""

    words: str
    bearer: str
    amounts: Sequence[Decimal]
    grade: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a whole statement: the year of its prices, and the tables it is worked out by."""

    price_year: str
    deflators: Deflators
    optimism: Optimism
    accepted: Accepted = field(default_factory=dict)
    schedule: Schedule = GREEN_BOOK


@dataclass(frozen=True, slots=True)
class Line:
    """What one event comes to, in pounds of the statement's year, over all its years.

    `gross` before anything is taken off, `net` after what is not the work's own and after the correction for optimism,
    `present` the same as it is worth in year 0, and `cashable` the part of that which could leave a budget.
    """

    counted: Counted
    unit_cost: Decimal
    gross: Decimal
    net: Decimal
    present: Decimal
    cashable: Decimal

    def borne(self) -> dict[str, Decimal]:
        """`present` by who gains it."""
        return {bearer: self.present * share / WHOLE for bearer, share in self.counted.cost.bearers.items()}


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one agency, as it is worth in year 0."""

    gains: Decimal = NOTHING
    pays: Decimal = NOTHING

    @property
    def net(self) -> Decimal:
        """Above nought where it gains more than it pays."""
        return self.gains - self.pays


@dataclass(frozen=True, slots=True)
class Statement:
    """Lines of one kind, either projected or observed. Fiscal, economic and social value stand beside each other, unadded."""

    kind: Kind
    price_year: str
    lines: tuple[Line, ...]
    paid: Mapping[str, Decimal]  # by agency, raised by the correction for optimism, as worth in year 0

    @property
    def cost(self) -> Decimal:
        """What the programme costs all of them."""
        return sum(self.paid.values(), NOTHING)

    def present(self, kind: CostKind) -> Decimal:
        """What is gained in one sort of value."""
        return sum((line.present for line in self.of(kind)), NOTHING)

    def cashable(self, kind: CostKind) -> Decimal:
        """The part of it that could leave a budget."""
        return sum((line.cashable for line in self.of(kind)), NOTHING)

    @property
    def net(self) -> Decimal:
        """What the public purse is better off by: fiscal gains less the cost of the programme."""
        return self.present(CostKind.FISCAL) - self.cost

    @property
    def return_on_cost(self) -> Decimal | None:
        """Fiscal gains for each pound of cost; None where it cost nothing."""
        return self.present(CostKind.FISCAL) / self.cost if self.cost else None

    def of(self, kind: CostKind) -> list[Line]:
        """The lines of one sort of value."""
        return [line for line in self.lines if line.counted.cost.kind is kind]

    def flows(self) -> dict[str, Flow]:
        """Who gains and who pays, of the public purse."""
        gains: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        for line in self.of(CostKind.FISCAL):
            for bearer, amount in line.borne().items():
                gains[bearer] += amount
        return {
            bearer: Flow(gains.get(bearer, NOTHING), self.paid.get(bearer, NOTHING))
            for bearer in {**gains, **self.paid}
        }


def statement(rows: Sequence[Counted], *, terms: Terms, costs: Iterable[ProgrammeCost] = ()) -> Statement:
    """What all of it comes to. Raises a SavingRefused: a row that is not to be used, an event counted twice, two kinds."""
    kinds = {row.change.kind for row in rows}
    if len(kinds) != 1:
        raise KindsMixed(
            _(
                "Take either what was projected or what was observed, and show the two beside each other, never as one sum."
            )
        )
    for row in rows:
        check_usable(row.cost, terms.accepted)
    check_counted_once((row.event, row.cost) for row in rows)
    return Statement(kinds.pop(), terms.price_year, tuple(line_of(row, terms) for row in rows), _paid(costs, terms))


def line_of(row: Counted, terms: Terms) -> Line:
    """One event. A rise is a cost: nothing is taken off it, and the correction for optimism makes it dearer."""
    unit_cost = uprated(row.cost.amount, since=row.cost.price_year, until=terms.price_year, index=terms.deflators)
    optimism = optimism_of(row.grade, terms.optimism)
    is_gain = row.change.fewer >= 0
    left = row.additionality.factor * (1 - optimism) if is_gain else 1 + optimism
    yearly = list(_fading(row.change.fewer * unit_cost, row))
    gross = sum(yearly, NOTHING)
    worth = (amount * factor(row.lag + year, terms.schedule) for year, amount in enumerate(yearly))
    present = sum(worth, NOTHING) * left
    cashable = present * row.cashable if is_gain else present
    return Line(row, unit_cost, gross, gross * left, present, cashable)


def _fading(amount: Decimal, row: Counted) -> Iterator[Decimal]:
    for _year in range(row.years):
        yield amount
        amount *= 1 - row.drop_off


def _paid(costs: Iterable[ProgrammeCost], terms: Terms) -> dict[str, Decimal]:
    paid: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for cost in costs:
        raised = 1 + optimism_of(cost.grade, terms.optimism)
        for year, amount in enumerate(cost.amounts):
            paid[cost.bearer] += amount * raised * factor(year, terms.schedule)
    return dict(paid)


@dataclass(frozen=True, slots=True)
class Range:
    """The same work on cautious, central and hopeful assumptions. Raises EstimatesOutOfOrder, KindsMixed."""

    low: Statement
    central: Statement
    high: Statement

    def __post_init__(self) -> None:
        three = (self.low, self.central, self.high)
        if len({each.kind for each in three}) > 1:
            raise KindsMixed(_("All three estimates rest on the same: either projected or observed."))
        if not self.low.net <= self.central.net <= self.high.net:
            raise EstimatesOutOfOrder(
                _(
                    "The low estimate must not be above the central one, nor that above the high one. Check their assumptions."
                )
            )
