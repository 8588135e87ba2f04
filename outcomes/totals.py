"""Tables with totals of which no sum of hidden places is small either, and none for whoever knows a column. Pure."""

from collections.abc import Sequence

from outcomes.suppression import SMALLEST, Count, Shows, protect

Cells = Sequence[Sequence[Count]]


def protect_table(table: Cells, *, columns_known: bool = False) -> list[list[Shows]]:
    """As suppression.protect, and further: what is hidden of a line, taken together, is about five households at least.

    `columns_known`: each column belongs to somebody who knows it, and could take it off.
    """
    shows = protect(table)
    columns = len(table[0]) - 1
    if columns_known and columns > 1:
        for known in range(columns):
            _hold_what_follows(table, shows, known)
    _hold_sums(table, shows)
    return shows


def protect_column(counts: Sequence[Count]) -> list[Shows]:
    """The same of one column, of which the last is the total."""
    return [line[0] for line in protect_table([[count, count] for count in counts])]


def _hold_what_follows(table: Cells, shows: list[list[Shows]], known: int) -> None:
    """Hold back what somebody who knows this column could take it off, to be left with a few of the others'."""
    rest = [[*(each for at, each in enumerate(line[:-1]) if at != known), _without(line, known)] for line in table]
    for line, left in zip(shows, protect(rest), strict=True):
        places = [at for at in range(len(line)) if at != known]
        for at, said in zip(places, left, strict=True):
            if said is not Shows.NUMBER and line[at] is Shows.NUMBER:
                line[at] = Shows.HELD


def _without(line: Sequence[Count], known: int) -> Count:
    """The total of the others. Of how many households is not known; of as many as the largest of them at least."""
    others = [each for at, each in enumerate(line[:-1]) if at != known]
    return Count(line[-1].number - line[known].number, max((each.households for each in others), default=0))


def _hold_sums(table: Cells, shows: list[list[Shows]]) -> None:
    """In each line whose total is shown: hold back the smallest place that makes what is hidden large enough."""
    rows, columns = len(table), len(table[0])
    lines = [[(row, column) for column in range(columns)] for row in range(rows)]
    lines += [[(row, column) for row in range(rows)] for column in range(columns)]
    is_settled = False
    while not is_settled:
        is_settled = True
        for line in lines:
            *places, (row, column) = line
            hidden = [place for place in places if shows[place[0]][place[1]] is not Shows.NUMBER]
            if shows[row][column] is not Shows.NUMBER or not 0 < _most(table, hidden) < SMALLEST:
                continue
            shown = [(r, c) for r, c in places if shows[r][c] is Shows.NUMBER and table[r][c].households >= SMALLEST]
            row, column = min(shown, key=lambda place: table[place[0]][place[1]].households, default=line[-1])
            shows[row][column] = Shows.HELD
            is_settled = False


def _most(table: Cells, places: Sequence[tuple[int, int]]) -> int:
    """The households of the largest: the same household may be in several places, so their sum would say too much."""
    return max((table[row][column].households for row, column in places), default=0)
