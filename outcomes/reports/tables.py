"""Facts counted by row and by team, and of the counts only what may be said."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from outcomes.suppression import Count, Shows, protect

Fact = tuple[Hashable, UUID, UUID]  # the row that it belongs to, the team, and the household that it is about
TOTAL = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be said in one place. `number` is None where none is: what is hidden is not carried along."""

    shows: Shows
    number: int | None

    @property
    def is_nought(self) -> bool:
        """Whether there is none at all."""
        return self.number == 0


class Table:
    """Counts of facts by row and team with all totals, protected together."""

    def __init__(self, rows: Sequence[Hashable], facts: Iterable[Fact]) -> None:
        """The rows in the order in which they are shown; facts of other rows are left out."""
        households: dict[tuple[Hashable, UUID | None], set[UUID]] = defaultdict(set)
        numbers: dict[tuple[Hashable, UUID | None], int] = defaultdict(int)
        teams: set[UUID] = set()
        for row, team, household in facts:
            if row not in rows:
                continue
            teams.add(team)
            for place in ((row, team), (row, TOTAL), (TOTAL, team), (TOTAL, TOTAL)):
                households[place].add(household)
                numbers[place] += 1
        self._lines: list[Hashable] = [*rows, TOTAL]
        self._teams: list[UUID | None] = [*sorted(teams), TOTAL]
        counts = [
            [Count(numbers[line, team], len(households[line, team])) for team in self._teams] for line in self._lines
        ]
        self._counts, self._shows = counts, protect(counts)

    def figure(self, row: Hashable, team: UUID | None = TOTAL) -> Figure:
        """What may be said of a row; of all rows, where the row is TOTAL."""
        if team not in self._teams:
            return Figure(Shows.NUMBER, 0)
        line, column = self._lines.index(row), self._teams.index(team)
        shows = self._shows[line][column]
        return Figure(shows, self._counts[line][column].number if shows is Shows.NUMBER else None)
