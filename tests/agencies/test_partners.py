"""Agencies, their teams, who manages a team, and the first administrator of an empty service."""

from datetime import date

import pytest

from agencies import partners, selectors
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import Invalid, Missing, NotPermitted
from agencies.models import Agency, Membership, Team
from tests.factories.agencies import make_member

pytestmark = pytest.mark.usefixtures("db")

FIRST = {
    "code": "council",
    "name": "Council",
    "kind": AgencyKind.COUNCIL,
    "email": "adi@example.org",
    "person": "Adi",
    "password": "for tests only, not a secret",
    "on": date(2024, 1, 8),
}


def test_an_empty_service_is_founded_once():
    founder = partners.found(**FIRST)
    assert (founder.role, founder.user.email, founder.agency.code) == ("administrator", "adi@example.org", "council")
    assert founder.user.check_password(FIRST["password"])
    with pytest.raises(Invalid):
        partners.found(**{**FIRST, "code": "other", "name": "Other", "email": "eve@example.org"})
    assert Membership.objects.count() == 1


def test_an_agency_has_a_code_and_a_name_of_its_own(cast):
    fire = partners.register_agency(code="fire", name="Fire and rescue", kind=AgencyKind.FIRE, by=cast.adi)
    assert (str(fire), fire.ended_on) == ("Fire and rescue", None)
    for code, name in (("fire", "Another"), ("another", "Fire and rescue")):
        with pytest.raises(Invalid) as refusal:
            partners.register_agency(code=code, name=name, kind=AgencyKind.FIRE, by=cast.adi)
        assert set(refusal.value.fields) == {"code"}


def test_a_team_has_a_name_of_its_own_within_its_agency(cast):
    team = partners.register_team(agency=cast.chidi.agency, name="North", area="Beat 4", by=cast.adi)
    assert str(team) == "North, Police"
    with pytest.raises(Invalid) as refusal:
        partners.register_team(agency=cast.team.agency, name="North", by=cast.adi)
    assert set(refusal.value.fields) == {"name"}


def test_who_manages_a_team_is_a_manager_of_it(cast):
    for wrong in (cast.asha, cast.dora):
        with pytest.raises(Invalid) as refusal:
            partners.appoint(cast.team, manager=wrong.membership, by=cast.adi)
        assert set(refusal.value.fields) == {"manager"}
    with pytest.raises(Invalid) as refusal:
        partners.appoint(cast.team, manager=cast.mina.membership, deputy=cast.ben.membership, by=cast.adi)
    assert set(refusal.value.fields) == {"deputy"}
    team = partners.appoint(cast.team, manager=cast.max.membership, by=cast.adi)
    assert (team.manager, team.deputy) == (cast.max.membership, None)


@pytest.mark.parametrize("name", ["asha", "mina", "gill", "ana", "chidi"])
def test_only_an_administrator_keeps_agencies_and_teams(name, cast):
    calls = [
        lambda: partners.register_agency(code="fire", name="Fire", kind=AgencyKind.FIRE, by=cast[name]),
        lambda: partners.register_team(agency=cast.team.agency, name="West", by=cast[name]),
        lambda: partners.appoint(cast.team, manager=cast.max.membership, by=cast[name]),
    ]
    for call in calls:
        with pytest.raises(NotPermitted):
            call()


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_finds_agencies_and_teams_in_one_query_each(count, cast, django_assert_num_queries):
    for number in range(count):
        agency = partners.register_agency(code=f"a{number}", name=f"A{number}", kind=AgencyKind.NHS, by=cast.adi)
        partners.register_team(agency=agency, name="Team", by=cast.adi)
    lea = make_member(cast.adi, "Lea", agency, RoleCode.PRACTITIONER)
    with django_assert_num_queries(2):
        assert len(selectors.agencies_for(lea)) == count + 2
        assert {team.agency.name for team in selectors.teams_for(lea)} >= {f"A{number}" for number in range(count)}
    assert selectors.agency_for(lea, agency.pk) == agency
    assert selectors.team_for(lea, cast.team.pk) == cast.team
    for find, row in ((selectors.agency_for, Agency()), (selectors.team_for, Team())):
        with pytest.raises(Missing):
            find(lea, row.pk)
