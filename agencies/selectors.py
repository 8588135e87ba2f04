"""What anybody who acts here may know of the others: agencies, teams, and who is in them. No case stands in any of it."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet

from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Missing
from agencies.models import Agency, AgreementParty, LawfulBasis, Membership, SharingAgreement, Team, User
from agencies.permissions import Permission, check, holds

Row = TypeVar("Row", bound=Model)


def agencies_for(actor: Actor) -> QuerySet[Agency]:
    """Every agency, by name."""
    return Agency.objects.order_by("name", "pk")


def teams_for(actor: Actor) -> QuerySet[Team]:
    """Every team, with its agency."""
    return Team.objects.select_related("agency").order_by("name", "pk")


def memberships_for(actor: Actor) -> QuerySet[Membership]:
    """Memberships that hold today, with their people; an administrator sees the ended ones too."""
    rows = Membership.objects.select_related("user", "agency", "team").order_by("user__name", "pk")
    return rows if holds(actor, Permission.MANAGE_ACCESS) else rows.current()


def users_for(actor: Actor) -> QuerySet[User]:
    """Every user, for administrators only."""
    check(actor, Permission.MANAGE_ACCESS)
    return User.objects.order_by("name", "pk")


def agreements_for(actor: Actor) -> QuerySet[SharingAgreement]:
    """All of them for whoever keeps them; for anybody else those that bind their agency. No case stands in any."""
    # Each in one order: else two answers about the same agreement would differ, and its ETag with them.
    parties = AgreementParty.objects.select_related("agency").order_by("agency__name", "pk")
    bases = LawfulBasis.objects.order_by("pk")
    rows: QuerySet[SharingAgreement] = SharingAgreement.objects.prefetch_related(
        Prefetch("bases", queryset=bases), Prefetch("parties", queryset=parties)
    ).annotate(is_in_force=Exists(SharingAgreement.objects.in_force().filter(pk=OuterRef("pk"))))
    if holds(actor, Permission.MANAGE_AGREEMENTS):
        return rows
    return rows.filter(pk__in=AgreementParty.objects.filter(agency=actor.agency).values("agreement"))


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
