"""Memberships: giving somebody a role in an agency, changing it, and ending it."""

import re
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.exceptions import Invalid, MembershipStillLeads
from agencies.keepers import check_keeps, require_another
from agencies.models import Agency, Membership, Team, User
from agencies.models.membership import PHONE

TEAM_ROLES = {RoleCode.SUPPORT_WORKER, RoleCode.MANAGER}


@transaction.atomic
def begin(
    *,
    user: User,
    agency: Agency,
    role: RoleCode,
    started_on: date,
    by: Actor,
    team: Team | None = None,
    at: datetime | None = None,
) -> Membership:
    """From this day the user acts for the agency in this role.

    Raises Invalid where the team is another agency's or has ended, a caseworker has no team, or the days overlap an equal
    membership.
    """
    check_keeps(by, agency)
    if team is not None and team.agency_id != agency.pk:
        raise Invalid.field(
            "team",
            _("%(team)s is not a team of %(agency)s: choose one of its own.")
            % {"team": team.name, "agency": agency.name},
        )
    if team is not None and team.ended_on is not None:
        raise Invalid.field("team", _("%(team)s has ended, or will: choose a team that stays.") % {"team": team.name})
    if team is None and role in TEAM_ROLES:
        raise Invalid.field(
            "team", _("A %(what)s belongs to a team: choose one.") % {"what": RoleCode(role).label.lower()}
        )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, agency=agency, team=team, role=role, started_on=started_on
            )
    except IntegrityError as error:
        raise Invalid.field("started_on", _("They already hold this role there on some of these days.")) from error
    audit.record("membership.begun", membership, by=by, at=clock.moment(at), role=role)
    return membership


@transaction.atomic
def give_phone(membership: Membership, *, phone: str, by: Actor, at: datetime | None = None) -> Membership:
    """The number that families ring them on in this role; empty takes it away. It stands on every plan printed from now on."""
    check_keeps(by, membership.agency)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    phone = " ".join(phone.split())
    if phone and not re.fullmatch(PHONE, phone):
        raise Invalid.field("phone", _("Enter a telephone number in figures, such as 01632 960 123."))
    membership.phone = phone
    membership.save(update_fields=["phone"])
    audit.record("membership.phone_given", membership, by=by, at=clock.moment(at))
    return membership


@transaction.atomic
def end(membership: Membership, *, ended_on: date, by: Actor, at: datetime | None = None) -> Membership:
    """From this day they no longer act for the agency.

    Refused by the database while they lead open cases, or are the only manager who sees a sealed one: each needs a handover
    first, even when the day lies ahead. And refused for the last administrator of an agency.
    """
    check_keeps(by, membership.agency)
    if membership.role == RoleCode.ADMINISTRATOR:  # the agency's lock first, the membership's after it
        require_another(membership.agency, on=ended_on, without=Q(pk=membership.pk))
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if ended_on < membership.started_on:
        raise Invalid.field(
            "ended_on",
            _("They began on %(started_on)s: the end cannot be before that.")
            % {"started_on": f"{membership.started_on:%-d %B %Y}"},
        )
    if membership.ended_on is not None and membership.ended_on <= clock.today():
        raise Invalid.field("ended_on", _("This membership has ended. Begin another one if they come back."))
    membership.ended_on = ended_on
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            membership.save(update_fields=["ended_on"])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the record speaks now, not when the answer is on its way
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise MembershipStillLeads(
            # One sentence for both, since whoever ends it is not told that something is sealed.
            _(
                "%(user)s still works on cases, or is the only manager who sees a sealed one. Hand each of them over, end "
                "their part as supporter, let another manager be named where they alone are, then end this."
            )
            % {"user": membership.user}
        ) from error
    audit.record("membership.ended", membership, by=by, at=clock.moment(at), ended_on=ended_on.isoformat())
    return membership


@transaction.atomic
def change(
    membership: Membership,
    *,
    role: RoleCode,
    starting_on: date,
    by: Actor,
    team: Team | None = None,
    at: datetime | None = None,
) -> Membership:
    """From this day they act in another role or team; gives the membership that begins then.

    - the one that was ends on that day: who signed what, and as what, is never rewritten
    - so whoever leads cases hands them over first, also to stay in the same agency
    """
    if (role, team) == (membership.role, membership.team):
        raise Invalid.field("role", _("They hold this role in this team already: choose another role or another team."))
    begun = begin(
        user=membership.user, agency=membership.agency, role=role, started_on=starting_on, team=team, by=by, at=at
    )
    if membership.phone:
        begun = give_phone(begun, phone=membership.phone, by=by, at=at)
    end(membership, ended_on=starting_on, by=by, at=at)
    return begun
