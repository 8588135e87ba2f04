"""What all mentions of a cluster say together, and whether two clusters can be one person."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
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

# Rows that say the same share these: a million rows have a few thousand names. Nobody changes one; a sum is a new one.
Counted = Mapping[_Kind, int]
_NOTHING: frozenset = frozenset()
_NEVER: dict = {}


class Said:
    """Single things that rows say, each as a set or a count of one, made once."""

    def __init__(self) -> None:
        self._sets: dict[Hashable, frozenset] = {"": _NOTHING}
        self._counts: dict[Hashable, dict] = {"": _NEVER, None: _NEVER}

    def once(self, thing: Hashable) -> frozenset:
        """A set of this alone; of nothing for a blank."""
        return self._sets.get(thing) or self._sets.setdefault(thing, frozenset((thing,) if thing else ()))

    def counted(self, thing: _Kind | None) -> Counted[_Kind]:
        """This, once; nothing for a blank."""
        return self._counts.get(thing) or self._counts.setdefault(thing, {thing: 1} if thing else _NEVER)


@dataclass(slots=True)
class Profile:
    """Everything that a cluster's mentions say, counted."""

    records: AbstractSet[tuple[str, str]]
    numbers: Counted[str]
    pupil_numbers: AbstractSet[str]
    births: Counted[date]
    firsts: Counted[str]
    surnames: Counted[str]
    sexes: Counted[str]
    homes: AbstractSet[str]
    grown_on: date | None  # the earliest day on which they were what only an adult can be
    is_grown: bool
    refused: AbstractSet[int]
    rows: list[int]

    @classmethod
    def of(cls, at: int, row: Row, refused: AbstractSet[int], said: Said) -> "Profile":
        """The profile of one row."""
        named = row.is_named
        surnames = said.counted(row.surname if named else "")
        if named and row.other_surname:
            surnames = _sum(surnames, said.counted(row.other_surname))
        return cls(
            frozenset(((row.key.agency, row.key.record),)),
            said.counted(row.nhs),
            said.once(row.upn),
            said.counted(row.born_on),
            said.counted(row.first if named else ""),
            surnames,
            said.counted(row.sex),
            said.once(row.home),
            row.occurred_on if row.is_grown else None,
            row.is_grown,
            refused,
            [at],
        )

    def absorb(self, other: "Profile") -> None:
        """Take in all that the other says."""
        self.records |= other.records
        self.refused |= other.refused
        self.pupil_numbers |= other.pupil_numbers
        self.rows += other.rows
        self.homes |= other.homes
        self.numbers = _sum(self.numbers, other.numbers)
        self.births = _sum(self.births, other.births)
        self.firsts = _sum(self.firsts, other.firsts)
        self.surnames = _sum(self.surnames, other.surnames)
        self.sexes = _sum(self.sexes, other.sexes)
        days = [day for day in (self.grown_on, other.grown_on) if day]
        self.grown_on = min(days) if days else None
        self.is_grown |= other.is_grown

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


def _are_two_pupils(one: AbstractSet[str], two: AbstractSet[str]) -> bool:
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
    if not adult.is_grown or (born_on := child.born_on) is None:
        return False
    day = adult.grown_on or today
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)) < ADULT_FROM


def _sum(one: Counted[_Kind], two: Counted[_Kind]) -> Counted[_Kind]:
    if not one or not two:
        return one or two
    return {**one, **{each: one.get(each, 0) + count for each, count in two.items()}}


def _most(counted: Counted[_Kind]) -> _Kind | None:
    if len(counted) < 2:  # noqa: PLR2004 - the most are of one kind, or of none
        return next(iter(counted), None)
    return max(counted, key=lambda each: (counted[each], str(each)))
