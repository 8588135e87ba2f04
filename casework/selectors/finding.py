"""Another home, record or case that somebody has in mind, by its words: of those with which they may do what they want to.

Each is one search, counted as such, and finds nothing that a search would not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from agencies.actors import Actor
from agencies.permissions import Permission, visible
from casework.enums import IN_PROGRESS, CaseKind
from casework.models import Case, Household, Person
from casework.selectors.search import Found, search

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Match:
    """A row, and the references of its cases within reach, which tell one from another of the same name."""

    row: Any
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found. `mark`: the same for whatever asks the same, for the trail."""

    mark: str
    found: list[Match]


def homes_like(actor: Actor, words: str, *, but: Household) -> Matches:
    """Households that the actor may say something about."""
    found = search(actor, words)
    cases = [case for case in _cases(found) if case.kind == CaseKind.MAIN]
    homes = [each.household for each in found.households] + [case.household for case in cases]
    homes += [home for each in found.people for home in each.households]
    known = _those(homes, visible(actor, Permission.REFER_CASE, Household.objects.exclude(pk=but.pk)))
    return Matches(found.asked.mark, [Match(home, _references(cases, household_id=home.pk)) for home in known])


def home_like(actor: Actor, key: Any, *, but: Household) -> Match | None:
    """One of them, by its key."""
    row = visible(actor, Permission.REFER_CASE, Household.objects.exclude(pk=but.pk)).filter(pk=key).first()
    return Match(row) if row else None


def records_like(actor: Actor, words: str, *, permission: Permission, but: Iterable[UUID]) -> Matches:
    """People with whose record the actor may do this."""
    found = search(actor, words)
    people = [each.person for each in found.people]
    known = _those(people, visible(actor, permission, Person.objects.exclude(pk__in=but)))
    cases = {each.person.pk: tuple(case.reference for case in each.cases) for each in found.people}
    return Matches(found.asked.mark, [Match(person, cases[person.pk]) for person in known])


def record_like(actor: Actor, key: Any, *, permission: Permission, but: Iterable[UUID]) -> Match | None:
    """One of them, by its key."""
    row = visible(actor, permission, Person.objects.exclude(pk__in=but)).filter(pk=key).first()
    return Match(row) if row else None


def cases_like(actor: Actor, words: str, *, but: Case) -> Matches:
    """Other households' main cases on which work goes on, in which the actor may let this one continue."""
    found = search(actor, words)
    known = _those(_cases(found), _to_continue_in(actor, but))
    return Matches(found.asked.mark, [Match(case, (case.reference,)) for case in known])


def case_like(actor: Actor, key: Any, *, but: Case) -> Match | None:
    """One of them, by its key."""
    row = _to_continue_in(actor, but).filter(pk=key).first()
    return Match(row, (row.reference,)) if row else None


def _to_continue_in(actor: Actor, case: Case) -> QuerySet[Case]:
    rows = Case.objects.select_related("household").filter(kind=CaseKind.MAIN, status__in=sorted(IN_PROGRESS))
    others: QuerySet[Case] = rows.exclude(household=case.household_id)
    return visible(actor, Permission.CONTINUE_CASE, others)


def _cases(found: Found) -> list[Case]:
    """By reference, of people and of households: each once."""
    cases = [each.case for each in found.cases]
    cases += [case for each in found.people for case in each.cases]
    cases += [case for each in found.households for case in each.cases]
    return list({case.pk: case for case in cases}.values())


def _those(rows: Iterable[Row], allowed: QuerySet[Row]) -> list[Row]:
    """Each once, in the order in which they were found, where it is one of those that are allowed."""
    found = {row.pk: row for row in rows}
    keys = set(allowed.filter(pk__in=list(found)).values_list("pk", flat=True))
    return [row for key, row in found.items() if key in keys]


def _references(cases: Iterable[Case], *, household_id: Any) -> tuple[str, ...]:
    return tuple(case.reference for case in cases if case.household_id == household_id)
