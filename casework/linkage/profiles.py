"""What all mentions of a cluster say together, and whether two clusters can be one person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from casework.linkage import nicknames
from casework.linkage.dates import Likeness, likeness
from casework.linkage.rows import ADULT_FROM, Row
from casework.linkage.spellings import edits, is_slip


class Contradiction(StrEnum):
    """Why two clusters cannot be one person, or not without somebody looking."""

    REFUSED = "refused"  # a person said no
    RECORD = "record"  # two people of one record
    NUMBERS = "numbers"  # two different valid NHS numbers, or pupil numbers
    BIRTHS = "births"  # birth dates that no slip explains
    NAMES = "names"  # first names unlike
    NEAR_NAMES = "near names"  # first names one slip apart, and many people have either: Mary and Mark
    SURNAMES = "surnames"
    SEX = "sex"
    AGE = "age"  # a child, and what only an adult can be


_Kind = TypeVar("_Kind")

# Nobody is asked about these: they cannot be, or so seldom are that the question would only tire.
IMPOSSIBLE = frozenset(Contradiction) - {Contradiction.NEAR_NAMES, Contradiction.SURNAMES, Contradiction.SEX}
_SLIPS = 2  # in a number that somebody typed
_SURE = 2  # how often a thing is said before it counts as said


@dataclass(slots=True)
class Profile:
    """Everything that a cluster's mentions say, counted."""

    records: set[tuple[str, str]] = field(default_factory=set)
    numbers: Counter[str] = field(default_factory=Counter)
    pupil_numbers: set[str] = field(default_factory=set)
    births: Counter[date] = field(default_factory=Counter)
    firsts: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    sexes: Counter[str] = field(default_factory=Counter)
    homes: set[str] = field(default_factory=set)
    grown_on: date | None = None  # the earliest day on which they were what only an adult can be
    is_grown: bool = False
    refused: set[int] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, at: int, row: Row, refused: Iterable[int]) -> "Profile":
        """The profile of one row."""
        return cls(
            {(row.key.agency, row.key.record)},
            Counter([row.nhs] if row.nhs else []),
            {row.upn} - {""},
            Counter([row.born_on] if row.born_on else []),
            Counter([row.first] if row.is_named else []),
            Counter(name for name in (row.surname, row.other_surname) if name and row.is_named),
            Counter([row.sex] if row.sex else []),
            {row.place.home} - {""},
            row.occurred_on if row.is_grown else None,
            row.is_grown,
            set(refused),
            [at],
        )

    def absorb(self, other: "Profile") -> None:
        """Take in all that the other says."""
        self.records |= other.records
        self.refused |= other.refused
        self.pupil_numbers |= other.pupil_numbers
        self.rows += other.rows
        self.homes |= other.homes
        for mine, theirs in zip(self._counted(), other._counted(), strict=True):
            mine.update(theirs)
        days = [day for day in (self.grown_on, other.grown_on) if day]
        self.grown_on = min(days) if days else None
        self.is_grown |= other.is_grown

    def _counted(self) -> tuple[Counter, ...]:
        return self.numbers, self.births, self.firsts, self.surnames, self.sexes

    @property
    def born_on(self) -> date | None:
        """The birth date said most often."""
        return _most(self.births)

    @property
    def first(self) -> str:
        """The first name said most often; "" where none is."""
        return _most(self.firsts) or ""


def contradiction(one: Profile, two: Profile, established: frozenset[str], today: date) -> Contradiction | None:
    """The first thing that speaks against one person, the surest first. An equal NHS number excuses slips, not people."""
    if never := _never(one, two, today):
        return never
    births, names = _births_differ(one, two), _names_differ(one, two, established)
    if not one.numbers.keys().isdisjoint(two.numbers):
        return Contradiction.NAMES if births and names is Contradiction.NAMES else None
    if (one.numbers and two.numbers) or _are_two_pupils(one.pupil_numbers, two.pupil_numbers):
        return Contradiction.NUMBERS
    return Contradiction.BIRTHS if births else names or _less_sure(one, two)


def _never(one: Profile, two: Profile, today: date) -> Contradiction | None:
    """What no number and no likeness outweighs."""
    if not two.refused.isdisjoint(one.rows) or not one.refused.isdisjoint(two.rows):
        return Contradiction.REFUSED
    if not one.records.isdisjoint(two.records):
        return Contradiction.RECORD
    if _is_child_of_adult(one, two, today) or _is_child_of_adult(two, one, today):
        return Contradiction.AGE
    return None


def _are_two_pupils(one: set[str], two: set[str]) -> bool:
    """Whether both have a pupil number, and no slip explains how they differ."""
    return bool(one) and bool(two) and all(edits(mine, theirs) > _SLIPS for mine in one for theirs in two)


def _less_sure(one: Profile, two: Profile) -> Contradiction | None:
    named_so = not one.firsts.keys().isdisjoint(two.firsts)
    same_day = not one.births.keys().isdisjoint(two.births)
    at_home = not one.homes.isdisjoint(two.homes)
    if not one.firsts or not two.firsts:
        pass  # initials are compared by whoever attaches them
    elif not (same_day and (named_so or at_home)) and not any(
        _surnames_alike(mine, theirs) for mine in one.surnames for theirs in two.surnames
    ):
        swapped = not one.firsts.keys().isdisjoint(two.surnames) and not two.firsts.keys().isdisjoint(one.surnames)
        return None if swapped else Contradiction.SURNAMES
    mine, theirs = _most(one.sexes), _most(two.sexes)
    if mine and theirs and mine != theirs and not named_so:
        return Contradiction.SEX
    return None


def _births_differ(one: Profile, two: Profile) -> bool:
    """Two dates each said twice are two dates, whatever slip would explain one said once."""
    if not one.births or not two.births or not one.births.keys().isdisjoint(two.births):
        return False
    mine, theirs = one.born_on, two.born_on
    if (
        mine
        and theirs
        and min(one.births[mine], two.births[theirs]) > _SURE
        and likeness(mine, theirs) < Likeness.SWAPPED
    ):
        return True
    return all(likeness(day, other) is Likeness.UNLIKE for day in one.births for other in two.births)


def _names_differ(one: Profile, two: Profile, established: frozenset[str]) -> Contradiction | None:
    """Whether no first name of one can be one of the other; a slip seldom makes a name that many people have."""
    if not one.firsts or not two.firsts or not one.firsts.keys().isdisjoint(two.firsts):
        return None
    if not one.firsts.keys().isdisjoint(two.surnames) and not two.firsts.keys().isdisjoint(one.surnames):
        return None  # first name and surname swapped
    if not any(nicknames.is_form(name, other) or is_slip(name, other) for name in one.firsts for other in two.firsts):
        return Contradiction.NAMES
    mine, theirs = one.first, two.first
    is_other = mine in established and theirs in established and not nicknames.is_form(mine, theirs)
    return Contradiction.NEAR_NAMES if is_other else None


def _surnames_alike(mine: str, theirs: str) -> bool:
    return mine == theirs or is_slip(mine, theirs)


def _is_child_of_adult(child: Profile, adult: Profile, today: date) -> bool:
    """Whether one was a child when the other was what only an adult can be."""
    if not adult.is_grown or child.born_on is None:
        return False
    day = adult.grown_on or today
    born_on = child.born_on
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)) < ADULT_FROM


def _most(counted: "Counter[_Kind]") -> "_Kind | None":
    return max(counted, key=lambda each: (counted[each], str(each))) if counted else None
