"""Agencies and their teams: registering them, and saying who manages a team."""

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import Invalid
from agencies.models import Agency, Membership, Team, User
from agencies.permissions import Permission, check


@transaction.atomic
def register_agency(*, code: str, name: str, kind: AgencyKind, by: Actor, at: datetime | None = None) -> Agency:
    """A new agency; what it may see is decided by agreements, later."""
    check(by, Permission.MANAGE_ACCESS)
    try:
        with transaction.atomic():
            agency = _create(code, name, kind)
    except IntegrityError as error:
        raise Invalid.field(
            "code", _("An agency with this code or name is registered: use that one, or choose another.")
        ) from error
    audit.record("agency.registered", agency, by=by, at=clock.moment(at))
    return agency


@transaction.atomic
def register_team(*, agency: Agency, name: str, by: Actor, area: str = "", at: datetime | None = None) -> Team:
    """A new team of the agency."""
    check(by, Permission.MANAGE_ACCESS)
    try:
        with transaction.atomic():
            team = Team.objects.create(agency=agency, name=name, area=area)
    except IntegrityError as error:
        raise Invalid.field(
            "name",
            _("%(agency)s has a team of this name: use that one, or choose another name.") % {"agency": agency.name},
        ) from error
    audit.record("team.registered", team, by=by, at=clock.moment(at))
    return team


@transaction.atomic
def appoint(
    team: Team, *, manager: Membership, by: Actor, deputy: Membership | None = None, at: datetime | None = None
) -> Team:
    """Say who manages the team and who stands in; both are managers of it."""
    check(by, Permission.MANAGE_ACCESS)
    for name, membership in (("manager", manager), ("deputy", deputy)):
        if membership and (membership.team_id != team.pk or membership.role != RoleCode.MANAGER):
            raise Invalid.field(
                name,
                _("%(user)s is not a manager of %(team)s: begin such a membership first.")
                % {"user": membership.user, "team": team.name},
            )
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    team.manager, team.deputy = manager, deputy
    team.save(update_fields=["manager", "deputy"])
    audit.record(
        "team.appointed", team, by=by, at=clock.moment(at), manager=manager.pk, deputy=deputy.pk if deputy else None
    )
    return team


@transaction.atomic
def found(
    *,
    code: str,
    name: str,
    kind: AgencyKind,
    email: str,
    person: str,
    password: str,
    on: date,
    at: datetime | None = None,
) -> Membership:
    """The first agency and its administrator, on an empty service; refused ever after.

    Nobody can give the first person a role, so this one verb takes no actor.
    """
    if Membership.objects.exists():
        raise Invalid(_("This service has members already. Ask its administrator for a membership."))
    user = User.objects.create_user(email, person, password)
    agency = _create(code, name, kind)
    membership = Membership.objects.create(user=user, agency=agency, role=RoleCode.ADMINISTRATOR, started_on=on)
    audit.record("service.founded", membership, by=member_actor(membership), at=clock.moment(at))
    return membership


def _create(code: str, name: str, kind: AgencyKind) -> Agency:
    # guardian's rows name a group; nobody is ever in it, since a membership decides who acts for the agency.
    return Agency.objects.create(code=code, name=name, kind=kind, group=Group.objects.create(name=f"agency: {code}"))
