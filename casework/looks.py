"""Who has looked at a record: the trail of a case or of a person, for those who work with them and those who oversee it."""

from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Decided
from django.db.models.lookups import IsNull

from agencies.actors import Actor
from agencies.enums import AuditResult, RoleCode
from agencies.looks import OF_ALL
from agencies.models import Agency, AuditEvent, Membership, User
from agencies.permissions import Permission, check, holds, visible
from agencies.selectors import one
from casework.enums import Could
from casework.models import (
    Allocation,
    Case,
    CaseContent,
    CaseMember,
    CaseShare,
    ConfidentialAddress,
    EmergencyAccess,
    Household,
    HouseholdMember,
    Person,
)

Row = TypeVar("Row", Case, Person)
# By their team alone; whoever else is of a team needs a share, or to work on the case.
OF_TEAMS = [RoleCode.SUPPORT_WORKER, RoleCode.MANAGER]
# An act that names nobody may concern one of them all the same, unless it is one of these, which are everybody's.
EVERYBODY_S = [
    *("casework.case", "casework.allocation", "casework.caseexit", "casework.caseshare", "casework.declinedshare"),
    *("casework.statuschange", "casework.printedplan", "casework.household", "casework.householdchange"),
    *("casework.address", "outcomes.review", "outcomes.closure", "outcomes.closureproposal"),
]
CONFIDENTIAL = ConfidentialAddress._meta.label_lower
IS_OF_NO_CASE = IsNull(OuterRef("case_id"), rhs=True)
NAMES_NOBODY = Q(person_ids=[]) & (~Q(result=AuditResult.DONE) | Q(subject_type__in=EVERYBODY_S))
OF_NOBODY_ALONE = NAMES_NOBODY | Q(details__has_key=OF_ALL)


def looks_at_case(actor: Actor, case: Case) -> QuerySet[AuditEvent]:
    """Every look at the case, every act in it and every refusal, by whom and for which agency; newest first.

    Each says whether it was `in_an_emergency`.
    """
    rows = _named(_told(actor, AuditEvent.objects.filter(case_id=_of_overseer_or_worker(actor, case).pk)))
    return rows.annotate(in_an_emergency=Exists(_opened_then(Q(case=OuterRef("case_id")))))


def looks_at(actor: Actor, person: Person) -> QuerySet[AuditEvent]:
    """The same of a person, in one query: what names them, what was about a whole case while they were part of it, and
    what was about a whole household while they lived in it.

    It is told to the person: so it has nothing of what is about others alone, though they share a case and a home.
    A worker sees of it what is within their own reach: that a person has another case, kept apart from this one, must
    not be told by who looked at it. Each row says why whoever it was could: `could`, `could_under`.
    """
    person = _of_overseer_or_worker(actor, person)
    about = AuditEvent.objects.filter(person_ids__contains=[person.pk])
    # A union of keys, each found by its own index: joined by OR they would be a scan of the whole trail.
    rows = AuditEvent.objects.filter(pk__in=_keys(about).union(_keys(_of_cases(person)), _keys(_of_households(person))))
    cases = Case.objects.filter(members__person=person)
    if not holds(actor, Permission.VIEW_TRAIL):
        cases = visible(actor, Permission.WORK_CASE, cases)
        rows = _within_reach(actor, person, rows, cases)
    return _reasoned(_named(_told(actor, _disclosable(rows, person))), cases)


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
    return AuditEvent.objects.filter(OF_NOBODY_ALONE, Exists(then.filter(still)), case_id__in=parts.values("case"))


def _of_households(person: Person) -> QuerySet[AuditEvent]:
    times = HouseholdMember.objects.filter(person=person, undone=False)
    then = times.filter(_is_one_of(OuterRef("household_ids")), started_on__lte=OuterRef("at__date"))
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("at__date"))
    homes = ArraySubquery(times.values("household"))
    return AuditEvent.objects.filter(OF_NOBODY_ALONE, Exists(then.filter(still)), household_ids__overlap=homes)


def _is_one_of(households: OuterRef) -> Func:
    return Func(
        F("household_id"),
        households,
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def _within_reach(
    actor: Actor, person: Person, rows: QuerySet[AuditEvent], cases: QuerySet[Case]
) -> QuerySet[AuditEvent]:
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


def _told(actor: Actor, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Without what was done with confidential addresses of which the actor may not know. Who oversees it all reads it all."""
    if holds(actor, Permission.VIEW_TRAIL):
        return rows
    known = visible(actor, Permission.WORK_CASE, ConfidentialAddress.objects.all()).values("pk")
    is_known = Q(subject_id__in=known) | Q(subject_ids__overlap=ArraySubquery(known))
    return rows.exclude(Q(subject_type=CONFIDENTIAL) & ~is_known)


def _disclosable(rows: QuerySet[AuditEvent], person: Person) -> QuerySet[AuditEvent]:
    """Without what was about rows alone that are kept from this very person; and without anybody else's confidential
    address, or that somebody looked whether there is one.
    """
    rows = rows.exclude(~Q(person_ids__contains=[person.pk]), subject_type=CONFIDENTIAL)
    fields: set[Any] = {
        model._meta.get_field("not_to_disclose_to") for model in apps.get_models() if issubclass(model, CaseContent)
    }
    kept = [
        field.remote_field.through._default_manager.filter(person=person).values_list(f"{field.m2m_field_name()}_id")
        for field in fields
    ]
    hidden = kept[0].union(*kept[1:], all=True)
    return rows.exclude(subject_id__in=hidden).exclude(
        ~Q(subject_ids=[]), subject_ids__contained_by=ArraySubquery(hidden)
    )


def _opened_then(of_case: Q) -> QuerySet[EmergencyAccess]:
    """What stood open in an emergency to whoever it was, at that instant."""
    then = Q(closed_at__isnull=True) | Q(closed_at__gt=OuterRef("at"))
    whose = Q(opened_by=OuterRef("membership_id"), opened_at__lte=OuterRef("at"), ends_at__gt=OuterRef("at"))
    rows: QuerySet[EmergencyAccess] = EmergencyAccess.objects.filter(of_case, then, whose)
    return rows


def _reasoned(rows: QuerySet[AuditEvent], cases: QuerySet[Case]) -> QuerySet[AuditEvent]:
    """With what opened the record to whoever it was, at that instant, as far as the record still says it.

    A look that names a person and no case was opened by one of theirs; of these, only by those that the asker may know of.
    """
    theirs = Q(case=OuterRef("case_id")) | Q(IS_OF_NO_CASE, case__in=cases.values("pk"))
    allocated = Allocation.objects.filter(
        theirs,
        Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("at")),
        membership=OuterRef("membership_id"),
        started_at__lte=OuterRef("at"),
    )
    opened = Q(pk=OuterRef("case_id")) | Q(IS_OF_NO_CASE, pk__in=cases.values("pk"))
    teams = Membership.objects.filter(pk=OuterRef(OuterRef("membership_id")), role__in=OF_TEAMS)
    of_team = Case.objects.filter(opened, team__in=Subquery(teams.values("team")))
    shared = CaseShare.objects.filter(
        theirs,
        Q(stopped_at__isnull=True) | Q(stopped_at__gt=OuterRef("at")),
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("at")),
        Q(practitioners__isnull=True) | Q(practitioners=OuterRef("membership_id")),
        agency=OuterRef("agency_id"),
        shared_at__lte=OuterRef("at"),
    ).order_by("shared_at", "pk")
    return rows.annotate(
        could=Decided(
            When(Exists(allocated), then=Value(Could.WORKED_ON_IT.value)),
            When(Exists(of_team), then=Value(Could.OF_ITS_TEAM.value)),
            When(Exists(_opened_then(theirs)), then=Value(Could.IN_AN_EMERGENCY.value)),
            When(Exists(shared), then=Value(Could.SHARED.value)),
            default=Value(Could.UNKNOWN.value),
        ),
        could_under=Subquery(shared.values("agreement__title")[:1]),
    )
