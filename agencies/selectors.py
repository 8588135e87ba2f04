"""What anybody who acts here may know of the others: agencies, teams, and who is in them. No case stands in any of it."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, Prefetch, Q, QuerySet

from agencies import open_sessions
from agencies.actors import Actor
from agencies.clock import Today
from agencies.enums import RoleCode
from agencies.exceptions import NOT_FOUND, Missing
from agencies.keepers import agencies_kept_by
from agencies.models import (
    Agency,
    AgreementParty,
    ApiToken,
    DeclinedSharing,
    LawfulBasis,
    Membership,
    SharingAgreement,
    Team,
    User,
)
from agencies.permissions import Permission, check, holds

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody could act with now, beside their password: sessions of the pages, and tokens."""

    sessions: int
    tokens: int


def agencies_for(actor: Actor) -> QuerySet[Agency]:
    """Every agency, by name."""
    return Agency.objects.order_by("name", "pk")


def agencies_taking_part(actor: Actor) -> QuerySet[Agency]:
    """Those for which somebody can act today, by name: what is chosen from."""
    return agencies_for(actor).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=Today()))


def teams_for(actor: Actor) -> QuerySet[Team]:
    """Every team, with its agency."""
    return Team.objects.select_related("agency").order_by("name", "pk")


def memberships_for(actor: Actor) -> QuerySet[Membership]:
    """Memberships that hold today, with their people; an administrator sees the ended ones too."""
    rows = Membership.objects.select_related("user", "agency", "team").order_by("user__name", "pk")
    return rows if holds(actor, Permission.MANAGE_ACCESS) else rows.current()


def agencies_in_numbers(actor: Actor) -> QuerySet[Agency]:
    """Every agency with `team_count`, `people_count`, `is_kept` by the actor and `has_administrator`; for administrators."""
    check(actor, Permission.MANAGE_ACCESS)
    current = Membership.objects.current().filter(agency=OuterRef("pk"))
    teams = Count("teams", filter=Q(teams__ended_on__isnull=True), distinct=True)
    here = Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gt=Today())
    return agencies_for(actor).annotate(
        team_count=teams,
        people_count=Count("memberships__user", filter=here & Q(memberships__user__is_active=True), distinct=True),
        is_kept=Exists(agencies_kept_by(actor).filter(pk=OuterRef("pk"))),
        has_administrator=Exists(current.filter(role=RoleCode.ADMINISTRATOR)),
    )


def agency_in_numbers(actor: Actor, key: UUID) -> Agency:
    """One of them; raises Missing."""
    return one(agencies_in_numbers(actor), key)


def teams_in_numbers(actor: Actor, agency: Agency) -> QuerySet[Team]:
    """The teams of an agency, each with `people_count` and with who manages it; for administrators."""
    check(actor, Permission.MANAGE_ACCESS)
    here = Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gt=Today())
    rows = teams_for(actor).filter(agency=agency).select_related("agency", "manager__user", "deputy__user")
    return rows.annotate(people_count=Count("memberships", filter=here, distinct=True))


def kept_memberships_for(actor: Actor) -> QuerySet[Membership]:
    """Memberships in the agencies that the administrator keeps, ended ones too."""
    check(actor, Permission.MANAGE_ACCESS)
    return memberships_for(actor).filter(agency__in=agencies_kept_by(actor))


def kept_membership_for(actor: Actor, key: UUID) -> Membership:
    """One of them; raises Missing."""
    return one(kept_memberships_for(actor), key)


def kept_team_for(actor: Actor, key: UUID) -> Team:
    """A team of an agency that the administrator keeps; raises Missing."""
    check(actor, Permission.MANAGE_ACCESS)
    return one(teams_for(actor).filter(agency__in=agencies_kept_by(actor)), key)


def kept_agency_for(actor: Actor, key: UUID) -> Agency:
    """An agency that the administrator keeps; raises Missing."""
    check(actor, Permission.MANAGE_ACCESS)
    return one(agencies_kept_by(actor), key)


def account_of(actor: Actor, user: User) -> Account:
    """What of a user's could act now: for administrators, in numbers."""
    check(actor, Permission.MANAGE_ACCESS)
    tokens = ApiToken.objects.in_force().filter(membership__user=user).count()
    return Account(sessions=open_sessions.counted({user.pk})[user.pk], tokens=tokens)


def open_sessions_of(actor: Actor, users: list[User]) -> dict[UUID, int]:
    """How many sessions each has now: for administrators, and of nobody's pages."""
    check(actor, Permission.MANAGE_ACCESS)
    return dict(open_sessions.counted({user.pk for user in users}))


def users_for(actor: Actor) -> QuerySet[User]:
    """Every user, for administrators only."""
    check(actor, Permission.MANAGE_ACCESS)
    return User.objects.order_by("name", "pk")


def agreements_for(actor: Actor) -> QuerySet[SharingAgreement]:
    """All of them for whoever keeps them; for anybody else those that bind their agency. No case stands in any.

    Each with `status` and `is_in_force`, asked of the clock.
    """
    # Each in one order: else two answers about the same agreement would differ, and its ETag with them.
    parties = AgreementParty.objects.select_related("agency").order_by("agency__name", "pk")
    bases = LawfulBasis.objects.order_by("pk")
    rows: QuerySet[SharingAgreement] = (
        SharingAgreement.objects.with_status()
        .prefetch_related(Prefetch("bases", queryset=bases), Prefetch("parties", queryset=parties))
        .annotate(is_in_force=Exists(SharingAgreement.objects.in_force().filter(pk=OuterRef("pk"))))
    )
    if holds(actor, Permission.MANAGE_AGREEMENTS):
        return rows
    return rows.filter(pk__in=AgreementParty.objects.filter(agency=actor.agency).values("agreement"))


def declined_sharing_for(actor: Actor) -> QuerySet[DeclinedSharing]:
    """What the actor's agency asked for and was declined, and what it declined; for whoever keeps agreements."""
    check(actor, Permission.MANAGE_AGREEMENTS)
    rows = DeclinedSharing.objects.select_related("asking", "asked", "declined_by__user", "declined_by__agency")
    return rows.filter(Q(asking=actor.agency) | Q(asked=actor.agency)).order_by("-declined_at", "pk")


def declined_sharing_row_for(actor: Actor, key: UUID) -> DeclinedSharing:
    """One of them; raises Missing."""
    return one(declined_sharing_for(actor), key)


def bases_for(actor: Actor) -> QuerySet[LawfulBasis]:
    """Every lawful basis that an agreement can name."""
    return LawfulBasis.objects.order_by("kind", "code")


def agency_for(actor: Actor, key: UUID) -> Agency:
    """One agency; raises Missing."""
    return one(agencies_for(actor), key)


def team_for(actor: Actor, key: UUID) -> Team:
    """One team; raises Missing."""
    return one(teams_for(actor), key)


def membership_for(actor: Actor, key: UUID) -> Membership:
    """One membership; raises Missing."""
    return one(memberships_for(actor), key)


def user_for(actor: Actor, key: UUID) -> User:
    """One user; raises Missing, and NotPermitted for all but administrators."""
    return one(users_for(actor), key)


def agreement_for(actor: Actor, key: UUID) -> SharingAgreement:
    """One agreement; raises Missing."""
    return one(agreements_for(actor), key)


def basis_for(actor: Actor, code: str) -> LawfulBasis:
    """One lawful basis by its code; raises Missing."""
    return one(bases_for(actor), code)


def one(rows: QuerySet[Row], key: object) -> Row:
    """The row with this key among rows that the actor may see; raises Missing, hidden or absent alike."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise Missing(NOT_FOUND)
    return row
