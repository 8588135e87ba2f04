"""What came before and after cases started, of the newest run: of many households together, and no small number.

What is protected: within each file of an agency, no number about fewer than five households can be worked out from its
kinds of contact and their sum, before or after; kinds that fewer than five met are not even named. Households are said to
the nearest five, so that how many count for one file and not for another cannot be told either. Files have no sum in
common, so nothing can be taken off it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.actors import Actor, counting
from casework.demand_measures import StartMeasure
from casework.models import StartCount
from outcomes.overlaps import nearest
from outcomes.reports.standing import standing_run
from outcomes.reports.tables import Figure
from outcomes.savings.changes import YEAR
from outcomes.suppression import SMALLEST, Count, Shows
from outcomes.totals import protect_column

NONE = Count(0, 0)
FEWER = Figure(Shows.FEWER, None)
Counts = Mapping[tuple[str, str], Count]  # by measure, and kind


@dataclass(frozen=True, slots=True)
class Kind:
    """Contacts of one kind, in the agency's words; `is_rest`: of all kinds that few households met, together."""

    words: str
    before: Figure
    after: Figure
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class FileStarts:
    """One file of an agency. `households` and `early`: to the nearest five.

    `months`: how many each household has on a side, on average, to a whole one; twelve only where all have. The exact average
    would tell how many households they are. None where too few count. `before` and `after`: contacts in as many months on
    either side of each household's own start.
    """

    agency: str
    name: str
    source: str
    households: Figure
    early: Figure
    before: Figure
    after: Figure
    kinds: list[Kind]
    months: int | None


@dataclass(frozen=True, slots=True)
class Starts:
    """All files, by agency. `households` count for at least one of them; to the nearest five."""

    as_of: date | None
    households: Figure
    files: list[FileStarts]

    @property
    def shown(self) -> list[FileStarts]:
        """Those of which something may be said."""
        return [each for each in self.files if each.months is not None]


NOTHING = Starts(None, Figure(Shows.NUMBER, 0), [])


def starts_for(actor: Actor) -> Starts:
    """Of the newest run; NOTHING before anything was linked. Raises as standing_run."""
    standing = standing_run(actor)
    if standing is None:
        return NOTHING
    with counting():
        rows = list(StartCount.objects.filter(run=standing.run).select_related("agency"))
    return starts_of(standing.run.as_of, rows)


def starts_of(as_of: date | None, rows: Sequence[StartCount]) -> Starts:
    """What may be said of these counts."""
    of_files: dict[tuple[str, str, str], dict[tuple[str, str], Count]] = {}
    every = 0
    for row in rows:
        if row.agency is None:
            every = row.households
            continue
        counts = of_files.setdefault((row.agency.name, row.agency.code, row.source), {})
        counts[row.measure, row.kind] = Count(row.number, row.households)
    files = [_file(*key, counts) for key, counts in sorted(of_files.items())]
    return Starts(as_of, to_five(every), files)


def to_five(number: int) -> Figure:
    """So many households, to the nearest five; fewer than five are not shown."""
    return FEWER if Count(number, number).is_small else Figure(Shows.NUMBER, nearest(number))


def _file(name: str, code: str, source: str, counts: Counts) -> FileStarts:
    counted = counts.get((StartMeasure.COUNTED, ""), NONE)
    early = to_five(counts.get((StartMeasure.EARLY, ""), NONE).households)
    households = to_five(counted.households)
    if not households.number:
        return FileStarts(code, name, source, households, early, households, households, [], None)
    kinds = _kinds(counts)
    befores = [before for _words, before, _after in kinds] + [counts.get((StartMeasure.BEFORE, ""), NONE)]
    afters = [after for _words, _before, after in kinds] + [counts.get((StartMeasure.AFTER, ""), NONE)]
    *said, (before, after) = zip(_figures(befores), _figures(afters), strict=True)
    shown = [
        Kind(words or "", *figures, is_rest=words is None) for (words, _b, _a), figures in zip(kinds, said, strict=True)
    ]
    whole_years = counted.number == YEAR * counted.households
    months = YEAR if whole_years else min(round(counted.number / counted.households), YEAR - 1)
    return FileStarts(code, name, source, households, early, before, after, shown, months)


def _kinds(counts: Counts) -> list[tuple[str | None, Count, Count]]:
    """Each kind that five households met before, or after; then, without words, what is left of both sides."""
    named: list[tuple[str | None, Count, Count]] = []
    rest: list[tuple[Count, Count]] = []
    befores, afters = (
        {kind: count for (measure, kind), count in counts.items() if measure == wanted}
        for wanted in (StartMeasure.KIND_BEFORE, StartMeasure.KIND_AFTER)
    )
    for kind in sorted(befores.keys() | afters.keys()):
        before, after = befores.get(kind, NONE), afters.get(kind, NONE)
        if max(before.households, after.households) >= SMALLEST:
            named.append((kind, before, after))
        else:
            rest.append((before, after))
    if rest:
        named.append((None, _together([before for before, _ in rest]), _together([after for _, after in rest])))
    return named


def _together(counts: Sequence[Count]) -> Count:
    """The same household may be in several, so the largest of them says how many there are at least."""
    return Count(sum(each.number for each in counts), max(each.households for each in counts))


def _figures(column: list[Count]) -> list[Figure]:
    return [
        Figure(shows, count.number if shows is Shows.NUMBER else None)
        for count, shows in zip(column, protect_column(column), strict=True)
    ]
