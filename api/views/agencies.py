"""Agencies, teams, users, memberships."""

from agencies import memberships, partners, selectors, users
from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByName, ByUserName
from api.serializers import agencies as shapes


class Agencies(Listing, Creating):
    """Every agency; administrators register one."""

    rows = selectors.agencies_for
    body, verb, again = shapes.AgencyBody, partners.register_agency, selectors.agency_for
    out = shapes.AgencyShown
    pagination_class = ByName


class Teams(Listing, Creating):
    """Every team; administrators register one."""

    rows = selectors.teams_for
    body, verb, again = shapes.TeamBody, partners.register_team, selectors.team_for
    out = shapes.TeamShown
    pagination_class = ByName


class OfTeam(Verb):
    """Something happens to a team."""

    subject, subject_key = selectors.team_for, "id"
    again, out = selectors.team_for, shapes.TeamShown
    needs_match = False


class AppointTeam(OfTeam):
    """Say who manages it."""

    body, verb = shapes.AppointBody, partners.appoint


class Users(Listing, Creating):
    """Users, for administrators."""

    rows = selectors.users_for
    body, verb, again = shapes.UserBody, users.register, selectors.user_for
    out = shapes.UserShown
    pagination_class = ByName


class OfUser(Verb):
    """Something happens to a user."""

    subject, subject_key = selectors.user_for, "id"
    body, again, out = shapes.NothingMore, selectors.user_for, shapes.UserShown
    needs_match = False


class DeactivateUser(OfUser):
    """Sign them out everywhere."""

    verb = users.deactivate


class ReactivateUser(OfUser):
    """Bring them back."""

    verb = users.reactivate


class Memberships(Listing, Creating):
    """Who acts for whom, in which role; administrators begin a membership."""

    rows = selectors.memberships_for
    body, verb, again = shapes.MembershipBody, memberships.begin, selectors.membership_for
    out = shapes.MembershipShown
    pagination_class = ByUserName


class MembershipDetail(Detail):
    """One membership."""

    subject, subject_key = selectors.membership_for, "id"
    out = shapes.MembershipShown


class GivePhone(Verb):
    """Give the number that families ring them on."""

    subject, subject_key = selectors.membership_for, "id"
    body, verb, again = shapes.PhoneBody, memberships.give_phone, selectors.membership_for
    out = shapes.MembershipShown
    needs_match = False


class EndMembership(Verb):
    """End it from a day."""

    subject, subject_key = selectors.membership_for, "id"
    body, verb, again = shapes.EndMembershipBody, memberships.end, selectors.membership_for
    out = shapes.MembershipShown
    needs_match = False
