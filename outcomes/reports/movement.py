"""Whether people's lives get better: distance travelled in each part of life, and progress from month to month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outcomes.enums import OutcomeDomain
from outcomes.progress import Course, Mean, Position, Stage, mean, position_at, was_rated_between
from outcomes.reports.asked import Asked, later, start_of
from outcomes.reports.tables import TOTAL, Figure, Table

HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Travelled:
    """A part of life: how many outcomes, and their means where those may be shown."""

    domain: OutcomeDomain | None
    outcomes: Figure
    mean: Mean | None

    @property
    def words(self) -> str:
        """The part of life; empty for all of them."""
        return str(self.domain.label) if self.domain else ""


@dataclass(frozen=True, slots=True)
class Distance:
    """Distance travelled: the parts of life in which somebody said a number, all of them together, and of how many households."""

    rows: list[Travelled]
    total: Travelled
    households: Figure

    @property
    def shown(self) -> list[Travelled]:
        """Those that may be drawn."""
        return [row for row in self.rows if row.mean is not None]


@dataclass(frozen=True, slots=True)
class Month:
    """How many of the outcomes that were agreed by the end of a month stood where."""

    first: date
    outcomes: Figure
    stages: dict[Stage, Figure]

    def share(self, *stages: Stage) -> float | None:
        """Their part of all, from 0 to 100; None where it may not be said, or there are none."""
        numbers = [self.stages[stage].number for stage in stages]
        known = [number for number in numbers if number is not None]
        if not self.outcomes.number or len(known) < len(numbers):
            return None
        return 100 * sum(known) / self.outcomes.number


def distance(courses: Sequence[Course], asked: Asked) -> Distance:
    """Of outcomes on which somebody said a number in these months: from where they began to the last number by their end."""
    found: dict[OutcomeDomain | None, list[Position]] = defaultdict(list)
    facts = []
    for course in courses:
        position = position_at(course, asked.ends)
        if position is None or not position.is_rated or not was_rated_between(course, asked.begins, asked.ends):
            continue
        domain = OutcomeDomain(course.domain)
        facts.append((domain, course.team, course.household))
        if asked.team in {None, course.team}:
            found[domain].append(position)
            found[TOTAL].append(position)
    table = Table(list(OutcomeDomain), facts, asked.known)

    def row(domain: OutcomeDomain | None) -> Travelled:
        figure = table.figure(domain, asked.team)
        return Travelled(domain, figure, None if figure.number is None else mean(found[domain]))

    rows = [row(domain) for domain in OutcomeDomain]
    return Distance([each for each in rows if not each.outcomes.is_nought], row(TOTAL), _households(facts, asked))


def progress(courses: Sequence[Course], asked: Asked) -> list[Month]:
    """The last days of these months, one after the other. Outcomes of support that has ended stay where they stood."""
    return [_month(courses, month, asked) for month in asked.months]


def _month(courses: Sequence[Course], first: date, asked: Asked) -> Month:
    end = start_of(later(first, 1))
    stood = [(position_at(course, end), course) for course in courses]
    table = Table(
        list(Stage),
        [(position.stage, course.team, course.household) for position, course in stood if position is not None],
        asked.known,
    )
    return Month(first, table.figure(TOTAL, asked.team), {stage: table.figure(stage, asked.team) for stage in Stage})


def _households(facts: list[tuple[OutcomeDomain, str, str]], asked: Asked) -> Figure:
    each_once = {(HOUSEHOLDS, team, household) for _, team, household in facts}
    return Table([HOUSEHOLDS], each_once, asked.known).figure(HOUSEHOLDS, asked.team)
