"""Who keeps the people and teams of an agency in order, and that somebody always does."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import clock
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.exceptions import LastAdministrator, NotPermitted
from agencies.models import Agency, Membership, User
from agencies.permissions import Permission, check, holds


def agencies_kept_by(actor: Actor) -> QuerySet[Agency]:
    """The administrator's own agency, and those that have no administrator of their own yet; none for anybody else."""
    if not holds(actor, Permission.MANAGE_ACCESS):
        return Agency.objects.none()
    theirs = _administrators().filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Q(pk=actor.signatory.agency_id) | ~Exists(theirs)).order_by("name", "pk")


def keeps(actor: Actor, agency: Agency) -> bool:
    """Whether they keep this one."""
    return agencies_kept_by(actor).filter(pk=agency.pk).exists()


def check_keeps(actor: Actor, *agencies: Agency) -> None:
    """Insist that the actor is an administrator, and that each agency is theirs to keep.

    An agency without an administrator is kept by any other's, so that a new one can be given its first people; from then on
    by its own alone. Raises NotPermitted.
    """
    check(actor, Permission.MANAGE_ACCESS)
    kept = set(agencies_kept_by(actor).filter(pk__in=[agency.pk for agency in agencies]))
    for agency in agencies:
        if agency not in kept:
            raise NotPermitted(
                _("%(agency)s has an administrator of its own: ask them to do this.") % {"agency": agency}
            )


def agencies_of(user: User) -> list[Agency]:
    """Those for which somebody acts today or will."""
    lasting = Membership.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today()), user=user)
    return list(Agency.objects.filter(pk__in=lasting.values("agency")).order_by("pk"))


def require_another(agency: Agency, *, on: date, without: Q) -> None:
    """Insist that on this day the agency has an administrator who stays, beside those who go.

    Two who end each other at once wait for each other here. Raises LastAdministrator.
    """
    Agency.objects.select_for_update().get(pk=agency.pk)
    staying = Membership.objects.filter(
        agency=agency, role=RoleCode.ADMINISTRATOR, started_on__lte=on, ended_on__isnull=True, user__is_active=True
    )
    if not staying.exclude(without).exists():
        raise LastAdministrator(
            _("%(agency)s would have no administrator any more. Make somebody else its administrator first.")
            % {"agency": agency}
        )


def _administrators() -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.current().filter(role=RoleCode.ADMINISTRATOR)
    return rows
