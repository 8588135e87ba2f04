"""Finding people, households and cases by what somebody remembers: what matches, of what is within the actor's reach.

Each kind of row is asked for by itself, as `rows_for(actor, those that match)`: what is hidden is in no answer and in no
number. The keys of what matches are read first, by the indexes of names, and only they are asked whether they are within
reach; a list in this form is planned the same whoever asks, and hidden rows cost too little to be noticed by a clock.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value

from agencies.actors import Actor
from agencies.permissions import Permission, check
from agencies.rates import spend
from agencies.ways import below
from casework.births import BirthPrecision
from casework.models import Case, CaseMember, Household, HouseholdMember, Person, PersonIdentifier, PersonName
from casework.search_terms import Asked, read
from casework.search_words import Reason, of_birth, of_departed, of_name, of_number, of_other_name, of_reference
from casework.selectors.reach import rows_for
from casework.spelling import KeysOfNames, nearness

MOST, MONTHS = 25, 12
BESIDE = 15  # read beyond those: some of the people are known here only as those who left
Rows = TypeVar("Rows", bound=QuerySet[Any])


class Among(Func):
    """Whether the key is one of an array's. The array is read once, and each row by its key: no plan walks the table."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(slots=True)
class FoundPerson:
    """Somebody within reach, why they match, and where they can be met: cases, and homes that have none in reach."""

    person: Person
    near: float = 0.0
    why: list[Reason] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)

    def add(self, reason: Reason, near: float) -> None:
        """One more reason; the nearest counts."""
        self.why.append(reason)
        self.near = max(self.near, near)


@dataclass(slots=True)
class FoundHousehold:
    """A household, and its cases within reach, the newest first."""

    household: Household
    why: list[Reason]
    cases: list[Case] = field(default_factory=list)


@dataclass(slots=True)
class FoundCase:
    """A case that was named by its reference, or by somebody who left it."""

    case: Case
    why: list[Reason]


@dataclass(slots=True)
class Found:
    """What was found. `rows`: all that is shown of the record. `has_more`: within reach there are others, less near."""

    asked: Asked
    cases: list[FoundCase]
    people: list[FoundPerson]
    households: list[FoundHousehold]
    rows: list[Model]
    has_more: bool

    @property
    def number(self) -> int:
        """How many are shown."""
        return len(self.cases) + len(self.people) + len(self.households)


def search(actor: Actor, words: str, *, limit: int = MOST) -> Found:
    """The nearest of what the actor may see of what the words ask for. Raises Invalid, and TooOften.

    - counts how often the actor searches, since whoever tries one name after the other is no worker
    """
    check(actor, Permission.VIEW_CASE)
    asked = read(words)
    spend(actor, "search", most=settings.SEARCHES_PER_MINUTE)
    return matches(actor, asked, limit=limit)


def matches(actor: Actor, asked: Asked, *, limit: int = MOST) -> Found:
    """The same, uncounted. How many statements it takes depends on what was typed, never on the record."""
    shown: list[Model] = []
    people = _people(actor, asked, limit + BESIDE, shown)
    lives = _lives(actor, people)
    members = _members(actor, people)
    # Who left is known here by the name they had then, and found by that alone: see _departed.
    known = [each for key, each in people.items() if not _left_here(members[key])]
    known.sort(key=lambda each: (-each.near, each.person.name, each.person.pk))
    for each in known[:limit]:
        here = [member for member in members[each.person.pk] if member.left_at is None]
        each.cases = [member.case for member in here]
        homes = {member.case.household_id for member in here}
        each.households = [home for home in lives[each.person.pk] if home.pk not in homes]
        shown += [each.person, *here]
    households = _households(actor, asked, limit + 1)
    cases = _cases(actor, asked, limit)
    shown += [*(each.household for each in households[:limit]), *(each.case for each in cases)]
    their_keys = {each.person.pk for each in known[:limit]}
    rows = [row for row in shown if not isinstance(row, PersonName | PersonIdentifier) or row.person_id in their_keys]
    return Found(asked, cases, known[:limit], households[:limit], rows, max(len(known), len(households)) > limit)


def _people(actor: Actor, asked: Asked, limit: int, shown: list[Model]) -> dict[UUID, FoundPerson]:
    """By the name they use and their birth date, by other names, and by numbers: each only where it is seen itself."""
    found = {person.pk: FoundPerson(person) for person in _persons(actor, asked, limit)}
    for each in found.values() if asked.words else ():
        each.add(of_name(asked, each.person.name), each.person.near)  # type: ignore[attr-defined]  # annotated
    others, numbers = _other_names(actor, asked, limit), _numbers(actor, asked, limit)
    for name in others:
        found.setdefault(name.person_id, FoundPerson(name.person)).add(of_other_name(asked, name), name.near)
    for number in numbers:
        found.setdefault(number.person_id, FoundPerson(number.person)).add(of_number(number), 1.0)
    for each in found.values() if asked.born_on else ():
        each.add(of_birth(asked, each.person), 0.0)
    shown += [*others, *numbers]
    return found


def _persons(actor: Actor, asked: Asked, limit: int) -> list[Person]:
    return _nearest(actor, Person.objects.all(), asked, "person", limit) if asked.words or asked.born_on else []


def _other_names(actor: Actor, asked: Asked, limit: int) -> list[Any]:
    rows = PersonName.objects.select_related("person", "agency")
    return _nearest(actor, rows, asked, "other", limit) if asked.words else []


def _numbers(actor: Actor, asked: Asked, limit: int) -> list[PersonIdentifier]:
    if not asked.numbers:
        return []
    rows = PersonIdentifier.objects.select_related("person").order_by("person__name", "pk")
    wanted = Q(value__in=asked.numbers, withdrawn_at__isnull=True) & _born(asked, "person__")
    matching = ArraySubquery(PersonIdentifier.objects.filter(wanted).order_by().values("pk"))
    return list(rows_for(actor, rows.filter(Among(F("pk"), matching)))[:limit])


def _left_here(members: list[CaseMember]) -> bool:
    return bool(members) and all(member.left_at is not None for member in members)


def _members(actor: Actor, people: Iterable[UUID]) -> dict[UUID, list[CaseMember]]:
    """Their parts in cases within reach, the newest first."""
    rows = CaseMember.objects.filter(person__in=list(people)).select_related("case__household", "case__team")
    found: dict[UUID, list[CaseMember]] = defaultdict(list)
    for member in rows_for(actor, rows.order_by("-joined_at", "pk")):
        found[member.person_id].append(member)
    return found


def _lives(actor: Actor, people: Iterable[UUID]) -> dict[UUID, list[Household]]:
    """Where they live now, of households within reach."""
    rows = HouseholdMember.objects.filter(person__in=list(people), undone=False, ended_on__isnull=True)
    found: dict[UUID, list[Household]] = defaultdict(list)
    for member in rows_for(actor, rows.select_related("household").order_by("-started_on", "pk")):
        found[member.person_id].append(member.household)
    return found


def _households(actor: Actor, asked: Asked, limit: int) -> list[FoundHousehold]:
    if not asked.words or asked.born_on:
        return []
    rows = _nearest(actor, Household.objects.all(), asked, "household", limit)
    cases = rows_for(actor, Case.objects.filter(household__in=[row.pk for row in rows]).select_related("household"))
    found = {row.pk: FoundHousehold(row, [of_name(asked, row.name)]) for row in rows}
    for case in cases.order_by("-referred_at", "pk"):
        found[case.household_id].cases.append(case)
    return list(found.values())


def _cases(actor: Actor, asked: Asked, limit: int) -> list[FoundCase]:
    """By the reference, and by the name that somebody had when they left."""
    found: list[FoundCase] = []
    if asked.reference:
        case = Case.objects.filter(reference=asked.reference).select_related("household")
        found += [FoundCase(each, [of_reference(each)]) for each in rows_for(actor, case)]
    # Not by their birth date: whoever fled is not to be told from others by what is known of them today.
    if asked.words and not asked.born_on:
        left = CaseMember.objects.departed().select_related("case__household")
        found += [FoundCase(each.case, [of_departed(each)]) for each in _named(actor, left, "departed", asked)[:limit]]
    return found


def _nearest(actor: Actor, rows: Rows, asked: Asked, place: str, limit: int) -> list[Any]:
    """Those whose name has each of the words, the nearest first."""
    near = nearness("name", asked.name) if asked.words else Value(0.0)
    return list(_named(actor, rows, place, asked).annotate(near=near).order_by("-near", "name", "pk")[:limit])


def _named(actor: Actor, rows: Rows, place: str, asked: Asked) -> Rows:
    """Those of the rows that match and are within reach; `place`: see KeysOfNames."""
    return rows_for(actor, rows.filter(Among(F("pk"), KeysOfNames(place, asked.words, _days(asked)))))


def _born(asked: Asked, path: str) -> Q:
    """On this day; or on the day that it is with day and month the other way round, or in a month or year that has it."""
    if asked.born_on is None:
        return Q()
    day: date = asked.born_on
    said = Q(born_on__in=_days(asked)) | Q(born_on=day.replace(day=1), birth_precision=BirthPrecision.MONTH)
    return below(said | Q(born_on=day.replace(month=1, day=1), birth_precision=BirthPrecision.YEAR), path)


def _days(asked: Asked) -> list[date]:
    """The day that is asked for; and the one that it is with day and month the other way round."""
    if asked.born_on is None:
        return []
    day = asked.born_on
    return [day, day.replace(month=day.day, day=day.month)] if day.day <= MONTHS else [day]
