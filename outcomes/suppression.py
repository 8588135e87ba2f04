"""Small numbers are not shown, nor any number from which one could be worked out. Numbers in, numbers out.

A table with its totals is a network: what stands in a row flows into its columns, and totals are what flows in and out.
A number that is not shown can be worked out exactly as far as the flow through it is fixed by what is shown; so others are
held back with it until it could be anything from 1 to 4 for whoever knows all that is shown, and what each word means.
(Cell suppression by network flow; after Kelly, Golden and Assad, 1992.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

SMALLEST = 5  # fewer households than these are not shown
ROOM = SMALLEST - 2  # from 1 to 4
ENDLESS = 10**9


class Shows(StrEnum):
    """What is said in a place of a table."""

    NUMBER = "number"
    FEWER = "fewer"  # fewer than SMALLEST households
    HELD = "held"  # enough of them, and somebody else's number could be worked out from it


@dataclass(frozen=True, slots=True)
class Count:
    """A number, and how many households it is about: five outcomes of one household are that household's own affair."""

    number: int
    households: int

    @property
    def is_small(self) -> bool:
        """Whether it may not be shown by itself."""
        return 0 < self.households < SMALLEST


@dataclass(slots=True)
class _Arc:
    """A place of the table, as a way between two knots. `flow` is tried out; `number` is what there is."""

    start: int
    end: int
    count: Count
    price: int
    shows: Shows
    flow: int

    def room(self, *, up: bool) -> int:
        """How much more, or less, may flow, for all that a reader knows; where it is shown, what holding it back would give."""
        if self.count.number == 0:
            return 0
        least, most = SMALLEST, ENDLESS
        if self.shows is Shows.FEWER:
            # Where households themselves are counted, a reader knows that there are four at the most.
            least, most = 1, SMALLEST - 1 if self.count.number < SMALLEST else ENDLESS
        return max(most - self.flow if up else self.flow - least, 0)


def protect(table: Sequence[Sequence[Count]]) -> list[list[Shows]]:
    """What may be said in each place of a table whose last row and last column are totals.

    `Shows.NUMBER` everywhere else than in places that are small and in those that are held back for their sake: cells
    first, the smaller the sooner, then totals. Where nothing else helps, only noughts are left.
    """
    rows, columns = len(table) - 1, len(table[0]) - 1
    arcs = [
        [_arc(count, row, column, rows, columns) for column, count in enumerate(line)] for row, line in enumerate(table)
    ]
    every = [arc for line in arcs for arc in line]
    for arc in every:
        if arc.shows is Shows.FEWER and not _is_covered(arc, every):
            for other in every:
                if other.shows is Shows.NUMBER and other.count.number:
                    other.shows = Shows.HELD
    return [[arc.shows for arc in line] for line in arcs]


def _arc(count: Count, row: int, column: int, rows: int, columns: int) -> _Arc:
    """The knots: 0 where all begins, 1 where it ends, then the rows, then the columns."""
    is_row_total, is_column_total = column == columns, row == rows
    start = (
        1
        if is_row_total and is_column_total
        else 0
        if is_row_total
        else 2 + rows + column
        if is_column_total
        else 2 + row
    )
    end = (
        0
        if is_row_total and is_column_total
        else 2 + row
        if is_row_total
        else 1
        if is_column_total
        else 2 + rows + column
    )
    # Totals are what a reader looks for first, so they are given up last: those of the last column last of all.
    price = count.number + 10**4 * is_column_total + 10**5 * is_row_total
    shows = Shows.FEWER if count.is_small else Shows.NUMBER
    return _Arc(start, end, count, price, shows, count.number)


def _is_covered(arc: _Arc, every: list[_Arc]) -> bool:
    """Hold back what it takes for this number to have its room. False where that cannot be had."""
    down = min(arc.count.number - 1, ROOM)
    for amount, up in ((ROOM - down, True), (down, False)):
        for other in every:
            other.flow = other.count.number
        left = amount
        while left > 0:
            pushed = _push(arc, every, left, up=up)
            if pushed == 0:
                return False
            left -= pushed
    return True


def _push(arc: _Arc, every: list[_Arc], amount: int, *, up: bool) -> int:
    """Let more (or less) flow through the arc and back by the cheapest way round; what is on that way is held back."""
    begin, goal = (arc.end, arc.start) if up else (arc.start, arc.end)
    way = _cheapest(arc, every, begin, goal)
    if not way:
        return 0
    moved = min(amount, *(other.room(up=forward) for other, forward in way))
    for other, forward in way:
        other.flow += moved if forward else -moved
        if other.shows is Shows.NUMBER:
            other.shows = Shows.HELD
    return moved


def _cheapest(avoid: _Arc, every: list[_Arc], begin: int, goal: int) -> list[tuple[_Arc, bool]]:
    """The ways round, along arcs and against them, and of these the one on which the least is newly held back."""
    leaving = _leaving(arc for arc in every if arc is not avoid)
    costs, came = {begin: 0}, {}
    waiting = [(0, begin)]
    while waiting:
        cost, knot = heappop(waiting)
        if cost > costs[knot]:
            continue
        for end, arc, forward in leaving.get(knot, []):
            further = cost + (arc.price if arc.shows is Shows.NUMBER else 0)
            if further < costs.get(end, ENDLESS):
                costs[end], came[end] = further, (knot, arc, forward)
                heappush(waiting, (further, end))
    return _way_back(came, begin, goal)


def _leaving(arcs: Iterable[_Arc]) -> dict[int, list[tuple[int, _Arc, bool]]]:
    """Where one can go from each knot: along an arc through which more may flow, and against one through which less may."""
    found: dict[int, list[tuple[int, _Arc, bool]]] = {}
    for arc in arcs:
        if arc.room(up=True):
            found.setdefault(arc.start, []).append((arc.end, arc, True))
        if arc.room(up=False):
            found.setdefault(arc.end, []).append((arc.start, arc, False))
    return found


def _way_back(came: dict[int, tuple[int, _Arc, bool]], begin: int, goal: int) -> list[tuple[_Arc, bool]]:
    way = []
    knot = goal
    while knot != begin:
        if knot not in came:
            return []
        knot, arc, forward = came[knot]
        way.append((arc, forward))
    return way
