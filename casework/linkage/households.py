"""Households over time: who lived behind one door in the same days, and where that door was before and after."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.linkage.rows import Row
from casework.linkage.spellings import is_slip

Surnames = dict[str, dict[int, set[str]]]  # of households, by postcode

# A surname in more postcodes than one in so many is shared by neighbours: as the automatic threshold of links, 64 to 1.
CHANCE = 1 / 64
HOSTEL = 15  # people behind one door within the years that the rows are of; there a surname is no family


@dataclass(slots=True)
class Stay:
    """One person behind one door, from the first row that says so to the last; undated rows say that they are there now."""

    person: int
    since: date
    until: date
    surnames: set[str] = field(default_factory=set)
    records: set[tuple[str, str]] = field(default_factory=set)


class Households:
    """People joined into households."""

    def __init__(self, rows: Sequence[Row], person_of: Sequence[int], today: date) -> None:
        self._of: dict[int, int] = {}
        self._stays = _stays(rows, person_of, today)
        self._loose: dict[tuple[str, str], set[int]] = defaultdict(set)  # by postcode and surname
        for stays in self._stays.values():
            self._join_behind_one_door(stays)
        self._join_who_moved_together()
        self._join_by_postcode(rows, person_of)

    def find(self, person: int) -> int:
        """The household of a person, by one of its people."""
        while self._of.setdefault(person, person) != person:
            person = self._of[person]
        return person

    def at(self, home: str, day: date, surname: str) -> int | None:
        """The household behind a door on a day: the one whose stay is nearest; None where two are as near, or none is.

        Where the row gives an occupier's surname, only a household of that surname can be meant.
        """
        away: dict[int, int] = {}
        for stay in self._stays.get(home, {}).values():
            if surname and not any(is_slip(surname, other) for other in stay.surnames):
                continue
            days = max((stay.since - day).days, (day - stay.until).days, 0)
            household = self.find(stay.person)
            away[household] = min(days, away.get(household, days))
        if not away:
            return self._of_postcode(home, surname) if surname else None
        nearest = min(away.values())
        found = [household for household, days in away.items() if days == nearest]
        return found[0] if len(found) == 1 else None

    def _of_postcode(self, home: str, surname: str) -> int | None:
        """The one household of a surname that is known in a door's postcode, and behind no door of it."""
        found = {self.find(person) for person in self._loose.get((home.partition(" ")[2], surname), ())}
        return found.pop() if len(found) == 1 else None

    def _join(self, one: int, two: int) -> None:
        one, two = self.find(one), self.find(two)
        self._of[max(one, two)] = min(one, two)

    def _join_behind_one_door(self, stays: dict[int, Stay]) -> None:
        """A shared row or a shared surname joins. The same days alone do not: homes change hands, and rows come late."""
        people = list(stays.values())
        is_hostel = len(stays) > HOSTEL
        for at, one in enumerate(people):
            for two in people[:at]:
                if (not is_hostel and _is_one_family(one, two)) or not one.records.isdisjoint(two.records):
                    self._join(one.person, two.person)

    def _join_who_moved_together(self) -> None:
        """Two people behind two doors, one after the other, are one household whatever they are called."""
        doors: dict[tuple[int, int], int] = Counter()
        for stays in self._stays.values():
            present = sorted(stays)
            for at, one in enumerate(present):
                for two in present[at + 1 :]:
                    doors[one, two] += 1
        for (one, two), count in doors.items():
            if count > 1:
                self._join(one, two)

    def _join_by_postcode(self, rows: Sequence[Row], person_of: Sequence[int]) -> None:
        """Who is known by a postcode alone joins the one household there with their surname."""
        homes: Surnames = defaultdict(lambda: defaultdict(set))
        for home, stays in self._stays.items():
            for stay in stays.values():
                homes[home.rpartition("/")[2].partition(" ")[2]][self.find(stay.person)] |= stay.surnames
        settled = {stay.person for stays in self._stays.values() for stay in stays.values()}
        loose: list[tuple[int, Row]] = []
        for at, row in enumerate(rows):
            if person_of[at] in settled or not row.place.postcode or not row.is_named:
                continue
            mine = set(_surnames(row))
            near = homes[row.place.postcode].items()
            found = {self.find(household) for household, theirs in near if not mine.isdisjoint(theirs)} or {
                self.find(household)
                for household, theirs in near
                if any(is_slip(name, other) for name in mine for other in theirs)
            }
            if len(found) == 1:
                self._join(person_of[at], found.pop())
            elif not found:
                loose.append((person_of[at], row))
        self._join_without_a_door(loose, homes)

    def _join_without_a_door(self, loose: Iterable[tuple[int, Row]], homes: Surnames) -> None:
        """Of a postcode where nobody of their surname has a door, those of one surname are one household, if it is rare."""
        for person, row in loose:
            for surname in _surnames(row):
                self._loose[row.place.postcode, surname].add(person)
        common = Counter(surname for _, surname in self._loose)
        common.update(surname for theirs in homes.values() for surname in set().union(*theirs.values()))
        most = CHANCE * len({postcode for postcode, _ in self._loose} | homes.keys())
        for (_, surname), people in self._loose.items():
            if common[surname] <= most:
                for person in people:
                    self._join(person, next(iter(people)))


def household_of(rows: Sequence[Row], person_of: Sequence[int], today: date) -> list[int]:
    """The household of each row: a number, equal for rows of one household.

    A row about a place, with nobody named in full, goes to whoever lived there that day; alone where that is not known.
    """
    households = Households(rows, person_of, today)
    crowd = Counter(person_of)
    found = []
    for at, row in enumerate(rows):
        is_of_place = not row.is_named and not row.is_initials and crowd[person_of[at]] == 1
        there = households.at(row.home, row.occurred_on or today, row.surname) if is_of_place else None
        found.append(households.find(person_of[at]) if there is None else there)
    return found


def _stays(rows: Sequence[Row], person_of: Sequence[int], today: date) -> dict[str, dict[int, Stay]]:
    behind: dict[str, dict[int, Stay]] = defaultdict(dict)
    for at, row in enumerate(rows):
        if not row.home or not row.is_named:
            continue
        day = row.occurred_on or today
        stays = behind[row.home]
        stay = stays.get(person_of[at]) or stays.setdefault(person_of[at], Stay(person_of[at], day, day))
        stay.since, stay.until = min(stay.since, day), max(stay.until, day)
        stay.surnames.add(row.surname)
        if row.other_surname:
            stay.surnames.add(row.other_surname)
        stay.records.add((row.key.agency, row.key.record))
    return behind


def _surnames(row: Row) -> Iterable[str]:
    return [surname for surname in (row.surname, row.other_surname) if surname]


def _is_one_family(one: Stay, two: Stay) -> bool:
    return any(mine == theirs or is_slip(mine, theirs) for mine in one.surnames for theirs in two.surnames)
