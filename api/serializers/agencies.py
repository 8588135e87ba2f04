"""Agencies, teams, users, memberships: what requests say of them, and how they are shown."""

from typing import Any, ClassVar

from rest_framework import serializers

from agencies import selectors
from agencies.enums import AgencyKind, RoleCode
from agencies.models import Agency, Membership, Team, User
from api.serializers.base import Body, Choice, Day, Scoped, ShortText
from api.serializers.shown import Shown, Who


class AgencyBody(Body):
    """A new agency."""

    code = serializers.SlugField(max_length=40)
    name = ShortText()
    kind = Choice(AgencyKind.choices)
    example = {"code": "north-practice", "name": "North Road Practice", "kind": "nhs"}


class AgencyShown(Shown):
    """An agency."""

    class Meta:
        model = Agency
        fields = ("id", "code", "name", "kind", "ended_on")


class TeamBody(Body):
    """A new team."""

    agency = Scoped(selectors.agency_for)
    name = ShortText()
    area = ShortText(required=False, allow_blank=True)
    example = {"agency": "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10", "name": "North", "area": "Tunstall and Burslem"}


class TeamShown(Shown):
    """A team."""

    agency = AgencyShown()

    class Meta:
        model = Team
        fields = ("id", "agency", "name", "area", "ended_on", "manager", "deputy")


class RenameTeamBody(Body):
    """Another name of a team, and the area that it serves; without an area it has none."""

    name = ShortText()
    area = ShortText(required=False, allow_blank=True)
    example = {"name": "North and centre", "area": "Tunstall, Burslem and Hanley"}


class EndBody(Body):
    """The first day on which it is there no more."""

    ended_on = Day()
    example = {"ended_on": "2026-12-01"}


class AppointBody(Body):
    """Who manages a team, and who stands in; without a deputy it has none."""

    manager = Scoped(selectors.membership_for)
    deputy = Scoped(selectors.membership_for, required=False)
    example = {"manager": "0e9d7a6c-5b4a-4938-8271-605f4e3d2c1b"}


class UserBody(Body):
    """A new user."""

    email = serializers.EmailField(max_length=254)
    name = ShortText()
    example = {"email": "sam@example.org", "name": "Sam Field"}


class UserShown(Shown):
    """A user, for administrators."""

    class Meta:
        model = User
        fields = ("id", "email", "name", "is_active")


class NothingMore(Body):
    """A verb that needs nothing but its subject."""

    example: ClassVar[dict[str, Any] | None] = {}


class MembershipBody(Body):
    """A role of somebody's in an agency."""

    user = Scoped(selectors.user_for)
    agency = Scoped(selectors.agency_for)
    team = Scoped(selectors.team_for, required=False)
    role = Choice(RoleCode.choices)
    started_on = Day()
    example = {
        "user": "5c0f1a2b-7d8e-4c3b-a1f0-9e8d7c6b5a49",
        "agency": "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10",
        "team": "a3b2c1d0-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "role": "support_worker",
        "started_on": "2026-03-02",
    }


class EndMembershipBody(Body):
    """The first day on which they no longer act for the agency."""

    ended_on = Day()
    example = {"ended_on": "2026-12-01"}


class ChangeMembershipBody(Body):
    """Another role or team of somebody's in the same agency, from a day."""

    role = Choice(RoleCode.choices)
    team = Scoped(selectors.team_for, required=False)
    starting_on = Day()
    example = {"role": "manager", "team": "a3b2c1d0-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "starting_on": "2026-12-01"}


class PhoneBody(Body):
    """The number that families ring them on; empty where they have none."""

    phone = ShortText(max_length=20, allow_blank=True)
    example = {"phone": "01632 960 123"}


class MembershipShown(Who):
    """A membership."""

    team = serializers.CharField(source="team.name", default=None, allow_null=True)

    class Meta:
        model = Membership
        fields = ("id", "name", "agency", "team", "role", "phone", "started_on", "ended_on")
