"""What a change of people, teams, agencies or agreements would do, in numbers, for whoever makes it and sees no case."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.actors import ROLE_PURPOSES, Actor, counting
from agencies.clock import Now
from agencies.enums import RoleCode
from agencies.keepers import check_keeps
from agencies.models import Agency, AgreementParty, Membership, SharingAgreement, Team, User
from agencies.permissions import Permission, check, visible
from casework.enums import AllocationRole
from casework.models import Allocation, Case, CaseShare


@dataclass(frozen=True, slots=True)
class Work:
    """How many households somebody leads and supports. While there are any, the membership cannot end."""

    leads: int
    supports: int


@dataclass(frozen=True, slots=True)
class Sight:
    """How many households somebody sees: those that their own agency works with, and those shared by others."""

    own: int
    shared: int


@dataclass(frozen=True, slots=True)
class AgencyEnd:
    """What hangs on an agency: what keeps it from ending, and what ends with it.

    `open_cases` are its own; `shared` are households of others that it sees now; `agreements` those that name it.
    """

    open_cases: int
    people: int
    shared: int
    agreements: int


@counting()
def work_of(actor: Actor, membership: Membership) -> Work:
    """What stands in the way of ending this membership."""
    check_keeps(actor, membership.agency)
    open_ones = Allocation.objects.filter(membership=membership, ended_at__isnull=True)
    counted = open_ones.aggregate(
        leads=Count("pk", filter=Q(role=AllocationRole.LEAD)), supports=Count("pk", filter=~Q(role=AllocationRole.LEAD))
    )
    return Work(counted["leads"], counted["supports"])


@counting()
def sight_of(actor: Actor, membership: Membership) -> Sight:
    """What they see now under this membership, and under no other of theirs; not what they opened in an emergency."""
    check_keeps(actor, membership.agency)
    return _seen(Actor(purpose=ROLE_PURPOSES[RoleCode(membership.role)], membership=membership))


@counting()
def sight_in(actor: Actor, agency: Agency, *, role: RoleCode, team: Team | None, user: User | None = None) -> Sight:
    """What somebody would see in this role and team today, before anybody leads or supports anything."""
    check_keeps(actor, agency)
    # They have no membership yet that could stand, so the question borrows the administrator's, which has no case of its own.
    somebody = user or User(name="")
    place = Membership(pk=actor.signatory.pk, user=somebody, agency=agency, team=team, role=role)
    return _seen(Actor(purpose=ROLE_PURPOSES[role], membership=place))


@counting()
def agency_end(actor: Actor, agency: Agency, ended_on: date) -> AgencyEnd:
    """What ending the agency from this day would meet and do, as things stand."""
    check_keeps(actor, agency)
    shares = CaseShare.objects.in_force().filter(agency=agency)
    named = AgreementParty.objects.filter(agency=agency, agreement__in=SharingAgreement.objects.in_force())
    return AgencyEnd(
        open_cases=Case.objects.open().filter(team__agency=agency).count(),
        people=Membership.objects.filter(_beyond(ended_on), agency=agency).values("user").distinct().count(),
        shared=_households(shares),
        agreements=named.count(),
    )


@counting()
def open_cases_of(actor: Actor, team: Team) -> int:
    """How many households wait for this team or are worked with by it."""
    check_keeps(actor, team.agency)
    return Case.objects.open().filter(team=team).count()


def people_in(actor: Actor, team: Team, ended_on: date) -> int:
    """How many memberships in it last beyond this day."""
    check_keeps(actor, team.agency)
    return Membership.objects.filter(_beyond(ended_on), team=team).count()


@counting()
def shown_under(actor: Actor, agreement: SharingAgreement, *, also_suspended: bool = False) -> list[tuple[str, int]]:
    """Each agency that sees something under it now, by name, and of how many households; never which.

    `also_suspended`: as it would be without its suspension.
    """
    check(actor, Permission.MANAGE_AGREEMENTS)
    rows = CaseShare.objects.standing().filter(
        agreement=agreement, agreement__signed_at__isnull=False, agreement__ended_at__isnull=True,
        agreement__start_at__lte=Now(), agreement__end_at__gt=Now(),
    )  # fmt: skip
    counted = (rows if also_suspended else rows.filter(agreement__suspended_at__isnull=True)).values("agency__name")
    found = counted.annotate(households=Count("case__household", distinct=True)).order_by("agency__name")
    return [(row["agency__name"], row["households"]) for row in found]


def _beyond(day: date) -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gt=day)


def _seen(somebody: Actor) -> Sight:
    view: QuerySet[Case] = visible(somebody, Permission.VIEW_CASE, Case.objects.all())
    work: QuerySet[Case] = visible(somebody, Permission.WORK_CASE, Case.objects.all())
    return Sight(own=_count(work), shared=_count(view, but=work))


def _count(cases: QuerySet[Case], but: QuerySet[Case] | None = None) -> int:
    """Households, each once, without those of the others."""
    rows = Case.objects.filter(pk__in=cases.values("pk"))
    if but is not None:
        rows = rows.exclude(household__in=but.values("household"))
    return rows.values("household").distinct().count()


def _households(shares: QuerySet[CaseShare]) -> int:
    return shares.values("case__household").distinct().count()
