"""Households over the API: who lives there, where, and what becomes of a household that splits or joins another."""

import pytest

from casework.models import HouseholdMember
from tests.api.calls import OF_HOUSEHOLDS

pytestmark = pytest.mark.xdist_group("families")


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("POST households/", {"name": "The Hill household"}),
        ("POST households/{id}/members/", {"role": "adult", "ended_on": None}),
        ("POST households/{id}/addresses/", {"lines": "2 Kiln Row", "town": "Burslem", "postcode": "ST6 1AA"}),
        ("POST households/{id}/split/", {"kind": "split", "reason": "A flat", "undone_at": None}),
        ("POST households/{id}/join/", {"kind": "joined", "reason": "They moved in together"}),
    ],
)
def test_the_answer_shows_what_was_done(name, shows, world):
    answer = OF_HOUSEHOLDS[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


def test_a_new_row_says_where_it_is(world):
    made = world["asha"].post("households/", {"name": "The Hill household"})
    assert world["asha"].get(f"households/{made.json()['id']}/").json() == made.json()


@pytest.mark.parametrize(
    ("name", "sent", "fields"),
    [
        ("POST households/", {"name": " "}, ["name"]),
        ("POST households/{id}/members/", {"role": "lodger"}, ["role"]),
        ("POST households/{id}/members/", {"started_on": "2190-01-01"}, ["started_on"]),
        ("POST household-members/{id}/move-out/", {"ended_on": "2190-01-01"}, ["ended_on"]),
        ("POST household-members/{id}/move-out/", {"ended_on": "1950-01-01"}, ["ended_on"]),
        ("POST households/{id}/addresses/", {"postcode": "nowhere"}, ["postcode"]),
        ("POST households/{id}/addresses/", {"uprn": "abc"}, ["uprn"]),
        ("POST addresses/{id}/end/", {"ended_on": "1950-01-01"}, ["ended_on"]),
        ("POST households/{id}/split/", {"people": []}, ["people"]),
        ("POST households/{id}/split/", {"made_on": "1950-01-01"}, ["made_on"]),
        ("POST households/{id}/split/", {"made_on": "2190-01-01"}, ["made_on"]),
        ("POST households/{id}/join/", {"into": "itself"}, ["into"]),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, sent, fields, world):
    code = "identifier_invalid" if {"postcode", "uprn"} & set(fields) else "invalid"
    call = OF_HOUSEHOLDS[name](world)
    body = {key: str(world.empty_household[0].pk) if value == "itself" else value for key, value in sent.items()}
    assert call.refused(world, body={**call.body, **body}) == (400, code, fields)


def test_everybody_at_once_is_no_split(world):
    call = OF_HOUSEHOLDS["POST households/{id}/split/"](world)
    both = [str(person.pk) for person in world.empty_household[1]]
    assert call.refused(world, body={**call.body, "people": both}) == (400, "invalid", ["people"])


def test_who_lives_there_already_does_not_move_in_again(world):
    call = OF_HOUSEHOLDS["POST households/{id}/members/"](world)
    assert call.send(world).status_code == 201
    assert call.refused(world) == (400, "invalid", ["started_on"])


def test_a_household_with_an_open_case_waits_for_its_manager(world):
    body = {"into": str(world.empty_household[0].pk), "reason": "One home", "made_on": world.day(0)}
    response = world["asha"].act(f"households/{world.open.household.pk}/join/", body)
    assert (response.status_code, response.json()["code"]) == (409, "households_not_joined")


def test_a_split_is_undone_once(world):
    call = OF_HOUSEHOLDS["POST household-changes/{id}/undo/"](world)
    assert call.send(world).json()["undone_at"] is not None
    assert call.refused(world) == (409, "not_undone", [])


def test_a_member_who_was_moved_by_a_split_shows_both_times(world):
    OF_HOUSEHOLDS["POST households/{id}/split/"](world).send(world)
    ada = world.empty_household[1][0]
    assert HouseholdMember.objects.filter(person=ada, ended_on=None).count() == 1
    listed = world["asha"].get(f"households/{world.empty_household[0].pk}/members/").json()["results"]
    assert {row["person"]["name"]: row["ended_on"] is None for row in listed} == {"Ada Moss": False, "Bo Moss": True}


@pytest.mark.parametrize(
    ("who", "sees"), [("asha", True), ("ben", True), ("mina", True), ("dot", False), ("chidi", False)]
)
def test_who_sees_a_household_of_the_team(who, sees, world):
    path = f"households/{world.empty_household[0].pk}/"
    assert world[who].get(path).status_code == (200 if sees else 404)
    listed = [row["id"] for row in world[who].get("households/?page_size=100").json()["results"]]
    assert (str(world.empty_household[0].pk) in listed) is sees


def test_a_partner_sees_the_household_that_they_wrote_down(world):
    made = world["chidi"].post("households/", {"name": "The Ash household"}).json()
    assert world["chidi"].get(f"households/{made['id']}/").status_code == 200
    assert world["asha"].get(f"households/{made['id']}/").status_code == 404
