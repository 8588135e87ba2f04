"""With whom a case is shared, and why somebody sees it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from agencies.actors import Actor, counting
from agencies.models import Membership, SharingAgreement
from agencies.permissions import ROLES, Permission, check, explain, may
from agencies.selectors import one
from casework.models import (
    Case,
    CaseShare,
    DeclinedShare,
    EmergencyAccess,
    NamedWorker,
    RestrictionChange,
)
from casework.selectors.cases import leads_of
from casework.selectors.reach import rows_for


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody sees a case, and whom they ask about what they do not see."""

    is_own_work: bool
    emergency: EmergencyAccess | None
    shares: list[CaseShare]
    left_out: list[str]
    ask: Membership | None


def shares_of(actor: Actor, case: Case) -> QuerySet[CaseShare]:
    """With whom the case is and was shared, for those who work with it."""
    return rows_for(actor, _shares().filter(case=case))


def share_for(actor: Actor, key: UUID) -> CaseShare:
    """One share."""
    return one(rows_for(actor, _shares()), key)


@counting()
def cases_shared_under(actor: Actor, agreement: SharingAgreement) -> int:
    """How many cases are shared under it and would be closed by its end; a number for whoever keeps it, and never which."""
    check(actor, Permission.MANAGE_AGREEMENTS)
    standing = CaseShare.objects.standing().filter(agreement=agreement)
    return standing.aggregate(cases=Count("case", distinct=True))["cases"] or 0


def declined_shares_of(actor: Actor, case: Case) -> QuerySet[DeclinedShare]:
    """With whom it was decided not to share the case."""
    return rows_for(actor, case.declined_shares.select_related("agency", "declined_by__user", "declined_by__agency"))


def declined_share_for(actor: Actor, key: UUID) -> DeclinedShare:
    """One such decision."""
    return one(rows_for(actor, DeclinedShare.objects.select_related("agency", "declined_by__user")), key)


def why(actor: Actor, case: Case) -> Why:
    """Why the actor sees the case, and its lead, whom they ask; raises Missing where they do not see it."""
    found = explain(actor, case)
    leads = leads_of(case)
    return Why(found.is_own_work, found.emergency, found.shares, found.left_out, leads[0].membership if leads else None)


@dataclass(frozen=True, slots=True)
class Kept:
    """How closely a case is kept: since when and why, and who of its team sees it while it is closed to the team."""

    change: RestrictionChange | None
    named: list[NamedWorker]


def kept(actor: Actor, case: Case) -> Kept:
    """For those who work with it; no `change` where it was never restricted."""
    changes = case.restriction_changes.select_related("changed_by__user").order_by("-changed_at", "-pk")
    named = case.named_workers.filter(ended_at__isnull=True).select_related("membership__user", "membership__agency")
    rows = rows_for(actor, named).order_by("membership__user__name", "pk")
    return Kept(rows_for(actor, changes).first(), list(rows))


def could_be_named(actor: Actor, case: Case) -> QuerySet[Membership]:
    """Who of the team could see it while it is closed to the team: caseworkers who stay."""
    if not may(actor, Permission.WORK_CASE, case):
        return Membership.objects.none()
    workers = [role for role, held in ROLES.items() if Permission.WORK_CASE in held.permissions]
    team = Membership.objects.current().filter(team=case.team_id, role__in=workers, ended_on__isnull=True)
    return team.select_related("user", "agency").order_by("user__name", "pk")


def _shares() -> QuerySet[CaseShare]:
    rows: QuerySet[CaseShare] = CaseShare.objects.select_related(
        "case__team", "agency", "agreement", "shared_by__user", "shared_by__agency"
    ).prefetch_related(
        Prefetch("practitioners", queryset=Membership.objects.order_by("user__name", "pk")),
        "practitioners__user",
        "practitioners__agency",
    )
    return rows.annotate(is_in_force=Exists(CaseShare.objects.in_force().filter(pk=OuterRef("pk"))))
