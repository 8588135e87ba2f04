"""How far people have come on their own scales, from 1 to 10. Numbers in, numbers out: nothing is asked of the database.

Distance travelled is the last number minus the first, and for several outcomes the mean of these (design: domain.md 3.3).
The participant's own numbers, and nobody else's. An outcome may ask for less of something: then the scale is read from
its other end, so that more is always nearer to what they want.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

ENDS_TOGETHER = 11  # 1 and 10, 2 and 9: what stands at the same place read from the other end


class Stage(StrEnum):
    """Where an outcome stands, as reports tell it."""

    REACHED = "reached"
    FORWARD = "forward"
    NOT_YET = "not_yet"


class Position(NamedTuple):
    """An outcome's three numbers, more always being better. `is_rated`: whether they have said one since the start."""

    start: int
    now: int
    goal: int
    is_rated: bool = True

    @property
    def distance(self) -> int:
        """How far they have come; below nought where they are further away than they began."""
        return self.now - self.start

    @property
    def stage(self) -> Stage:
        """Good enough, nearer, or not yet either."""
        if self.now >= self.goal:
            return Stage.REACHED
        return Stage.FORWARD if self.now > self.start else Stage.NOT_YET


@dataclass(frozen=True, slots=True)
class Wording:
    """One agreed wording, and the numbers that participants said on its scale, in the order of time."""

    agreed_at: datetime
    start: int
    goal: int
    said_at: list[datetime] = field(default_factory=list)
    said: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Course:
    """An outcome from its first agreed words to its last, and whose it is, by id; no name and no word of it."""

    household: str
    team: str
    domain: str
    dropped_at: datetime | None
    wordings: list[Wording]


@dataclass(frozen=True, slots=True)
class Mean:
    """The means of several outcomes."""

    start: float
    now: float
    goal: float

    @property
    def distance(self) -> float:
        """Distance travelled: the mean of last minus first. It is the difference of the means, too."""
        return self.now - self.start


def position(start: int, goal: int, now: int | None = None) -> Position:
    """The numbers as they were said; without one since the start, they stand where they began."""
    at = start if now is None else now
    if goal < start:
        start, at, goal = ENDS_TOGETHER - start, ENDS_TOGETHER - at, ENDS_TOGETHER - goal
    return Position(start, at, goal, is_rated=now is not None)


def position_at(course: Course, instant: datetime) -> Position | None:
    """Where it stood just before this instant; None where it was not agreed by then, or not wanted any more."""
    if course.dropped_at is not None and course.dropped_at < instant:
        return None
    for wording in reversed(course.wordings):
        if wording.agreed_at < instant:
            break
    else:
        return None
    number = bisect_left(wording.said_at, instant)
    return position(wording.start, wording.goal, wording.said[number - 1] if number else None)


def was_rated_between(course: Course, first: datetime, end: datetime) -> bool:
    """Whether they said a number in this time, on whichever words."""
    return any(bisect_left(each.said_at, first) < bisect_left(each.said_at, end) for each in course.wordings)


def mean(positions: Iterable[Position]) -> Mean | None:
    """Of several; None of none."""
    rows: Sequence[Position] = list(positions)
    if not rows:
        return None
    return Mean(fmean(each.start for each in rows), fmean(each.now for each in rows), fmean(each.goal for each in rows))
