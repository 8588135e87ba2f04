"""Who lives in an invented city: households of all shapes, their homes one after the other, and what tells their people apart."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.cities import words
from benchmarks.cities.names import MAN, WOMAN, Names, Tradition, given, surname_of

SINCE, UNTIL = date(2024, 10, 1), date(2026, 9, 30)
DAYS = (UNTIL - SINCE).days
STREETS = [f"{first} {last}" for first in words.STREETS[0].split() for last in words.STREETS[1].split()]
HOMES_A_POSTCODE = 15
MOVES, CHANGES_NAME, OTHER_NAME = 0.2, 0.03, 0.04
NAMED_AFTER, TWINS, TAKES_OVER = 0.04, 0.016, 0.5
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Address(NamedTuple):
    """A home."""

    flat: str
    number: str
    street: str
    postcode: str


@dataclass
class Person:
    """Who somebody is, and what they were called before they changed their name."""

    key: int
    sex: str
    first: str
    middle: str
    surname: str
    born_on: date
    before: str = ""
    changed_on: date = SINCE
    also: str = ""  # a pupil's preferred surname

    def surname_on(self, day: date) -> str:
        """What they were called then."""
        return self.before if self.before and day < self.changed_on else self.surname

    def age_on(self, day: date) -> int:
        """In whole years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass
class Household:
    """People who live together, how much they are known, and where they lived from which day on."""

    key: int
    known: float  # 1 is the average
    homes: list[tuple[date, Address]]
    adults: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """All of them."""
        return self.adults + self.children

    def home_on(self, day: date) -> Address:
        """Where they lived."""
        return [home for since, home in self.homes if since <= day][-1]


class City:
    """Makes households one after the other, and keeps none of them."""

    def __init__(self, chance: random.Random, names: Names) -> None:
        self._chance, self._names = chance, names
        self._people = self._households = self._addresses = 0
        self._left: list[tuple[date, Address]] = []  # homes that somebody moved out of
        self._hostel: list[Address] = []
        shapes: list[tuple[float, Callable[[Household, Tradition], None]]] = [
            (0.31, self._one), (0.24, self._couple), (0.25, self._family), (0.14, self._lone_parent),
            (0.06, self._three_generations),
        ]  # fmt: skip
        self._shares, self._shapes = zip(*shapes, strict=True)

    def households(self) -> Iterator[Household]:
        """Without end."""
        while True:
            self._households += 1
            found = Household(self._households, self._chance.gammavariate(0.45, 1 / 0.45), self._homes())
            self._chance.choices(self._shapes, self._shares)[0](found, self._names.tradition(self._chance))
            yield found

    def _homes(self) -> list[tuple[date, Address]]:
        """A first home, and another where they moved."""
        if self._hostel:
            return [(date.min, self._hostel.pop())]
        first = self._address()
        if self._chance.random() < 0.0004:  # noqa: PLR2004
            self._hostel = [first] * self._chance.randint(8, 40)
        if self._chance.random() >= MOVES:
            return [(date.min, first)]
        moved_on = self._day()
        second = self._home_after(moved_on)
        self._left.append((moved_on, first))
        del self._left[:-200]
        return [(date.min, first), (moved_on, second)]

    def _home_after(self, day: date) -> Address:
        """One that others left before, or a new one."""
        empty = [each for each in self._left if each[0] < day]
        if not empty or self._chance.random() > TAKES_OVER:
            return self._address()
        found = self._chance.choice(empty)
        self._left.remove(found)
        return found[1]

    def _address(self) -> Address:
        """The next door; so many doors have one postcode, on one street."""
        self._addresses += 1
        block, door = divmod(self._addresses, HOMES_A_POSTCODE)
        sector, unit = divmod(block * 7919 % 80_000, 400)
        outward, digit = divmod(sector, 10)
        postcode = f"QX{outward + 1} {digit}{LETTERS[unit // 20]}{LETTERS[unit % 20]}"
        street = STREETS[block * 613 % len(STREETS)]
        if block % 6 == 0:
            return Address(str(door + 1), str(block % 190 + 3), street, postcode)
        return Address("", str(1 + 2 * door + block % 60), street, postcode)

    def _day(self) -> date:
        return SINCE + timedelta(days=self._chance.randrange(1, DAYS))

    def _person(
        self, tradition: Tradition, sex: str, surname: str, born: tuple[int, int] | date, first: str = ""
    ) -> Person:
        """`born`: between which ages, or the day."""
        chance = self._chance
        self._people += 1
        if isinstance(born, tuple):
            born = UNTIL - timedelta(days=chance.randrange(born[0] * 365 + 1, born[1] * 365 + 364))
        first = first or given(tradition, sex, born.year, chance)
        middle = given(tradition, sex, born.year, chance) if chance.random() < 0.6 else ""  # noqa: PLR2004
        person = Person(self._people, sex, first, middle, surname, born)
        if sex == WOMAN and person.age_on(UNTIL) > 19 and chance.random() < CHANGES_NAME:  # noqa: PLR2004
            person.before, person.changed_on = tradition.surnames.draw(chance), self._day()
        return person

    def _sex(self) -> str:
        return self._chance.choice([MAN, WOMAN])

    def _one(self, household: Household, tradition: Tradition) -> None:
        sex, ages = self._sex(), self._chance.choice([(17, 34), (25, 60), (60, 95)])
        surname = surname_of(tradition, sex, tradition.surnames.draw(self._chance), self._chance)
        household.adults.append(self._person(tradition, sex, surname, ages))

    def _couple(self, household: Household, tradition: Tradition) -> None:
        ages = self._chance.choice([(19, 35), (30, 60), (60, 92)])
        self._two(household, tradition, ages)

    def _two(self, household: Household, tradition: Tradition, ages: tuple[int, int]) -> str:
        """Two adults, of one surname, of two, or of one that is made of two; gives the family's."""
        chance = self._chance
        family = tradition.surnames.draw(chance)
        drawn = chance.random()
        theirs = family if drawn < 0.62 else tradition.surnames.draw(chance)  # noqa: PLR2004
        if drawn > 0.97:  # noqa: PLR2004
            theirs = f"{theirs}-{family}"
        man = self._person(tradition, MAN, family, ages)
        low = max(17, man.age_on(UNTIL) - 8)
        woman = self._person(tradition, WOMAN, surname_of(tradition, WOMAN, theirs, chance), (low, low + 10))
        household.adults += [man, woman]
        return family

    def _family(self, household: Household, tradition: Tradition) -> None:
        family = self._two(household, tradition, (22, 52))
        self._bear(household, tradition, family, min(each.age_on(UNTIL) for each in household.adults))

    def _lone_parent(self, household: Household, tradition: Tradition) -> None:
        sex = WOMAN if self._chance.random() < 0.86 else MAN  # noqa: PLR2004
        family = tradition.surnames.draw(self._chance)
        surname = surname_of(tradition, sex, family, self._chance)
        parent = self._person(tradition, sex, surname, (18, 50))
        household.adults.append(parent)
        if self._chance.random() < 0.35:  # noqa: PLR2004
            family = tradition.surnames.draw(self._chance)  # the children have the other parent's
        self._bear(household, tradition, family, parent.age_on(UNTIL))

    def _three_generations(self, household: Household, tradition: Tradition) -> None:
        """Parents, grown children, of whom some are called as they are, and often a grandchild."""
        chance = self._chance
        family = self._two(household, tradition, (45, 72))
        eldest = min(each.age_on(UNTIL) for each in household.adults) - 17
        for _ in range(chance.choice([1, 1, 2])):
            sex = self._sex()
            ages = (min(17, eldest), max(18, min(eldest, 40)))
            child = self._person(tradition, sex, surname_of(tradition, sex, family, chance), ages)
            household.adults.append(self._named_after(child, household, 3))
        if chance.random() < 0.4:  # noqa: PLR2004
            self._bear(household, tradition, family, household.adults[-1].age_on(UNTIL))

    def _bear(self, household: Household, tradition: Tradition, family: str, age: int) -> None:
        """One to five children, twins among them; none older than a parent may have."""
        chance = self._chance
        oldest = min(17, age - 16)
        if oldest < 0:
            return
        for _ in range(chance.choices([1, 2, 3, 4, 5], [42, 36, 15, 5, 2])[0]):
            sex = self._sex()
            child = self._person(tradition, sex, surname_of(tradition, sex, family, chance), (0, oldest))
            if chance.random() < OTHER_NAME:
                child.also = tradition.surnames.draw(chance)
            household.children.append(self._named_after(child, household, 1))
            if chance.random() < TWINS:
                twin = self._sex()
                surname = surname_of(tradition, twin, family, chance)
                household.children.append(self._person(tradition, twin, surname, child.born_on))

    def _named_after(self, child: Person, household: Household, times: int) -> Person:
        """Some have a parent's first name; no two children of a household have the same one."""
        parents = [each for each in household.adults if each.sex == child.sex]
        if parents and self._chance.random() < NAMED_AFTER * times:
            child.first = parents[0].first
        elif child.first in {each.first for each in household.people}:
            child.first, child.middle = child.middle or f"{child.first}-Jo", child.first
        return child
