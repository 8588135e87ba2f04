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

    `known`: the team whose cases the reader may open. Its numbers are no secret to them, so nothing may follow from taking
    them off. `shows_teams`: whether teams are told apart at all. In a small service they are not: a team without anybody in
    a row says nearly as much as one with somebody, and so little would be left of the whole.
    """

    def __init__(self, rows: Sequence[Hashable], facts: Iterable[Fact], known: str | None = None) -> None:
        """The rows in the order in which they are shown; facts of other rows are left out."""
        self._rows = list(rows)
        self._met: dict[tuple[Hashable, str], set[str]] = defaultdict(set)
        self._numbers: Counter[tuple[Hashable, str]] = Counter()
        for row, team, household in facts:
            if row in self._rows:
                self._met[row, team].add(household)
                self._numbers[row, team] += 1
        teams = sorted({team for _, team in self._numbers})
        self._teams: list[str | None] = [*teams, TOTAL]
        self._shows, self.shows_teams = self._protected(teams)
        if known in teams and len(teams) > 1:
            self._hold_what_follows(known, [team for team in teams if team != known])

    def figure(self, row: Hashable, team: str | None = TOTAL) -> Figure:
        """What may be said of a row; of all rows, where the row is TOTAL."""
        if team not in self._teams:
            return Figure(Shows.NUMBER, 0) if self.shows_teams else Figure(Shows.HELD, None)
        lines = [*self._rows, TOTAL]
        shows = self._shows[lines.index(row)][self._teams.index(team)]
        if shows is not Shows.NUMBER:
            return Figure(shows, None)
        teams = [team] if team else [each for each in self._teams if each]
        return Figure(shows, self._count(self._rows if row is TOTAL else [row], teams).number)

    def _count(self, rows: Sequence[Hashable], teams: Sequence[str]) -> Count:
        places = [(row, team) for row in rows for team in teams]
        met = set().union(*(self._met[place] for place in places if place in self._met))
        return Count(sum(self._numbers[place] for place in places), len(met))

    def _protected(self, teams: Sequence[str]) -> tuple[list[list[Shows]], bool]:
        """What may be said of these teams, each and together; and whether each is shown."""
        lines = [*([row] for row in self._rows), self._rows]
        shows = protect([[*(self._count(line, [team]) for team in teams), self._count(line, teams)] for line in lines])
        together = self._together(teams)
        # Where showing the teams apart would cost a figure of all of them, no team is shown, to anybody.
        if [line[-1] for line in shows] == together and not self._tells_a_sum(shows, teams):
            return shows, True
        return [[*[Shows.HELD] * len(teams), each] for each in together], False

    def _together(self, teams: Sequence[str]) -> list[Shows]:
        """One column. What is not shown in it has a sum, which may be about few households though each row is covered."""
        counts = [self._count([row], teams) for row in self._rows] + [self._count(self._rows, teams)]
        shows = [line[0] for line in protect([[count, count] for count in counts])]
        while shows[-1] is Shows.NUMBER and self._count(self._hidden(shows), teams).is_small:
            shown = [place for place, each in enumerate(shows[:-1]) if each is Shows.NUMBER and counts[place].number]
            shows[min(shown, key=lambda place: counts[place].number, default=-1)] = Shows.HELD
        return shows

    def _tells_a_sum(self, shows: list[list[Shows]], teams: Sequence[str]) -> bool:
        """Whether what is not shown of a team, or of a row, is by its sum about few households."""
        for column, team in enumerate(teams):
            line = [each[column] for each in shows]
            if line[-1] is Shows.NUMBER and self._count(self._hidden(line), [team]).is_small:
                return True
        for row, line in zip(self._rows, shows, strict=False):
            hidden = [team for team, each in zip(teams, line, strict=False) if each is not Shows.NUMBER]
            if line[-1] is Shows.NUMBER and self._count([row], hidden).is_small:
                return True
        return False

    def _hidden(self, column: Sequence[Shows]) -> list[Hashable]:
        return [row for row, shows in zip(self._rows, column, strict=False) if shows is not Shows.NUMBER]

    def _hold_what_follows(self, known: str, others: list[str]) -> None:
        """Hold back what somebody who knows one team could take its numbers off, to be left with a few of the others'."""
        without, apart = self._protected(others)
        self.shows_teams = self.shows_teams and apart
        for line, rest in zip(self._shows, without, strict=True):
            for team, shows in zip([*others, TOTAL], rest, strict=True):
                place = self._teams.index(team)
                if shows is not Shows.NUMBER and line[place] is Shows.NUMBER:
                    line[place] = Shows.HELD
