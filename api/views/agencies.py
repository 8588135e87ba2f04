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


class EndAgency(Verb):
    """End it from a day, with every membership in it."""

    subject, subject_key = selectors.agency_for, "id"
    body, verb, again = shapes.EndBody, partners.end_agency, selectors.agency_for
    out = shapes.AgencyShown
    needs_match = False


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


class RenameTeam(OfTeam):
    """Give it another name."""

    body, verb = shapes.RenameTeamBody, partners.rename_team


class EndTeam(OfTeam):
    """End it from a day."""

    body, verb = shapes.EndBody, partners.end_team


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


class SignUserOut(OfUser):
    """End every session and token of theirs; they can sign in again."""

    verb = users.sign_out


class DeactivateUser(OfUser):
    """Sign them out everywhere, and let them in no more."""

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


class ChangeMembership(Verb):
    """Another role or team from a day: this membership ends, and another begins, which is the answer."""

    subject, subject_key = selectors.membership_for, "id"
    body, verb, again = shapes.ChangeMembershipBody, memberships.change, selectors.membership_for
    out = shapes.MembershipShown
    needs_match = False
