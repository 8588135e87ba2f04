"""How many households each worker of a team has: for whoever allocates, and never to rank anybody."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from agencies.actors import Actor
from agencies.memberships import TEAM_ROLES
from agencies.models import Membership
from agencies.permissions import Permission, check
from casework.enums import OPEN, AllocationRole


@dataclass(frozen=True, slots=True)
class Caseload:
    """A worker, the open cases that they lead, and those that they support beside a lead."""

    worker: Membership
    leads: int
    supports: int


def caseloads_of(actor: Actor) -> list[Caseload]:
    """Of everybody in the actor's own team who can lead a case, by name. Numbers only, of whatever kind the cases are."""
    check(actor, Permission.ALLOCATE_CASE)
    return [Caseload(row, row.leads, row.supports) for row in _counted(actor)]


def _counted(actor: Actor) -> QuerySet[Any]:
    def has(role: AllocationRole) -> Q:
        return Q(allocations__role=role, allocations__ended_at__isnull=True, allocations__case__status__in=sorted(OPEN))

    rows = Membership.objects.current().filter(team=actor.team, role__in=TEAM_ROLES, ended_on__isnull=True)
    counted: QuerySet[Any] = rows.select_related("user", "agency").annotate(
        leads=Count("allocations", filter=has(AllocationRole.LEAD), distinct=True),
        supports=Count("allocations", filter=has(AllocationRole.SUPPORTING), distinct=True),
    )
    return counted.order_by("user__name", "pk")
