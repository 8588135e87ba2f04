"""The exits that are not closure, over the API: what each shows, needs and refuses."""

import pytest

from casework.enums import CaseStatus as S
from tests.api.calls import OF_CASES

pytestmark = pytest.mark.xdist_group("families")

EXITS = {
    "pause": "paused",
    "step-up": "stepped_up",
    "lose-contact": "lost_contact",
    "transfer": "transferred",
    "move-away": "moved_away",
    "record-death": "died",
    "continue-in": "continued",
}


def the(verb, world):
    return OF_CASES[f"POST cases/{{reference}}/{verb}/"](world)


@pytest.mark.parametrize(("verb", "status"), EXITS.items())
def test_an_exit_is_on_record_and_can_be_undone(verb, status, world):
    call = the(verb, world)
    assert call.send(world).json()["status"] == status
    exits = world["asha"].get(f"{call.subject}exits/").json()["results"]
    standing = next(row for row in exits if row["ended_at"] is None)
    assert (standing["kind"], standing["from_status"]) == (status, "working")
    assert standing["people_told"] == call.body["people_told"]
    back = world["asha"].act(f"{call.subject}resume/", {"reason": "They are back"})
    assert (back.json()["status"], back.json()["lead"]["name"]) == ("working", "Asha")


def test_a_transfer_stays_open_until_the_other_service_has_them(world):
    call = the("confirm-transfer", world)
    before = world["asha"].get(call.subject).json()
    after = call.send(world).json()
    assert (before["status"], before["is_open"]) == ("transferred", True)
    assert (after["status"], after["is_open"], after["lead"]) == ("transfer_confirmed", False, None)


@pytest.mark.parametrize(
    ("verb", "sent", "status", "code", "fields"),
    [
        ("pause", {"check_on": "2020-01-01"}, 400, "invalid", ["check_on"]),
        ("pause", {"evidence": ""}, 400, "invalid", ["evidence"]),
        ("pause", {"people_told": " "}, 400, "invalid", ["people_told"]),
        ("step-up", {"receiving_service": ""}, 400, "invalid", ["receiving_service"]),
        ("transfer", {"receiving_service": ""}, 400, "invalid", ["receiving_service"]),
        ("lose-contact", {"attempts": []}, 400, "invalid", ["attempts"]),
        ("lose-contact", {"attempts": "one"}, 400, "evidence_missing", ["attempts"]),
        ("lose-contact", {"attempts": "reached"}, 400, "evidence_missing", ["attempts"]),
        ("continue-in", {"other": "itself"}, 400, "invalid", ["other"]),
        ("continue-in", {"other": "paused"}, 400, "invalid", ["other"]),
        ("continue-in", {"other": "AL-ZZZZZZ"}, 400, "invalid", ["other"]),
    ],
)
def test_what_an_exit_needs(verb, sent, status, code, fields, world):
    call = the(verb, world)
    known = {
        "one": [str(world.lost.case.contacts.all()[0].pk)],
        "reached": [str(row.pk) for row in world.open.case.contacts.all()],
        "itself": world.open.case.reference,
        "paused": world.at(S.PAUSED).case.reference,
    }
    body = {**call.body, **{name: known.get(value, value) if value else value for name, value in sent.items()}}
    assert call.refused(world, body=body) == (status, code, fields)


@pytest.mark.parametrize(
    ("verb", "who", "status"),
    [("pause", "ben", 200), ("pause", "dot", 404), ("continue-in", "asha", 403), ("record-death", "chidi", 404)],
)
def test_who_may(verb, who, status, world):
    call, door = the(verb, world), world[who]
    response = door.post(call.path, call.body, match=call.etag(door) or '"none"')
    assert response.status_code == status


@pytest.mark.parametrize(
    ("verb", "state", "code"),
    [
        ("pause", S.REFERRED, "transition_refused"),
        ("pause", S.PAUSED, "transition_refused"),
        ("pause", S.DECLINED, "transition_refused"),
        ("confirm-transfer", S.ACCEPTED, "transition_refused"),
        ("resume", S.ACCEPTED, "transition_refused"),
        ("move-to-stage", S.PAUSED, "invalid"),
    ],
)
def test_a_verb_waits_for_its_state(verb, state, code, world):
    call = the(verb, world)
    response = world["asha"].act(f"cases/{world.at(state).case.reference}/{verb}/", call.body)
    assert (response.status_code, response.json()["code"]) == (400 if code == "invalid" else 409, code)


def test_who_left_is_on_the_list_of_the_manager(world):
    reference = world.at(S.PAUSED).case.reference
    assert reference in [row["case"] for row in world["mina"].get("exits/").json()["results"]]
    assert world["dora"].get("exits/").json()["results"] == []
