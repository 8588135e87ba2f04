"""People over the API: their names and numbers, what is put right, and two records of one person."""

import pytest

from casework.identifiers import IdentifierScheme
from tests.api.calls import OF_HOUSEHOLDS

pytestmark = pytest.mark.xdist_group("families")


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("POST people/", {"name": "Kit Hill", "born_on": "1999-05-01", "born": "1 May 1999"}),
        ("PATCH people/{id}/", {"name": "Rosa Hill", "pronouns": "she/her", "born_on": "1988-04-02"}),
        ("POST people/{id}/names/", {"name": "Rosa Hughes", "kind": "former", "agency": None}),
        ("POST people/{id}/identifiers/", {"value": "9434765919", "display": "943 476 5919", "verified_at": None}),
        ("POST people/{id}/links/", {"evidence": "Told us so", "undone_at": None}),
    ],
)
def test_the_answer_shows_what_was_done(name, shows, world):
    answer = OF_HOUSEHOLDS[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


def test_a_name_that_changes_is_kept_as_a_former_one(world):
    OF_HOUSEHOLDS["PATCH people/{id}/"](world).send(world)
    names = world["asha"].get(f"people/{world.open.people[0].pk}/names/").json()["results"]
    assert ("Rosa Bell", "former") in [(row["name"], row["kind"]) for row in names]


@pytest.mark.parametrize(
    ("name", "sent", "fields"),
    [
        ("POST people/", {"name": ""}, ["name"]),
        ("POST people/", {"born_on": "2190-01-01"}, ["born_on"]),
        ("POST people/", {"birth_precision": "unknown"}, ["born_on"]),
        ("POST people/", {"born_on": None}, ["born_on"]),
        ("PATCH people/{id}/", {"birth_precision": "year"}, ["born_on"]),
        ("PATCH people/{id}/", {"died_on": "2190-01-01"}, ["died_on"]),
        ("POST people/{id}/names/", {"kind": "with_agency"}, ["agency"]),
        ("POST people/{id}/identifiers/", {"value": "943 476 5918"}, ["value"]),
        ("POST people/{id}/identifiers/", {"scheme": IdentifierScheme.POLICE.value}, ["system"]),
        ("POST people/{id}/links/", {"same_as": "themselves"}, ["same_as"]),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, sent, fields, world):
    code = "identifier_invalid" if "value" in fields or "system" in fields else "invalid"
    call = OF_HOUSEHOLDS[name](world)
    rosa = str(world.open.people[0].pk)
    body = {key: rosa if value == "themselves" else value for key, value in sent.items()}
    assert call.refused(world, body={**call.body, **body}) == (400, code, fields)


def test_an_empty_correction_is_refused(world):
    call = OF_HOUSEHOLDS["PATCH people/{id}/"](world)
    assert call.refused(world, body={}) == (400, "invalid", [])


@pytest.mark.parametrize("act", ["verify", "withdraw"])
def test_a_number_is_verified_and_withdrawn_once(act, world):
    call = OF_HOUSEHOLDS[f"POST identifiers/{{id}}/{act}/"](world)
    assert call.send(world).status_code == 200
    assert call.refused(world) == (409, "not_undone", [])


def test_a_number_stands_once_on_a_person(world):
    call = OF_HOUSEHOLDS["POST people/{id}/identifiers/"](world)
    assert call.send(world).status_code == 201
    assert call.refused(world, body={**call.body, "value": "9434765919"}) == (400, "invalid", ["value"])


def test_a_link_is_made_and_undone_once(world):
    made = OF_HOUSEHOLDS["POST people/{id}/links/"](world)
    assert made.send(world).status_code == 201
    assert made.refused(world) == (400, "invalid", ["same_as"])
    undone = OF_HOUSEHOLDS["POST links/{id}/undo/"](world)
    assert undone.send(world).json()["undone_at"] is not None
    assert undone.refused(world) == (409, "not_undone", [])


def test_a_partner_registers_people_and_links_none(world):
    made = [world["chidi"].post("people/", {"name": name}).json()["id"] for name in ("Ann Ash", "Anne Ash")]
    response = world["chidi"].post(f"people/{made[0]}/links/", {"same_as": made[1], "evidence": "Same house"})
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")
