"""Agencies and their teams: registering, renaming and ending them, and saying who manages a team."""

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import AgencyStillWorks, Invalid, LastAdministrator, MembershipStillLeads
from agencies.keepers import check_keeps
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
    check_keeps(by, agency)
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
    check_keeps(by, team.agency)
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
def rename_team(team: Team, *, name: str, by: Actor, area: str = "", at: datetime | None = None) -> Team:
    """Another name, and the area it serves. Cases and people stay where they are."""
    check_keeps(by, team.agency)
    team = Team.objects.select_for_update(of=("self",)).select_related("agency").get(pk=team.pk)
    team.name, team.area = name, area
    try:
        with transaction.atomic():
            team.save(update_fields=["name", "area"])
    except IntegrityError as error:
        raise Invalid.field(
            "name", _("%(agency)s has a team of this name: choose another name.") % {"agency": team.agency.name}
        ) from error
    audit.record("team.renamed", team, by=by, at=clock.moment(at))
    return team


@transaction.atomic
def end_team(team: Team, *, ended_on: date, by: Actor, at: datetime | None = None) -> Team:
    """From this day nobody is in it, and no household is referred to it. What it did stays under its name.

    Raises AgencyStillWorks while it has people who stay beyond that day, or open cases.
    """
    check_keeps(by, team.agency)
    team = Team.objects.select_for_update(of=("self",)).select_related("agency").get(pk=team.pk)
    if team.ended_on is not None:
        raise Invalid.field(
            "ended_on", _("%(team)s has an end already. Make a new team if it is needed again.") % {"team": team.name}
        )
    if Membership.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=ended_on), team=team).exists():
        raise AgencyStillWorks(
            _("People are still in %(team)s. Move each to another team, or end their part, first.")
            % {"team": team.name}
        )
    team.ended_on = ended_on
    _save_end(
        team, _("%(name)s has open households. Its managers end or hand over that work first.") % {"name": team.name}
    )
    audit.record("team.ended", team, by=by, at=clock.moment(at), ended_on=ended_on.isoformat())
    return team


@transaction.atomic
def end_agency(agency: Agency, *, ended_on: date, by: Actor, at: datetime | None = None) -> Agency:
    """From this day nobody acts for it, so nobody of it sees what is shared with it. What it did stays under its name.

    - every membership in it ends that day, or on its own day where that is sooner
    - agreements that name it stand, for their other parties, who end or replace them

    Raises AgencyStillWorks while it has open cases, and LastAdministrator where the service would have none any more.
    """
    check_keeps(by, agency)
    _require_keepers_elsewhere(agency)
    agency, at = Agency.objects.select_for_update().get(pk=agency.pk), clock.moment(at)
    if agency.ended_on is not None:
        raise Invalid.field("ended_on", _("%(agency)s has an end already.") % {"agency": agency.name})
    agency.ended_on = ended_on
    staying = Membership.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=ended_on), agency=agency)
    for membership in staying.select_for_update(of=("self",)).order_by("pk"):
        membership.ended_on = max(ended_on, membership.started_on)
        _save_end(membership, "")
        audit.record("membership.ended", membership, by=by, at=at, ended_on=membership.ended_on.isoformat())
    _save_end(
        agency,
        _("%(name)s has open households. Its managers end or hand over that work first.") % {"name": agency.name},
    )
    audit.record("agency.ended", agency, by=by, at=at, ended_on=ended_on.isoformat())
    return agency


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


def _save_end(row: Agency | Team | Membership, still_works: str) -> None:
    """Write the end; the database refuses it while anything open hangs on the row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row.save(update_fields=["ended_on"])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the record speaks now, not when the answer is on its way
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        if isinstance(row, Membership):
            raise MembershipStillLeads(
                _(
                    "%(user)s still works on cases. Hand each of them over, and end their part as supporter, then "
                    "end this."
                )
                % {"user": row.user}
            ) from error
        raise AgencyStillWorks(still_works) from error


def _require_keepers_elsewhere(agency: Agency) -> None:
    """Somebody must be left who can give a role. All agencies are locked, so that the last two do not end at once."""
    list(Agency.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    elsewhere = Membership.objects.current().filter(role=RoleCode.ADMINISTRATOR, ended_on__isnull=True)
    if not elsewhere.filter(agency__ended_on__isnull=True).exclude(agency=agency).exists():
        raise LastAdministrator(
            _(
                "Nobody outside %(agency)s could give anybody a role any more. Another agency needs an "
                "administrator first."
            )
            % {"agency": agency.name}
        )
