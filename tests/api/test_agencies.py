"""Agencies, teams, users and memberships over the API."""

import pytest

from tests.api.calls import OF_AGENCIES
from tests.api.routes import READERS

pytestmark = pytest.mark.xdist_group("families")


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("POST agencies/", {"code": "ward", "name": "Ward Trust", "kind": "nhs", "ended_on": None}),
        ("POST teams/", {"name": "West", "area": "", "manager": None, "deputy": None}),
        ("POST agencies/{id}/end/", {"code": "police"}),
        ("POST teams/{id}/appoint/", {"name": "North", "deputy": None}),
        ("POST teams/{id}/rename/", {"name": "South and west", "area": "The west too"}),
        ("POST teams/{id}/end/", {"name": "Unused"}),
        ("POST users/{id}/sign-out/", {"name": "Ana", "is_active": True}),
        ("POST users/", {"email": "sam@example.org", "name": "Sam Field", "is_active": True}),
        ("POST users/{id}/deactivate/", {"name": "Ana", "is_active": False}),
        ("POST users/{id}/reactivate/", {"name": "Ana", "is_active": True}),
        ("POST memberships/", {"name": "Ana", "team": "North", "role": "support_worker", "ended_on": None}),
        ("POST memberships/{id}/change/", {"name": "Ana", "role": "governance_lead", "ended_on": None}),
        ("POST memberships/{id}/end/", {"name": "Max", "role": "manager"}),
    ],
)
def test_an_administrator_keeps_people_in_order(name, shows, world):
    answer = OF_AGENCIES[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


@pytest.mark.parametrize("name", OF_AGENCIES)
@pytest.mark.parametrize("who", ["asha", "mina", "chidi", "gill"])
def test_nobody_else_does(who, name, world):
    call = OF_AGENCIES[name](world)
    response = world[who].post(call.path, call.body)
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


@pytest.mark.parametrize(
    ("name", "sent", "field"),
    [
        ("POST agencies/", {"code": "council"}, "code"),
        ("POST agencies/", {"name": "Police"}, "code"),
        ("POST agencies/", {"code": "no spaces"}, "code"),
        ("POST agencies/", {"kind": "army"}, "kind"),
        ("POST teams/", {"name": "North"}, "name"),
        ("POST teams/{id}/appoint/", {"manager": "asha"}, "manager"),
        ("POST teams/{id}/appoint/", {"deputy": "dora"}, "deputy"),
        ("POST users/", {"email": "ANA@example.org"}, "email"),
        ("POST users/", {"email": "no address"}, "email"),
        ("POST memberships/", {"team": None}, "team"),
        ("POST memberships/{id}/end/", {"ended_on": "2020-01-01"}, "ended_on"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, sent, field, world):
    people = {"asha", "dora"}
    body = {key: str(world.cast[value].membership.pk) if value in people else value for key, value in sent.items()}
    call = OF_AGENCIES[name](world)
    assert call.refused(world, body={**call.body, **body}) == (400, "invalid", [field])


def test_a_caseworker_belongs_to_a_team_of_the_agency(world):
    call = OF_AGENCIES["POST memberships/"](world)
    alone = {name: value for name, value in call.body.items() if name != "team"}
    assert call.refused(world, body=alone) == (400, "invalid", ["team"])
    elsewhere = {**call.body, "agency": str(world.cast.chidi.agency.pk)}
    assert call.refused(world, body=elsewhere) == (400, "invalid", ["team"])


def test_the_same_days_in_the_same_role_are_refused(world):
    call = OF_AGENCIES["POST memberships/"](world)
    assert call.send(world).status_code == 201
    assert call.refused(world) == (400, "invalid", ["started_on"])


def test_a_membership_that_leads_a_case_waits_for_its_handover(world):
    assert world.open.case.is_open
    path = f"memberships/{world.cast.asha.membership.pk}/end/"
    response = world["adi"].post(path, {"ended_on": world.day(5)})
    assert (response.status_code, response.json()["code"]) == (409, "membership_still_leads")


def test_who_is_deactivated_is_out_with_the_next_request(world):
    assert world["ben"].get("cases/").status_code == 200
    assert world["adi"].post(f"users/{world.cast.ben.user.pk}/deactivate/").status_code == 200
    response = world["ben"].get("cases/")
    assert (response.status_code, response.json()["code"]) == (401, "token_refused")


def test_the_index_says_who_you_are_acting_for(world):
    told = world["chidi"].get("").json()
    assert (told["acting_for"], told["purpose"]) == ("Police", "support")
    readers = {"reminder-preferences/": "asha", **READERS}  # the rest an administrator reads as well
    for name, address in told["resources"].items():
        assert world[readers.get(f"{name}/", "adi")].get(address).status_code == 200


def test_too_many_requests_in_a_minute_are_turned_away(world, settings, monkeypatch):
    monkeypatch.setattr("agencies.rates.time.time", lambda: 1_000_000_020.0)  # so that no minute ends meanwhile
    settings.API_RATE_PER_MINUTE = 2
    answers = [world["gill"].get("teams/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[2].json()["code"], answers[2]["Retry-After"]) == ("throttled", "60")
    assert world["ana"].get("teams/").status_code == 200
