"""Contacts, documents and the chronology over the API."""

import pytest

from tests.api.calls import OF_CONTENT

pytestmark = pytest.mark.xdist_group("families")

CONTACT, DOCUMENT = "POST cases/{reference}/contacts/", "POST cases/{reference}/documents/"


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        (CONTACT, {"channel": "visit", "summary": "The boiler is broken", "was_reached": True, "demand": "unknown"}),
        (DOCUMENT, {"title": "Tenancy agreement", "kind": "letter", "dated_on": "2024-06-01", "corrects": None}),
    ],
)
def test_the_answer_shows_what_was_recorded_by_whom_for_whom(name, shows, world):
    answer = OF_CONTENT[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows
    assert (answer["recorded_by"], answer["source_agency"]) == ("Asha", "Council support service")
    assert answer["case"] == world.open.case.reference


def test_a_contact_says_whom_it_is_about_and_from_whom_it_is_kept(world):
    answer = OF_CONTENT[CONTACT](world).send(world).json()
    assert [person["name"] for person in answer["about"]] == ["Rosa Bell"]
    assert [person["name"] for person in answer["not_to_disclose_to"]] == ["Tom Bell"]


@pytest.mark.parametrize(
    ("name", "sent", "fields"),
    [
        (CONTACT, {"summary": ""}, ["summary"]),
        (CONTACT, {"happened_at": "2190-01-01T00:00:00Z"}, ["happened_at"]),
        (CONTACT, {"happened_at": "1990-01-01T00:00:00Z"}, ["happened_at"]),
        (CONTACT, {"happened_at": "2026-03-10T14:30:00"}, ["happened_at"]),
        (CONTACT, {"demand": "failure"}, ["demand_cause"]),
        (CONTACT, {"channel": "pigeon"}, ["channel"]),
        (CONTACT, {"category": "gossip"}, ["category"]),
        (CONTACT, {"about": "ada"}, ["about"]),
        (CONTACT, {"not_to_disclose_to": "ada"}, ["not_to_disclose_to"]),
        (CONTACT, {"corrects": "other"}, ["corrects"]),
        (DOCUMENT, {"title": " "}, ["title"]),
        (DOCUMENT, {"held_where": ""}, ["held_where"]),
        (DOCUMENT, {"dated_on": "2026-02-30"}, ["dated_on"]),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, sent, fields, world):
    call = OF_CONTENT[name](world)
    known = {"ada": [str(world.empty_household[1][0].pk)], "other": str(world.lost.case.contacts.all()[0].pk)}
    body = {**call.body, **{field: known.get(value, value) for field, value in sent.items()}}
    assert call.refused(world, body=body) == (400, "invalid", fields)


@pytest.mark.parametrize("name", OF_CONTENT)
def test_a_closed_case_takes_corrections_only(name, world):
    call, scene = OF_CONTENT[name](world), world.full
    path = call.path.replace(world.open.case.reference, scene.case.reference)
    body = {key: value for key, value in call.body.items() if key not in {"about", "not_to_disclose_to"}}
    refused = world["asha"].post(path, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "case_is_not_open")
    before = world["asha"].get(path).json()["results"][0]["id"]
    taken = world["asha"].post(path, {**body, "corrects": before})
    assert (taken.status_code, taken.json()["corrects"]) == (201, before)


@pytest.mark.parametrize("what", ["contacts", "documents"])
def test_what_is_recorded_is_never_changed(what, world):
    row = world["asha"].get(f"cases/{world.open.case.reference}/{what}/").json()["results"][0]
    for method in ("PUT", "PATCH", "DELETE"):
        assert world["asha"].send(method, f"{what}/{row['id']}/", {}).status_code == 405
    assert world["asha"].get(f"{what}/{row['id']}/").json() == row


@pytest.mark.parametrize(("query", "found"), [("channel=phone", 1), ("channel=visit", 1), ("was_reached=true", 0)])
def test_contacts_are_found_by_how_they_were_made(query, found, world):
    listed = world["asha"].get(f"cases/{world.lost.case.reference}/contacts/?{query}").json()["results"]
    assert len(listed) == found


KINDS = {
    "contact", "document", "status_change", "allocation", "allocation_ended", "member_joined", "engagement", "understanding",
    "outcome", "outcome_wording", "outcome_agreement", "rating", "action", "review", "closure_proposal",
    "closure_proposal_ended", "closure_answer", "comment", "correction_answered", "pull", "pull_answered", "pull_ended",
    "warning", "warning_ended", "emergency",
}  # fmt: skip


def test_the_chronology_tells_everything_newest_first_in_pages(world):
    path = f"cases/{world.full.case.reference}/chronology/"
    whole = world["asha"].get(f"{path}?page_size=100").json()
    assert {entry["kind"] for entry in whole["results"]} == KINDS
    instants = [entry["at"] for entry in whole["results"]]
    assert instants == sorted(instants, reverse=True)
    page, seen = world["asha"].get(f"{path}?page_size=7").json(), []
    while page["next"]:
        seen += page["results"]
        page = world["asha"].get(page["next"]).json()
    assert seen + page["results"] == whole["results"]


@pytest.mark.parametrize("size", [1, 20])
def test_the_chronology_costs_the_same_however_long_it_is(size, world, django_assert_num_queries):
    path = f"cases/{world.full.case.reference}/chronology/?page_size={size}"
    door = world["asha"]
    with django_assert_num_queries(12 + 1):  # and that of the test's own transaction: see Door.send
        assert len(door.get(path).json()["results"]) == size
