"""Sums of what is hidden say nothing of a few, and no agency is told of another by its own column."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.suppression import Count, Shows
from outcomes.totals import protect_column, protect_table

N, F, H = Shows.NUMBER, Shows.FEWER, Shows.HELD


def with_totals(cells: list[list[int]]) -> list[list[Count]]:
    rows = [[*row, sum(row)] for row in cells]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return [[Count(number, number) for number in row] for row in rows]


def column(*numbers: int) -> list[Count]:
    return [Count(number, number) for number in (*numbers, sum(numbers))]


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        pytest.param((9, 20), [N, N, N], id="nothing is small"),
        pytest.param((2, 2, 20, 30), [F, F, H, N, N], id="what is hidden comes to five at least"),
        pytest.param((3,), [F, F], id="a total of one alone is that one"),
        pytest.param((0, 7), [N, N, N], id="nobody is nobody's secret"),
    ],
)
def test_one_column(numbers: tuple[int, ...], says: list[Shows]) -> None:
    assert protect_column(column(*numbers)) == says


def test_two_agencies_in_a_month_of_which_one_has_few() -> None:
    # Whoever sees 12 in all, and knows that 9 of them are their own, would know of the other three.
    cells = with_totals([[9, 3, 40], [30, 30, 30]])
    says = protect_table(cells, columns_known=True)
    assert says[0][1] is F
    for own in (0, 2):
        left = [at for at in range(3) if at != own and says[0][at] is not N]
        assert len(left) > 1 or says[0][-1] is not N


def test_months_of_the_same_four_households_do_not_count_as_eight() -> None:
    lines = [[Count(4, 4), Count(4, 4)], [Count(4, 4), Count(4, 4)], [Count(30, 20), Count(30, 20)]]
    says = protect_table([*lines, [Count(38, 22), Count(38, 22)]])
    assert [line[0] for line in says] == [F, F, H, N]


def test_many_contacts_of_few_households_are_not_told_by_their_sum() -> None:
    numbers = [Count(12, 3), Count(12, 3), Count(40, 20), Count(64, 22)]
    assert protect_column(numbers) == [F, F, H, N]


tables = st.lists(st.lists(st.sampled_from([0, 1, 2, 4, 5, 9, 20]), min_size=3, max_size=3), min_size=2, max_size=4)


@given(tables)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_in_no_line_a_sum_of_hidden_places_is_small_even_for_whoever_knows_one_column(cells: list[list[int]]) -> None:
    table = with_totals(cells)
    says = protect_table(table, columns_known=True)
    down = list(zip(*table, strict=True)), list(zip(*says, strict=True))
    for counts, said, is_row in [
        *((counts, said, True) for counts, said in zip(table, says, strict=True)),
        *((counts, said, False) for counts, said in zip(*down, strict=True)),
    ]:
        assert all(not count.is_small or shows is F for count, shows in zip(counts, said, strict=True))
        if said[-1] is not N:
            continue
        for own in [None, *(range(len(counts) - 1) if is_row else ())]:
            hidden = [
                count.number
                for at, (count, shows) in enumerate(zip(counts[:-1], said[:-1], strict=True))
                if shows is not N and at != own
            ]
            assert not 0 < sum(hidden) < 5, (cells, says, own)
