"""What is held back so that nobody's small number can be worked out: looked at with the eyes of somebody who tries."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.suppression import SMALLEST, Count, Shows, protect

N, F, H = Shows.NUMBER, Shows.FEWER, Shows.HELD
WAY_UP = 9  # a held number is tried up to so many more than it is


def with_totals(cells: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def counts(cells: list[list[int]]) -> list[list[Count]]:
    """A table in which each counts one household."""
    return [[Count(number, number) for number in row] for row in with_totals(cells)]


def shown(cells: list[list[int]]) -> list[list[Shows]]:
    return protect(counts(cells))


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        pytest.param([[6], [7]], [[N, N], [N, N], [N, N]], id="nothing is small"),
        pytest.param([[0], [7]], [[N, N], [N, N], [N, N]], id="nobody is nobody's secret"),
        pytest.param([[3], [9], [20]], [[F, F], [H, H], [N, N], [N, N]], id="one is small, and another is held back"),
        # 3 and 5 make 8: whoever knows that a held number is 5 or more would know that the other is 3 or less.
        pytest.param([[3], [5], [9]], [[F, F], [N, N], [H, H], [N, N]], id="too near a one does not help"),
        pytest.param([[4], [4], [30]], [[F, F], [F, F], [H, H], [N, N]], id="two fours would be known by their sum"),
        pytest.param([[3], [0]], [[F, F], [N, N], [F, F]], id="a total of one alone is that one"),
        pytest.param([[2], [4]], [[F, F], [F, F], [H, H]], id="nothing else to hold back but the total"),
        pytest.param([[3, 9], [9, 9]], [[F, H, N], [H, H, N], [N, N, N]], id="in two directions it takes four"),
    ],
)
def test_what_is_shown(cells: list[list[int]], says: list[list[Shows]]) -> None:
    assert shown(cells) == says


def test_five_outcomes_of_one_household_are_its_own_affair() -> None:
    rows = [[Count(12, 2), Count(12, 2)], [Count(40, 20), Count(40, 20)], [Count(30, 20), Count(30, 20)]]
    says = protect([*rows, [Count(82, 42), Count(82, 42)]])
    assert says == [[F, F], [N, N], [H, H], [N, N]]


def readings(cells: list[list[int]], says: list[list[Shows]]) -> Iterator[tuple[int, ...]]:
    """Every table that somebody who knows all that is shown, and what each word means, must think possible."""
    totals = with_totals(cells)
    height, width = len(cells), len(cells[0])

    def could_be(row: int, column: int) -> range:
        number = totals[row][column]
        if says[row][column] is F:
            return range(1, SMALLEST)
        return range(SMALLEST, number + WAY_UP) if says[row][column] is H else range(number, number + 1)

    lines = []
    for row in range(height):
        whole = could_be(row, width)
        each = product(*(could_be(row, column) for column in range(width)))
        lines.append([line for line in each if sum(line) in whole])
    for table in product(*lines):
        columns = [sum(line[column] for line in table) for column in range(width)]
        if sum(columns) in could_be(height, width) and all(
            number in could_be(height, column) for column, number in enumerate(columns)
        ):
            yield tuple(number for line in table for number in line)


tables = st.integers(1, 2).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9]), min_size=width, max_size=width), min_size=2, max_size=3
    )
)


@given(tables)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_no_small_number_can_be_worked_out(cells: list[list[int]]) -> None:
    says = shown(cells)
    small = [
        (row, column) for row, line in enumerate(cells) for column, number in enumerate(line) if 0 < number < SMALLEST
    ]
    assert all(says[row][column] is F for row, column in small)
    nothing_is_said = not any(
        said is N and number
        for line, numbers in zip(says, with_totals(cells), strict=True)
        for said, number in zip(line, numbers, strict=True)
    )
    if not small or nothing_is_said:
        return
    width = len(cells[0])
    possible = list(readings(cells, says))
    for row, column in small:
        assert {table[row * width + column] for table in possible} == {1, 2, 3, 4}, (cells, says)


@given(tables)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_nothing_is_held_back_for_nobody(cells: list[list[int]]) -> None:
    says = [said for line in shown(cells) for said in line]
    assert H not in says or F in says
