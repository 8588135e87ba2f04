"""Facts counted by row and by team, and of the counts only what may be said."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from outcomes.suppression import Count, Shows, protect

# The row that it belongs to, the team, and the household that it is about. Ids as text: hashing a UUID takes longer.
Fact = tuple[Hashable, str, str]
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
    """Counts of facts by row and team with all totals, protected together.

    `shows_teams`: whether teams are told apart at all. In a small service they are not: a team without anybody in a row
    says nearly as much as one with somebody, and so little would be left of the whole.
    """

    def __init__(self, rows: Sequence[Hashable], facts: Iterable[Fact]) -> None:
        """The rows in the order in which they are shown; facts of other rows are left out."""
        known = set(rows)
        households: dict[tuple[Hashable, str], set[str]] = defaultdict(set)
        numbers: Counter[tuple[Hashable, str]] = Counter()
        for row, team, household in facts:
            if row in known:
                households[row, team].add(household)
                numbers[row, team] += 1
        teams = sorted({team for _, team in numbers})
        self._lines: list[Hashable] = [*rows, TOTAL]
        self._teams: list[str | None] = [*teams, TOTAL]

        def count(line: Hashable, team: str | None) -> Count:
            places = [
                (row, each) for row in ([line] if line is not TOTAL else rows) for each in ([team] if team else teams)
            ]
            met = set().union(*(households[place] for place in places if place in households))
            return Count(sum(numbers[place] for place in places), len(met))

        self._counts = [[count(line, team) for team in self._teams] for line in self._lines]
        self._shows = protect(self._counts)
        of_all = protect([[line[-1], line[-1]] for line in self._counts])
        # Where showing the teams apart would cost a figure of all of them, no team is shown, to anybody.
        self.shows_teams = [line[-1] for line in self._shows] == [line[-1] for line in of_all]
        if not self.shows_teams:
            self._shows = [[*[Shows.HELD] * len(teams), line[-1]] for line in of_all]

    def figure(self, row: Hashable, team: str | None = TOTAL) -> Figure:
        """What may be said of a row; of all rows, where the row is TOTAL."""
        if team not in self._teams:
            return Figure(Shows.NUMBER, 0) if self.shows_teams else Figure(Shows.HELD, None)
        line, column = self._lines.index(row), self._teams.index(team)
        shows = self._shows[line][column]
        return Figure(shows, self._counts[line][column].number if shows is Shows.NUMBER else None)
