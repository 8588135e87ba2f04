"""Somebody who is not on record yet, and lives with a household that is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agencies import clock
from agencies.actors import Actor
from agencies.permissions import Permission, check
from casework import households, members, people
from casework.births import BirthPrecision
from casework.enums import HouseholdRole
from casework.models import Case, CaseMember, Household, Person


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody of the household, as far as they are known."""

    name: str
    role: HouseholdRole
    born_on: date | None = None


@transaction.atomic
def settle(
    household: Household,
    *,
    newcomer: Newcomer,
    by: Actor,
    started_on: date | None = None,
    at: datetime | None = None,
) -> Person:
    """Write down somebody new, who lives there from this day, or from today as far as we know.

    - registers them
    - moves them in
    """
    precision = BirthPrecision.DAY if newcomer.born_on else BirthPrecision.UNKNOWN
    person = people.register(name=newcomer.name, born_on=newcomer.born_on, birth_precision=precision, by=by, at=at)
    today = clock.local_date(clock.moment(at))
    households.move_in(household, person=person, role=newcomer.role, started_on=started_on or today, by=by, at=at)
    return person


@transaction.atomic
def bring_in(case: Case, *, newcomer: Newcomer, by: Actor, at: datetime | None = None) -> CaseMember:
    """Make somebody new part of the case: all of it, or nothing.

    - registers them, and moves them in with its household
    - makes them part of the case
    """
    check(by, Permission.WORK_CASE, case)
    person = settle(case.household, newcomer=newcomer, by=by, at=at)
    return members.join(case, person=person, by=by, at=at)
