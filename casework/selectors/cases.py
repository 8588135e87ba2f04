"""Cases, and what their frame is made of: people, workers, steps and exits."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from agencies.actors import Actor
from agencies.permissions import Permission, clear_of_conflicts, holds
from agencies.selectors import one
from casework.models import (
    Allocation,
    Case,
    CaseExit,
    CaseMember,
    Contact,
    EngagementAgreement,
    StatusChange,
)
from casework.querysets import CaseQuerySet
from casework.restriction_levels import SEALED_TO_THE_TEAM
from casework.selectors.reach import rows_for, with_own_work


def referrals_of(actor: Actor) -> QuerySet[Case]:
    """What the actor referred and is not sealed. It opens no case: a door shows of these only whether they were taken in."""
    if actor.membership is None or not holds(actor, Permission.REFER_CASE):
        return Case.objects.none()
    rows = Case.objects.filter(referred_by=actor.membership).exclude(restriction__in=SEALED_TO_THE_TEAM)
    return clear_of_conflicts(actor, rows.select_related("team"))


def referral_for(actor: Actor, key: UUID) -> Case:
    """One of these."""
    return one(referrals_of(actor), key)


def cases_for(actor: Actor) -> CaseQuerySet:
    """Every case within reach."""
    rows = rows_for(actor, Case.objects.select_related("household", "team__agency", "separated_from").with_lead())
    return with_own_work(actor, rows)


def caseload_of(actor: Actor) -> CaseQuerySet:
    """The open cases that the actor leads."""
    return cases_for(actor).open().led_by(actor.membership.pk if actor.membership else None)


def exits_for(actor: Actor) -> QuerySet[CaseExit]:
    """Cases that stand in an exit now, soonest to be looked at first: a manager's list, and nobody is forgotten in it."""
    rows = CaseExit.objects.filter(ended_at__isnull=True).select_related("case__household", "recorded_by__user")
    # Moved away and died have no day to look again: they come last.
    dated = rows.annotate(look_on=Coalesce("check_on", Value(date.max)))
    return rows_for(actor, dated.prefetch_related(_attempts())).order_by("look_on", "pk")


def case_for(actor: Actor, reference: str) -> Case:
    """One case by its reference; raises Missing."""
    found = Case.objects.filter(reference=str(reference).upper()).values_list("pk", flat=True).first()
    case: Case = one(cases_for(actor), found)
    return case


def case_by_id(actor: Actor, key: UUID) -> Case:
    """The same by its id."""
    case: Case = one(cases_for(actor), key)
    return case


def members_of(actor: Actor, case: Case) -> QuerySet[CaseMember]:
    """Who is and was part of a case."""
    return rows_for(actor, _members(actor).filter(case=case))


def allocations_of(actor: Actor, case: Case) -> QuerySet[Allocation]:
    """Who worked and works on a case."""
    return rows_for(actor, case.allocations.select_related("membership__user", "membership__agency"))


def status_changes_of(actor: Actor, case: Case) -> QuerySet[StatusChange]:
    """The steps of a case's life."""
    return rows_for(actor, case.status_changes.select_related("changed_by__user"))


def _attempts() -> "Prefetch[Any]":
    """The contacts that were tried, in one order, else two answers about one exit would differ, and its ETag with them."""
    return Prefetch("attempts", queryset=Contact.objects.order_by("happened_at", "pk"))


def exits_of(actor: Actor, case: Case) -> QuerySet[CaseExit]:
    """The exits that a case stood or stands in."""
    return rows_for(actor, case.exits.select_related("case", "recorded_by__user").prefetch_related(_attempts()))


def leads_of(case: Case) -> list[Allocation]:
    """The open lead of a case that was loaded without it; for a case that the actor has already been shown."""
    return list(Case.objects.with_lead().get(pk=case.pk).open_leads)


def member_for(actor: Actor, key: UUID) -> CaseMember:
    """One person's part in a case."""
    return one(rows_for(actor, _members(actor)), key)


def engagement_for(actor: Actor, key: UUID) -> EngagementAgreement:
    """One person's yes to being supported."""
    return one(rows_for(actor, EngagementAgreement.objects.select_related("member__person", "member__case")), key)


def allocation_for(actor: Actor, key: UUID) -> Allocation:
    """One allocation."""
    return one(
        rows_for(actor, Allocation.objects.select_related("case", "membership__user", "membership__agency")), key
    )


def _members(actor: Actor) -> QuerySet[CaseMember]:
    engagements = rows_for(actor, EngagementAgreement.objects.order_by("agreed_at", "pk"))
    rows = CaseMember.objects.select_related("person", "case")
    return with_own_work(actor, rows.prefetch_related(Prefetch("engagements", queryset=engagements)))
