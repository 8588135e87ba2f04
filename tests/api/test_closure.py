"""Closing by agreement over the API: nobody closes a case without the yes of each person whom it asks."""

import pytest

from casework.models import Case
from tests.api.calls import OF_CLOSURE
from tests.factories.outcomes import WORDS

pytestmark = pytest.mark.xdist_group("families")

PROPOSE, CLOSE = "POST cases/{reference}/closure-proposals/", "POST cases/{reference}/close/"


def answer(verb, world, name="Rosa", **more):
    """One person's answer to the proposal that nobody has answered."""
    call = OF_CLOSURE[f"POST closure-proposals/{{id}}/{verb}/"](world)
    return world["asha"].post(call.path, {**call.body, "member": str(world.asked.member(name).pk), **more})


def case_of(scene, world):
    return world["asha"].get(f"cases/{scene.case.reference}/").json()


def test_a_proposal_asks_each_of_those_who_decide(world):
    made = OF_CLOSURE[PROPOSE](world).send(world).json()
    assert sorted(row["member"]["name"] for row in made["participants"]) == ["Rosa Bell", "Tom Bell"]
    assert [row["answers"] for row in made["participants"]] == [[], []]
    assert (made["ground"], made["wording"], made["proposed_by"]["name"]) == ("resolved", WORDS, "Asha")
    assert case_of(world.open, world)["status"] == "ending"


def test_a_case_closes_when_everybody_agreed(world):
    for name in ("Rosa", "Tom"):
        assert answer("agree", world, name).json()["answer"] == "agreed"
    path = f"cases/{world.asked.case.reference}/"
    assert world["asha"].get(f"{path}closure-blockers/").json() == {"can_be_closed": True, "blockers": []}
    closed = world["asha"].act(f"{path}close/").json()
    assert (closed["status"], closed["is_open"], closed["lead"]) == ("closed", False, None)
    assert [row["ground"] for row in world["asha"].get(f"{path}closures/").json()["results"]] == ["resolved"]


@pytest.mark.parametrize(
    ("answers", "blockers"),
    [
        (
            {},
            ["Rosa Bell has not been asked yet, or not answered.", "Tom Bell has not been asked yet, or not answered."],
        ),
        ({"Rosa": "agree"}, ["Tom Bell has not been asked yet, or not answered."]),
        ({"Rosa": "agree", "Tom": "want-time"}, ["Tom Bell wants time to think: ask again."]),
    ],
)
def test_a_case_stays_open_while_somebody_has_not_agreed(answers, blockers, world):
    for name, verb in answers.items():
        assert answer(verb, world, name).status_code == 201
    path = f"cases/{world.asked.case.reference}/"
    told = world["asha"].get(f"{path}closure-blockers/").json()
    assert (told["can_be_closed"], sorted(told["blockers"])) == (False, blockers)
    response = world["asha"].act(f"{path}close/")
    assert (response.status_code, response.json()["code"]) == (409, "closure_blocked")
    assert sorted(response.json()["fields"]["blockers"]) == blockers
    assert Case.objects.get(reference=world.asked.case.reference).status == "ending"


def test_not_yet_keeps_the_case_open_and_calls_a_review(world):
    assert answer("refuse", world).json()["answer"] == "refused"
    assert case_of(world.asked, world)["status"] == "working"
    reviews = world["asha"].get(f"cases/{world.asked.case.reference}/reviews/").json()["results"]
    assert [(row["cause"], row["due_on"]) for row in reviews] == [("refusal", world.day(10))]
    again = answer("agree", world)
    assert (again.status_code, again.json()["code"]) == (409, "proposal_not_open")


def test_a_proposal_that_is_taken_back_answers_with_the_case(world):
    assert OF_CLOSURE["POST closure-proposals/{id}/withdraw/"](world).send(world).json()["status"] == "working"


@pytest.mark.parametrize(
    ("verb", "sent", "status", "code", "fields"),
    [
        ("agree", {"wording": WORDS + " Really."}, 409, "another_wording", []),
        ("agree", {"name": "Mia"}, 409, "not_a_participant", []),
        ("agree", {"witness": ""}, 400, "invalid", ["witness"]),
        ("agree", {"how": "silence"}, 400, "invalid", ["how"]),
        ("agree", {"decision_maker": "Ada Bell"}, 400, "invalid", ["authority"]),
        ("agree", {"authority": "LPA"}, 400, "invalid", ["authority"]),
        ("refuse", {"review_on": "2020-01-01"}, 400, "invalid", ["review_on"]),
        ("want-time", {"wording": WORDS}, 400, "invalid", ["wording"]),
    ],
)
def test_what_is_no_answer(verb, sent, status, code, fields, world):
    response = answer(verb, world, **sent)
    told = response.json()
    assert (response.status_code, told["code"], list(told["fields"])) == (status, code, fields)


@pytest.mark.parametrize(
    ("sent", "fields"),
    [({"ground": "no_capacity"}, ["ground"]), ({"wording": ""}, ["wording"]), ({"members": []}, ["members"])],
)
def test_what_is_no_proposal(sent, fields, world):
    call = OF_CLOSURE[PROPOSE](world)
    assert call.refused(world, body={**call.body, **sent}) == (400, "invalid", fields)


def test_a_second_proposal_waits_for_the_end_of_the_first(world):
    call = OF_CLOSURE[PROPOSE](world)
    assert call.send(world).status_code == 201
    assert call.refused(world) == (409, "transition_refused", [])


def test_a_case_that_nobody_proposed_to_close_is_not_closed(world):
    response = world["asha"].act(f"cases/{world.open.case.reference}/close/")
    assert (response.status_code, response.json()["code"]) == (409, "closure_blocked")
    assert case_of(world.open, world)["status"] == "working"


def test_reopening_brings_the_worker_back_and_keeps_the_closure_on_record(world):
    call = OF_CLOSURE["POST cases/{reference}/reopen/"](world)
    answered = call.send(world).json()
    assert (answered["status"], answered["lead"]["name"]) == ("working", "Asha")
    closures = world["asha"].get(f"{call.subject}closures/").json()["results"]
    assert [row["reopened_reason"] for row in closures] == ["The arrears are back"]


def test_only_a_closed_case_is_reopened(world):
    response = world["asha"].act(f"cases/{world.open.case.reference}/reopen/", {"reason": "Back"})
    assert (response.status_code, response.json()["code"]) == (409, "transition_refused")


@pytest.mark.parametrize("name", OF_CLOSURE)
@pytest.mark.parametrize("who", ["dot", "dora", "chidi", "gill", "ana", "adi"])
def test_strangers_find_nothing(who, name, world):
    call = OF_CLOSURE[name](world)
    assert world[who].post(call.path, call.body, match='"none"').status_code == 404
