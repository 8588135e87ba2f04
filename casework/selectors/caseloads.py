"""How many households each worker of a team has, and what they weigh: for whoever allocates, and never to rank anybody."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from agencies.actors import Actor
from agencies.conditions import standing
from agencies.memberships import TEAM_ROLES
from agencies.models import Membership
from agencies.permissions import Permission, check, holds, visible
from agencies.selectors import one
from casework.apart import led_in_conflict
from casework.enums import LEAD_REQUIRED, OPEN, AllocationRole, CaseStatus
from casework.models import Allocation, Case
from casework.querysets import CaseQuerySet
from casework.selectors.cases import cases_for
from casework.workload import Room, room_of, weight_of


@dataclass(frozen=True, slots=True)
class Caseload:
    """A worker, the open cases that they lead, those that they support beside a lead, and what all of these weigh."""

    worker: Membership
    leads: int
    supports: int
    weight: float

    @property
    def room(self) -> Room:
        """Where that stands to what the site takes for usual."""
        return room_of(self.weight, settings.CASELOADS.least, settings.CASELOADS.most)


def caseloads_of(actor: Actor) -> list[Caseload]:
    """Of everybody in the actor's own team who can lead a case, by name. Numbers only, of whatever kind the cases are."""
    check(actor, Permission.ALLOCATE_CASE)
    rows = Membership.objects.current().filter(team=actor.team, role__in=TEAM_ROLES, ended_on__isnull=True)
    workers = list(rows.select_related("user", "agency", "team").order_by("user__name", "pk"))
    numbers, weights = _counted([worker.pk for worker in workers])
    return [
        Caseload(
            worker,
            numbers[worker.pk, AllocationRole.LEAD.value],
            numbers[worker.pk, AllocationRole.SUPPORTING.value],
            weights[worker.pk],
        )
        for worker in workers
    ]


def worker_for(actor: Actor, key: UUID) -> Membership:
    """Somebody of the actor's team, or who leads a case of it, whether or not they are still there: theirs to hand over."""
    leads = Allocation.objects.filter(
        membership=OuterRef("pk"), role=AllocationRole.LEAD, ended_at__isnull=True, case__team=actor.team
    )
    rows = Membership.objects.filter(Q(team=actor.team) | Exists(leads)).select_related("user", "agency", "team")
    # Who allocates no more is told nothing, not even that somebody is there.
    allocates = holds(actor, Permission.ALLOCATE_CASE) and actor.team is not None
    rows = rows.filter(Exists(standing(actor.signatory))) if allocates else rows.none()
    found: Membership = one(rows, key)
    return found


def cases_led_by(actor: Actor, worker: Membership) -> CaseQuerySet:
    """The cases that this worker leads and that the actor can give to somebody else, by reference."""
    rows: CaseQuerySet = visible(actor, Permission.ALLOCATE_CASE, Case.objects.all())
    return rows.led_by(worker.pk).select_related("household", "team").order_by("reference")


def waiting_for_a_worker(actor: Actor) -> CaseQuerySet:
    """The team's cases without somebody who works on them: referred and not taken in, or led by somebody who is not there,
    or who must not see them any more (`is_kept_from_lead`).

    Those who were deactivated, or acted for the agency no longer, still lead on paper: see agencies.users.deactivate.
    """
    check(actor, Permission.ALLOCATE_CASE)
    leads = Allocation.objects.filter(case=OuterRef("pk"), role=AllocationRole.LEAD, ended_at__isnull=True)
    there = leads.filter(membership__in=Membership.objects.current().values("pk"))
    kept = Q(pk__in=led_in_conflict(actor.signatory.team_id))
    alone = Q(status__in=sorted(LEAD_REQUIRED)) & (~Exists(there) | kept)
    rows = cases_for(actor).filter(Q(status=CaseStatus.REFERRED) | alone, team=actor.team)
    told = rows.annotate(is_kept_from_lead=ExpressionWrapper(kept, output_field=BooleanField()))
    found: CaseQuerySet = told.order_by("referred_at", "pk")
    return found


def _counted(workers: list[UUID]) -> tuple[Counter[tuple[UUID, str]], dict[UUID, float]]:
    numbers: Counter[tuple[UUID, str]] = Counter()
    weights: dict[UUID, float] = defaultdict(float)
    rows: QuerySet[Allocation] = Allocation.objects.filter(
        membership__in=workers, ended_at__isnull=True, case__status__in=sorted(OPEN)
    )
    here = Count("case__members", filter=Q(case__members__left_at__isnull=True))
    for worker, role, status, people in rows.annotate(people=here).values_list(
        "membership", "role", "case__status", "people"
    ):
        numbers[worker, role] += 1
        weights[worker] += weight_of(role, status, people, settings.CASELOADS.weights, settings.CASELOADS.large)
    return numbers, weights
