"""The demand picture: which households several agencies meet, how often, and where; of the newest run, and no small number.

What is protected: within each table of the picture, and between the households of each agency and those of two together,
no number about fewer than five households can be worked out, not even by an agency that takes its own contacts off. What
is not: pictures of two runs beside each other, and what an agency knows of its households beside their number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from agencies.actors import Actor, counting
from agencies.models import Agency
from casework.demand import first_month
from casework.demand_measures import DemandMeasure
from casework.models import DemandCount
from outcomes.overlaps import FEW_AGENCIES, Overlap, Pair, Said, nearest, pairs_of, protect_overlap
from outcomes.reports.asked import later
from outcomes.reports.standing import standing_run
from outcomes.reports.tables import Figure
from outcomes.suppression import Count, Shows
from outcomes.totals import Cells, protect_column, protect_table

MOST = 3  # agencies: households known to so many or more are counted together
NONE = Count(0, 0)


@dataclass(frozen=True, slots=True)
class Repeats:
    """An agency's contacts, and how many came within 90 days of another of the same household with it."""

    agency: str
    contacts: Figure
    repeats: Figure

    @property
    def share(self) -> float | None:
        """From 0 to 100; None where it may not be said, or there was no contact."""
        if self.repeats.number is None or not self.contacts.number:
            return None
        return 100 * self.repeats.number / self.contacts.number


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by key, each with a figure for each column and for all of them; and the same for all rows."""

    columns: list[str]
    rows: dict[str, list[Figure]]
    total: list[Figure]


@dataclass(frozen=True, slots=True)
class Demand:
    """The picture. Agencies are named by their code; `names` says how they are called.

    `each` and `both`: households, to the nearest five. `by_number`: areas ("ST4"; blank where none is known) by how many
    agencies know a household; of "1", "2", "3" the last means so many or more. `places`: neighbourhoods ("ST4 1").
    `months`: contacts of each agency by month ("2026-11"). Before anything was linked, `as_of` is None and all is empty.
    """

    as_of: date | None
    extracts: int
    names: dict[str, str]
    each: dict[str, Figure]
    both: dict[Pair, Figure]
    by_number: Table
    places: dict[str, Figure]
    months: Table
    repeats: list[Repeats]


NONE_AT_ALL = Table([], {}, [Figure(Shows.NUMBER, 0)])
NOTHING = Demand(None, 0, {}, {}, {}, NONE_AT_ALL, {}, NONE_AT_ALL, [])


class _Counts:
    """The numbers of a run, by what they count."""

    def __init__(self, rows: Sequence[DemandCount], names: dict[UUID, str]) -> None:
        self.codes = list(names.values())
        self._by_key = {
            (row.measure, _code(names, row.agency_id), _code(names, row.other_id), row.month): Count(
                row.number, row.households
            )
            for row in rows
        }
        self.homes = [row for row in rows if row.measure == DemandMeasure.AGENCIES]

    def of(self, measure: DemandMeasure, agency: str = "", other: str = "", month: date | None = None) -> Count:
        """How many; of all agencies, and of all months, where none is named."""
        return self._by_key.get((measure, agency, other, month), NONE)

    def overlap(self) -> Overlap:
        """Households, by agency and by pair."""
        known = DemandMeasure.HOUSEHOLDS
        return Overlap(
            self.of(known).number,
            {code: self.of(known, code).number for code in self.codes},
            {
                pair: max(self.of(known, *pair).number, self.of(known, *pair[::-1]).number)
                for pair in pairs_of(self.codes)
            },
            sum(row.number for row in self.homes if (row.agencies or 0) > MOST - 1),
        )


def demand_for(actor: Actor) -> Demand:
    """The picture of the newest run; NOTHING before anything was linked.

    Raises NotPermitted for whose agency is not bound by every agreement that it rests on, and AgreementNotInForce where one
    of them ended since it was counted.
    """
    standing = standing_run(actor)
    if standing is None or standing.run.as_of is None:
        return NOTHING
    with counting():
        rows = list(DemandCount.objects.filter(run=standing.run))
    agencies = Agency.objects.filter(pk__in={row.agency_id for row in rows if row.agency_id}).order_by("name", "pk")
    counts = _Counts(rows, {agency.pk: agency.code for agency in agencies})
    names = {agency.code: agency.name for agency in agencies}
    return _picture(standing.run.as_of, standing.extracts, names, counts)


def _picture(as_of: date, extracts: int, names: dict[str, str], counts: _Counts) -> Demand:
    overlap = counts.overlap()
    said = protect_overlap(overlap)
    by_number = _by_number(counts, said)
    months = _months(counts, as_of)
    return Demand(
        as_of,
        extracts,
        names,
        {code: _rounded(overlap.each[code], said.each[code]) for code in names},
        {pair: _rounded(overlap.both[pair], said.both[pair]) for pair in overlap.both},
        by_number,
        _places(counts, by_number),
        months,
        [_repeats(counts, code, months.total[at]) for at, code in enumerate(names)],
    )


def _by_number(counts: _Counts, said: Said) -> Table:
    """Areas by how many agencies know a household. Not by how many where two or three agencies may say nothing."""
    met: Counter[tuple[str, int]] = Counter()
    for row in counts.homes:
        met[_area_of(row.area), min(row.agencies or 0, MOST)] += row.number
    numbers = list(range(1, min(len(counts.codes), MOST) + 1))
    if len(numbers) == 1 or (len(counts.codes) <= FEW_AGENCIES and Shows.HELD in said.each.values()):
        numbers = []
    areas = sorted({area for area, _number in met}, key=lambda area: (not area, area))
    cells = [[_households(met[area, number]) for number in numbers] for area in areas]
    wholes = [_households(sum(times for (each, _number), times in met.items() if each == area)) for area in areas]
    lines = [[*line, whole] for line, whole in zip(cells, wholes, strict=True)]
    lines.append([_households(sum(line[at].number for line in lines)) for at in range(len(numbers) + 1)])
    shows = protect_table(lines) if numbers else [[each] for each in protect_column([line[0] for line in lines])]
    return _table([str(number) for number in numbers], areas, lines, shows)


def _places(counts: _Counts, areas: Table) -> dict[str, Figure]:
    """Neighbourhoods of those areas of which the total may be said, each area a column of its own."""
    found: dict[str, Figure] = {}
    for area in (area for area in areas.rows if area):
        places: Counter[str] = Counter()
        for row in counts.homes:
            if _area_of(row.area) == area:
                places[row.area] += row.number
        names, column = sorted(places), [_households(places[name]) for name in sorted(places)]
        shows = protect_column([*column, _households(sum(places.values()))])
        if areas.rows[area][-1].shows is not Shows.NUMBER or shows[-1] is not Shows.NUMBER:
            shows = [Shows.HELD] * len(shows)
        found |= {name: _figure(count, said) for name, count, said in zip(names, column, shows, strict=False)}
    return found


def _months(counts: _Counts, as_of: date) -> Table:
    first = first_month(as_of)
    months = [later(first, at) for at in range((as_of.year - first.year) * 12 + as_of.month - first.month + 1)]
    agencies = [*counts.codes, ""]
    lines = [[counts.of(DemandMeasure.CONTACTS, code, month=month) for code in agencies] for month in months]
    lines.append([counts.of(DemandMeasure.CONTACTS, code) for code in agencies])
    shows = protect_table(lines, columns_known=True)
    return _table(counts.codes, [f"{month:%Y-%m}" for month in months], lines, shows)


def _repeats(counts: _Counts, code: str, contacts: Figure) -> Repeats:
    """Two parts of one number: neither is shown where the other is small."""
    repeats, firsts = counts.of(DemandMeasure.REPEATS, code), counts.of(DemandMeasure.FIRSTS, code)
    if repeats.is_small:
        return Repeats(code, contacts, Figure(Shows.FEWER, None))
    if firsts.is_small or contacts.shows is not Shows.NUMBER:
        return Repeats(code, contacts, Figure(Shows.HELD, None))
    return Repeats(code, contacts, Figure(Shows.NUMBER, repeats.number))


def _table(columns: list[str], rows: list[str], lines: Cells, shows: list[list[Shows]]) -> Table:
    figures = [
        [_figure(count, said) for count, said in zip(line, each, strict=True)]
        for line, each in zip(lines, shows, strict=True)
    ]
    return Table(columns, dict(zip(rows, figures, strict=False)), figures[-1])


def _figure(count: Count, said: Shows) -> Figure:
    return Figure(said, count.number if said is Shows.NUMBER else None)


def _rounded(number: int, said: Shows) -> Figure:
    return Figure(said, nearest(number) if said is Shows.NUMBER else None)


def _households(number: int) -> Count:
    return Count(number, number)


def _code(names: dict[UUID, str], agency: UUID | None) -> str:
    return names[agency] if agency else ""


def _area_of(sector: str) -> str:
    """`ST4` of `ST4 1`."""
    return sector.partition(" ")[0]
