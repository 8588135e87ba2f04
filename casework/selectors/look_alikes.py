"""Households that somebody is about to refer, and that may be known already: of those that they may see anyway."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings

from agencies.actors import Actor
from agencies.permissions import Permission, check, holds, visible
from agencies.rates import spend
from casework.births import BirthPrecision
from casework.models import Case, Household, Person
from casework.search_terms import MOST_WORDS, SHORTEST, Asked, plain
from casework.selectors.search import Found, matches

MOST = 5
# Words of how workers speak of any household.
OF_ANY = frozenset({"the", "household", "family", "and"})


@dataclass(slots=True)
class LookAlike:
    """A household, who of it is like somebody on the paper, and its cases within reach.

    `is_free`: whether the actor may refer it, and no open case is in the way that they know of.
    """

    household: Household
    people: list[Person] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    is_free: bool = False


def look_alikes(
    actor: Actor, name: str, people: Iterable[tuple[str, date | None]]
) -> tuple[list[LookAlike], list[Found]]:
    """The nearest, the one with most of the people first; and what was found on the way, for the trail.

    - counts as one search
    """
    check(actor, Permission.REFER_CASE)
    if not holds(actor, Permission.VIEW_CASE):
        return [], []
    spend(actor, "search", most=settings.SEARCHES_PER_MINUTE)
    found: dict[UUID, LookAlike] = {}
    looked: list[Found] = []
    for words, born_on in [(_household(name), None), *people]:
        asked = Asked(tuple(word for word in plain(words).split() if len(word) >= SHORTEST)[:MOST_WORDS])
        if not asked.words:
            continue
        looked.append(here := matches(actor, asked, limit=MOST))
        _take(here, born_on, found)
    nearest = sorted(found.values(), key=lambda each: (-len(each.people), each.household.name, each.household.pk))[
        :MOST
    ]
    free = visible(
        actor, Permission.REFER_CASE, Household.objects.filter(pk__in=[each.household.pk for each in nearest])
    )
    may_refer = set(free.values_list("pk", flat=True))
    for each in nearest:
        each.is_free = each.household.pk in may_refer and not any(case.is_open for case in each.cases)
    return nearest, looked


def _take(here: Found, born_on: date | None, found: dict[UUID, LookAlike]) -> None:
    for match in here.households:
        _at(found, match.household, match.cases)
    for person in here.people:
        if not _may_be(person.person, born_on):
            continue
        homes = [(case.household, [case]) for case in person.cases] + [(home, []) for home in person.households]
        for household, cases in homes:
            like = _at(found, household, cases)
            if person.person not in like.people:
                like.people.append(person.person)


def _at(found: dict[UUID, LookAlike], household: Household, cases: list[Case]) -> LookAlike:
    like = found.setdefault(household.pk, LookAlike(household))
    like.cases += [case for case in cases if case not in like.cases]
    return like


def _may_be(person: Person, born_on: date | None) -> bool:
    """Whether the birth dates allow it: equal, or with day and month the other way round, or not known well enough."""
    if born_on is None or person.born_on is None or person.birth_precision != BirthPrecision.DAY:
        return True
    return person.born_on.year == born_on.year and sorted((person.born_on.month, person.born_on.day)) == sorted(
        (born_on.month, born_on.day)
    )


def _household(name: str) -> str:
    return " ".join(word for word in plain(name).split() if word not in OF_ANY)
