"""With whom a case is shared, and why somebody sees it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from agencies.actors import Actor, counting
from agencies.models import Membership, SharingAgreement
from agencies.permissions import Permission, check, explain
from agencies.selectors import one
from casework.models import (
    Case,
    CaseShare,
    DeclinedShare,
    EmergencyAccess,
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


def _shares() -> QuerySet[CaseShare]:
    rows: QuerySet[CaseShare] = CaseShare.objects.select_related(
        "case__team", "agency", "agreement", "shared_by__user", "shared_by__agency"
    ).prefetch_related(
        Prefetch("practitioners", queryset=Membership.objects.order_by("user__name", "pk")),
        "practitioners__user",
        "practitioners__agency",
    )
    return rows.annotate(is_in_force=Exists(CaseShare.objects.in_force().filter(pk=OuterRef("pk"))))
