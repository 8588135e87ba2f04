"""Who has looked at a record: the trail of a case or of a person, for those who work with them and those who oversee it."""

from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from agencies.actors import Actor
from agencies.models import Agency, AuditEvent, Membership, User
from agencies.permissions import Permission, check, holds, visible
from agencies.selectors import one
from casework.models import Case, CaseMember, Household, HouseholdMember, Person

Row = TypeVar("Row", Case, Person)


def looks_at_case(actor: Actor, case: Case) -> QuerySet[AuditEvent]:
    """Every look at the case, every act in it and every refusal, by whom and for which agency; newest first."""
    return _named(AuditEvent.objects.filter(case_id=_of_overseer_or_worker(actor, case).pk))


def looks_at(actor: Actor, person: Person) -> QuerySet[AuditEvent]:
    """The same of a person, in one query: what names them, what was about a case while they were part of it, and what was
    about a household while they lived in it.

    A worker sees of it what is within their own reach: that a person has another case, kept apart from this one, must
    not be told by who looked at it.
    """
    person = _of_overseer_or_worker(actor, person)
    about = AuditEvent.objects.filter(person_ids__contains=[person.pk])
    # A union of keys, each found by its own index: joined by OR they would be a scan of the whole trail.
    rows = AuditEvent.objects.filter(pk__in=_keys(about).union(_keys(_of_cases(person)), _keys(_of_households(person))))
    return _named(rows if holds(actor, Permission.VIEW_TRAIL) else _within_reach(actor, person, rows))


def case_to_ask_about(actor: Actor, reference: str) -> Case:
    """The case whose trail the actor may see; raises Missing, and NotPermitted where they see the case alone."""
    found = Case.objects.filter(reference=str(reference).upper()).first()
    return _of_overseer_or_worker(actor, found or Case())


def person_to_ask_about(actor: Actor, key: UUID) -> Person:
    """The person whose trail the actor may see; raises Missing, and NotPermitted where they see the person alone."""
    found = Person.objects.filter(pk=key).first()
    return _of_overseer_or_worker(actor, found or Person())


def _of_overseer_or_worker(actor: Actor, row: Row) -> Row:
    # An agency answers for the cases that came through its teams' doors, and its lead oversees who looked at them.
    if holds(actor, Permission.VIEW_TRAIL):
        check(actor, Permission.VIEW_TRAIL)
        cases = Case.objects.filter(team__agency=actor.agency)
        rows: Any = (
            cases if isinstance(row, Case) else Person.objects.filter(case_memberships__case__in=cases).distinct()
        )
        found: Row = one(rows, row.pk)
        return found
    check(actor, Permission.WORK_CASE, row)
    return row


def _keys(rows: QuerySet[AuditEvent]) -> QuerySet[Any]:
    return rows.values("pk")


def _of_cases(person: Person) -> QuerySet[AuditEvent]:
    parts = CaseMember.objects.filter(person=person)
    then = parts.filter(case=OuterRef("case_id"), joined_at__lte=OuterRef("at"))
    still = Q(left_at__isnull=True) | Q(left_at__gt=OuterRef("at"))
    return AuditEvent.objects.filter(Exists(then.filter(still)), case_id__in=parts.values("case"))


def _of_households(person: Person) -> QuerySet[AuditEvent]:
    times = HouseholdMember.objects.filter(person=person, undone=False)
    then = times.filter(_is_one_of(OuterRef("household_ids")), started_on__lte=OuterRef("at__date"))
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("at__date"))
    homes = ArraySubquery(times.values("household"))
    return AuditEvent.objects.filter(Exists(then.filter(still)), household_ids__overlap=homes)


def _is_one_of(households: OuterRef) -> Func:
    return Func(
        F("household_id"),
        households,
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def _within_reach(actor: Actor, person: Person, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    cases = visible(actor, Permission.WORK_CASE, Case.objects.filter(members__person=person))
    homes = visible(actor, Permission.WORK_CASE, Household.objects.filter(members__person=person))
    in_reach = Q(household_ids=[]) | Q(household_ids__overlap=ArraySubquery(homes.values("pk")))
    return rows.filter(Q(case_id__isnull=True) | Q(case_id__in=cases.values("pk")), in_reach)


def _named(rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """With the names of those who are on record by their ids."""
    membership = Membership.objects.filter(pk=OuterRef("membership_id"))
    return rows.annotate(
        who=Subquery(User.objects.filter(pk=OuterRef("user_id")).values("name")),
        agency=Subquery(Agency.objects.filter(pk=OuterRef("agency_id")).values("name")),
        role=Subquery(membership.values("role")),
    ).order_by("-at", "-pk")
