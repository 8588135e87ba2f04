"""What a verb must know of cases that whoever acts may not see: yes or no, never which, and only to refuse.

The second wall hides those cases from every query of theirs, so the database's own functions are asked.
"""

from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from agencies.models import Agency, Membership
from casework.models import Case, Household, Person


def has_open_case(household: Household, *, but: Case | None = None, also_apart: bool = False) -> bool:
    """Whether a case of the household is open; `also_apart`: one that is kept apart counts, too."""
    return _asked("has_open_case(%s, %s, %s)", household.pk, but.pk if but else None, also_apart)


def is_apart_from_person(case: Case, person: Person) -> bool:
    """Whether they are part of a case that shares nobody with this one: see guard.kept_apart_from."""
    return _asked("is_apart_from_person(%s, %s)", case.pk, person.pk)


def is_apart_from_worker(case: Case, membership: Membership) -> bool:
    """Whether they work on such a case."""
    return _asked("is_apart_from_worker(%s, %s)", case.pk, membership.pk)


def is_kept_from(case: Case, membership: Membership) -> bool:
    """Whether they are close to its people, by the conflict register. Nobody is told how."""
    return _asked("is_kept_from(%s, %s)", case.pk, membership.pk)


def led_in_conflict(team: UUID | None) -> RawSQL:
    """The keys of the team's cases whose lead must not see them any more, for a query: they need another lead."""
    return RawSQL("SELECT guard.led_in_conflict(%s)", [team])


def other_records(people: set[UUID]) -> set[UUID]:
    """The same people under other keys, as far as somebody said so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.other_records(%s)", [list(people)])
        return {key for (key,) in cursor.fetchall()}


def is_apart_from_agency(case: Case, agency: Agency) -> bool:
    """Whether such a case is shared with them."""
    return _asked("is_apart_from_agency(%s, %s)", case.pk, agency.pk)


def _asked(question: str, *values: UUID | bool | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT guard.{question}", values)
        answer: bool = cursor.fetchone()[0]
    return answer
