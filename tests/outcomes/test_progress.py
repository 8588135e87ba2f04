"""How far people have come: the design's own vectors, and where an outcome stood on a day."""

from datetime import UTC, datetime

import pytest

from outcomes.gas import t_score
from outcomes.progress import Course, Position, Stage, Wording, mean, position, position_at, was_rated_between


@pytest.mark.parametrize(
    ("weights", "levels", "score"),
    [
        ([1], [1], 60.00), ([1], [-2], 30.00), ([1, 1], [1, 0], 56.20), ([1, 1, 1], [0, 0, 0], 50.00),
        ([1, 1, 1], [1, 1, 1], 63.69), ([1, 1, 1], [-1, -1, -1], 36.31), ([9, 4, 6], [-1, -1, -2], 32.38),
        ([1, 1, 1], [2, 1, -1], 59.13), ([1] * 4, [-1] * 4, 35.49), ([1] * 5, [2] * 5, 80.15),
        ([1] * 5, [-2] * 5, 19.85), ([3, 2, 1], [1, 0, -1], 54.41), ([3, 2, 1], [1, -1, 2], 56.61),
        ([9, 4, 6], [0, 1, -1], 48.59), (None, [1, 0], 56.20), ([0, 1], [2, 1], 60.00),
    ],
)  # fmt: skip
def test_goal_attainment_is_scored_as_published(weights: list[int] | None, levels: list[int], score: float) -> None:
    assert t_score(levels, weights) == pytest.approx(score, abs=0.005)


@pytest.mark.parametrize(
    ("goals", "step"),
    [(1, 10.00), (2, 6.20), (3, 4.56), (4, 3.63), (5, 3.02), (6, 2.58), (7, 2.26), (8, 2.01)],
)
def test_one_level_more_is_worth_less_the_more_goals_there_are(goals: int, step: float) -> None:
    scores = [t_score([level] + [0] * (goals - 1)) for level in (0, 1)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[1] - scores[0] == pytest.approx(step, abs=0.005)


@pytest.mark.parametrize(("levels", "weights"), [([], None), ([1, 2], [0, 0])])
def test_of_nothing_there_is_no_score(levels: list[int], weights: list[int] | None) -> None:
    assert t_score(levels, weights) is None


@pytest.mark.parametrize(
    ("start", "goal", "now", "distance", "stage"),
    [
        (2, 8, 5, 3, Stage.FORWARD),
        (2, 8, 8, 6, Stage.REACHED),
        (2, 8, 10, 8, Stage.REACHED),
        (2, 8, 2, 0, Stage.NOT_YET),
        (5, 8, 3, -2, Stage.NOT_YET),
        (2, 8, None, 0, Stage.NOT_YET),
        (8, 2, 5, 3, Stage.FORWARD),  # less is better: read from the other end
        (8, 2, 1, 7, Stage.REACHED),
        (8, 2, 9, -1, Stage.NOT_YET),
    ],
)
def test_distance_is_the_last_number_minus_the_first(
    start: int, goal: int, now: int | None, distance: int, stage: Stage
) -> None:
    stands = position(start, goal, now)
    assert (stands.distance, stands.stage, stands.is_rated) == (distance, stage, now is not None)
    assert stands.goal > stands.start


def test_of_several_it_is_the_mean() -> None:
    of = mean([Position(2, 5, 8), Position(4, 4, 7), Position(3, 6, 6)])
    assert of is not None
    assert (of.start, of.now, of.goal, of.distance) == (3, 5, 7, 2)
    assert mean([]) is None


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


COURSE = Course(
    "a household", "a team", "housing", day(25),
    [
        Wording(day(2), 2, 8, [day(3), day(9)], [3, 5]),
        Wording(day(15), 6, 9, [day(20)], [7]),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("on", "stood"),
    [
        (1, None),  # not agreed yet
        (3, Position(2, 2, 8, is_rated=False)),
        (4, Position(2, 3, 8)),
        (10, Position(2, 5, 8)),
        (16, Position(6, 6, 9, is_rated=False)),  # other words, another scale
        (21, Position(6, 7, 9)),
        (26, None),  # no longer wanted
    ],
)
def test_where_it_stood_just_before_a_day(on: int, stood: Position | None) -> None:
    assert position_at(COURSE, day(on)) == stood


@pytest.mark.parametrize(("first", "end", "was"), [(3, 4, True), (4, 9, False), (9, 10, True), (21, 28, False)])
def test_whether_somebody_said_a_number_in_a_time(first: int, end: int, was: bool) -> None:
    assert was_rated_between(COURSE, day(first), day(end)) is was
