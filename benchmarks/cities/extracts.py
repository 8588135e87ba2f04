"""What each agency writes down of a household, in the shape of the profiles that come with the product."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from math import exp
from typing import NamedTuple

from benchmarks.cities import slips
from benchmarks.cities.names import MAN
from benchmarks.cities.people import DAYS, LETTERS, SINCE, UNTIL, Address, Household, Person
from benchmarks.cities.slips import Errors

TITLES = {"1": ["Mr"], "2": ["Mrs", "Miss", "Ms"]}
LETTER_OF = {"1": "M", "2": "F"}
SCHOOL = range(5, 17)


class Written(NamedTuple):
    """A row of one agency's file, and who is meant by each slot; None where it is about a place."""

    agency: str  # the file's name
    cells: list[str]
    meant: list[tuple[str, int, int | None]]  # record, slot, person
    household: int


class Agencies:
    """Seven of them. How often each knows somebody grows with how much a household is known."""

    def __init__(self, chance: random.Random, errors: Errors) -> None:
        self._chance, self._errors = chance, errors
        self._rows = 0
        self._numbers = 0
        self._nhs: dict[int, str] = {}

    def rows_of(self, household: Household) -> Iterator[Written]:
        """All that is written about it, in the order of the agencies."""
        self._nhs = {}
        yield from self._housing(household)
        yield from self._police(household)
        yield from self._patients(household)
        yield from self._schools(household)
        yield from self._others(household)

    def _times(self, rate: float) -> int:
        """How often something happens that happens so often on average (Poisson's law)."""
        least, count, product = exp(-min(rate, 30.0)), 0, self._chance.random()
        while product > least:
            count += 1
            product *= self._chance.random()
        return count

    def _housing(self, household: Household) -> Iterator[Written]:
        chance = self._chance
        if chance.random() < 0.5:  # noqa: PLR2004 - half of the homes are rented from somebody else, or owned
            return
        tenants = household.adults[:2]
        if len(tenants) > 1 and chance.random() < 0.45:  # noqa: PLR2004
            tenants = [chance.choice(tenants)]
        for _ in range(self._times(0.44 * household.known)):
            day, record = self._day(), self._record("TEN{:07d}")
            home = self._home(household, day)
            address = ", ".join(
                filter(None, [home.flat and f"Flat {home.flat}", f"{home.number} {home.street}", "Queenstown"])
            )
            cells = [record]
            for person in tenants:
                first, middle, surname = self._name(person, day)
                forenames = " ".join(filter(None, [first, middle if chance.random() < 0.45 else ""]))  # noqa: PLR2004
                title = chance.choice(TITLES[person.sex])
                cells += [f"{surname.upper()}, {forenames} ({title})", self._born(person, "%d/%m/%Y", "01/01/1900")]
            cells += ["", ""] * (2 - len(tenants))
            cells += [address, self._postcode(home), "Rent arrears letter", f"{day:%d/%m/%Y}", ""]
            meant: list[tuple[str, int, int | None]] = [
                (record, slot, each.key) for slot, each in enumerate(tenants, 1)
            ]
            yield Written("housing", cells, meant, household.key)

    def _police(self, household: Household) -> Iterator[Written]:
        chance = self._chance
        people = [each for each in household.people if each.age_on(UNTIL) > 9]  # noqa: PLR2004
        for _ in range(self._times(0.19 * household.known)):
            day, record = self._day(), self._record("22/{:07d}/26")
            involved = chance.sample(people, min(len(people), chance.choice([1, 1, 2, 2, 3])))
            home = self._home(household, day)
            for number, person in enumerate(involved, 1):
                first, middle, surname = self._name(person, day)
                forenames = " ".join(filter(None, [first, middle if chance.random() < 0.2 else ""]))  # noqa: PLR2004
                place = " ".join(filter(None, [home.flat and f"FLAT {home.flat}", home.number, home.street.upper()]))
                cells = [
                    record,
                    f"{day:%d-%b-%Y} {chance.randrange(24):02d}:{chance.randrange(60):02d}".upper(),
                    surname.upper(),
                    forenames.upper(),
                    self._born(person, "%Y%m%d", "19000101"),
                    self._sex(person, {**LETTER_OF, "": "U"}),
                    place,
                    self._postcode(home).replace(" ", ""),
                    "VICTIM",
                    "CONCERN FOR WELFARE",
                    str(number),
                ]
                yield Written("police", cells, [(record, number, person.key)], household.key)

    def _patients(self, household: Household) -> Iterator[Written]:
        for person in household.people:
            for _ in range(self._times(0.12 * household.known)):
                day, record = self._day(), self._record("AE{:07d}")
                if day < person.born_on:
                    continue
                first, _middle, surname = self._name(person, day)
                number = self._number(person)
                spaced = f"{number[:3]} {number[3:6]} {number[6:]}".strip() if self._chance.random() < 0.3 else number  # noqa: PLR2004
                postcode = self._postcode(self._home(household, day))
                cells = [
                    record, spaced, first, surname, f"{slips.birth(person.born_on, self._errors, self._chance):%Y-%m-%d}",
                    self._sex(person, {"1": "1", "2": "2", "": "9"}),
                    "ZZ99 3VZ" if self._chance.random() < self._errors.no_postcode else postcode,
                    f"{day:%Y-%m-%d}T{self._chance.randrange(24):02d}:{self._chance.randrange(60):02d}", "Injury", "Walk-in",
                ]  # fmt: skip
                yield Written("nhs_emergency", cells, [(record, 1, person.key)], household.key)

    def _schools(self, household: Household) -> Iterator[Written]:
        chance = self._chance
        parents = [each for each in household.adults if each.age_on(UNTIL) > 20]  # noqa: PLR2004
        for child in household.children:
            if child.age_on(UNTIL) not in SCHOOL or not parents or chance.random() > 0.4 + 0.12 * household.known:
                continue
            record = self._record("S{:07d}")
            home = self._home(household, UNTIL)
            first, _middle, surname = self._name(child, UNTIL)
            parent = chance.choice(parents[:2])
            theirs, _middle, family = self._name(parent, UNTIL)
            upn = f"{chance.choice(LETTERS)}{chance.randrange(10**12):012d}"
            cells = [
                record, upn, surname, child.also or surname, first,
                f"{slips.birth(child.born_on, self._errors, chance):%d/%m/%y}", self._sex(child, {**LETTER_OF, "": "U"}),
                f"{chance.choice(TITLES[parent.sex])} {theirs} {family}", home.flat and f"Flat {home.flat}",
                f"{home.number} {home.street}", "Queenstown", self._postcode(home),
                f"{100 * chance.betavariate(1, 12):.1f}%", "0",
            ]  # fmt: skip
            yield Written("schools", cells, [(record, 1, child.key), (record, 2, parent.key)], household.key)

    def _others(self, household: Household) -> Iterator[Written]:
        for person in household.adults:
            for _ in range(self._times(0.022 * household.known)):
                yield self._treatment(person, household)
            age = person.age_on(UNTIL)
            for _ in range(self._times((0.16 if age > 70 else 0.03) * household.known)):  # noqa: PLR2004
                yield self._social_care(person, household)
        for _ in range(self._times(0.054 * household.known)):
            yield self._fire(household)

    def _treatment(self, person: Person, household: Household) -> Written:
        day, record = self._day(), self._record("DA{:07d}")
        born_on = slips.birth(person.born_on, self._errors, self._chance)
        sector = household.home_on(day).postcode[:-2]
        initials = [person.first[0].upper(), person.surname_on(day)[0].upper()]
        sex = self._sex(person, {**LETTER_OF, "": "U"})
        cells = [record, *initials, f"{born_on:%d/%m/%Y}", sex, sector, "Alcohol", f"{day:%d/%m/%Y}"]
        return Written("treatment", cells, [(record, 1, person.key)], household.key)

    def _social_care(self, person: Person, household: Household) -> Written:
        day, record = self._day(), self._record("ASC-{:07d}")
        first, middle, surname = self._name(person, day)
        name = " ".join(filter(None, [first, middle if self._chance.random() < 0.25 else "", surname]))  # noqa: PLR2004
        born_on = slips.birth(person.born_on, self._errors, self._chance)
        uprn = str(self._chance.randrange(10**9, 10**11))
        postcode = self._postcode(self._home(household, day))
        cells = [
            record,
            name,
            f"{born_on:%d %B %Y}",
            self._number(person),
            uprn,
            postcode,
            "Assessment",
            f"{day:%Y-%m-%d}",
            "",
        ]
        return Written("adult_social_care", cells, [(record, 1, person.key)], household.key)

    def _fire(self, household: Household) -> Written:
        """Somebody's initial and surname, or nobody's; it is about the place where they live."""
        chance = self._chance
        day, record = self._day(), self._record("F{:07d}")
        home, occupier, meant = household.home_on(day), "", None
        if chance.random() < 0.55:  # noqa: PLR2004
            person = chance.choice(household.adults)
            surname = slips.name(person.surname_on(day), self._errors, chance)
            occupier, meant = f"{chance.choice(TITLES[person.sex])} {person.first[0]} {surname}", person.key
        premises = ", ".join(filter(None, [home.flat and f"Flat {home.flat}", f"{home.number} {home.street}"]))
        cells = [record, f"{day:%Y-%m-%d}", premises, home.postcode, occupier, "Safe and Well visit"]
        return Written("fire", cells, [(record, 1, meant)], household.key)

    def _record(self, form: str) -> str:
        self._rows += 1
        return form.format(self._rows)

    def _day(self) -> date:
        return SINCE + timedelta(days=self._chance.randrange(DAYS))

    def _home(self, household: Household, day: date) -> Address:
        """Where they lived, or what the agency still believes."""
        home = household.home_on(day)
        if self._chance.random() < self._errors.old_address:
            home = household.homes[0][1]
        if self._chance.random() < self._errors.house_number:
            home = home._replace(number=slips.digits(home.number, self._chance).lstrip("0") or "1")
        return home

    def _name(self, person: Person, day: date) -> tuple[str, str, str]:
        chance, errors = self._chance, self._errors
        is_old = person.before and chance.random() < errors.old_surname
        surname = slips.name(person.before if is_old else person.surname_on(day), errors, chance)
        first = slips.first_name(person.first, errors, chance)
        if chance.random() < errors.names_swapped:
            first, surname = surname, first
        return first, person.middle, surname

    def _born(self, person: Person, form: str, placeholder: str) -> str:
        """A date as an agency writes it that does not always know."""
        drawn = self._chance.random()
        if drawn < self._errors.placeholder:
            return placeholder
        if drawn < self._errors.placeholder + self._errors.no_date:
            return placeholder if placeholder == "19000101" else ""
        return slips.birth(person.born_on, self._errors, self._chance).strftime(form)

    def _sex(self, person: Person, codes: dict[str, str]) -> str:
        drawn = self._chance.random()
        if drawn < self._errors.sex_wrong:
            return codes["2" if person.sex == MAN else "1"]
        return codes["" if drawn < self._errors.sex_wrong + self._errors.sex_unknown else person.sex]

    def _number(self, person: Person) -> str:
        """The person's own in general; once in a while another's, with a slip, or none."""
        number = self._own_number(person.key)
        drawn = self._chance.random()
        if drawn < self._errors.no_number:
            return ""
        if self._chance.random() < self._errors.number_typing:
            return slips.digits(number, self._chance)
        return (
            self._chance.choice(list(self._nhs.values()))
            if self._chance.random() < self._errors.others_number
            else number
        )

    def _own_number(self, person: int) -> str:
        """One for life, given out when it is first asked for."""
        while not self._nhs.get(person):
            self._nhs[person] = slips.nhs_number(self._numbers)
            self._numbers += 1
        return self._nhs[person]

    def _postcode(self, home: Address) -> str:
        if self._chance.random() < self._errors.postcode_typing:
            return home.postcode[:-2] + self._chance.choice(LETTERS) + home.postcode[-1]
        return home.postcode
