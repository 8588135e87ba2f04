"""Understanding, outcomes, ratings, actions and reviews over the API."""

import pytest

from tests.api.calls import CALLS, OF_OUTCOMES

pytestmark = pytest.mark.xdist_group("families")


def the(end, world):
    """The call of an address that ends so."""
    return next(make for name, make in OF_OUTCOMES.items() if name.endswith(f"/{end}/"))(world)


@pytest.mark.parametrize(
    ("end", "shows"),
    [
        ("understandings", {"what_matters": "Mia’s own bed", "category": "family", "corrects": None}),
        ("outcomes", {"domain": "health", "is_agreed": False, "ratings": [], "dropped_at": None}),
        ("agree", {"version": 1, "how": "in_person", "words": "All right"}),
        ("rate", {"version": 1, "voice": "participant", "value": 5, "words": "Four nights"}),
        ("actions", {"title": "Ask the landlord", "done_at": None, "dropped_at": None}),
        ("finish", {"result": "Repaired"}),
        ("take-up-again", {"done_at": None, "dropped_at": None}),
        ("reviews", {"category": "general", "not_to_disclose_to": [], "held_at": None, "summary": ""}),
        ("hold", {"summary": "Rosa sleeps"}),
    ],
)
def test_the_answer_shows_what_was_done(end, shows, world):
    answer = the(end, world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


def test_an_outcome_counts_once_everybody_named_in_it_agreed(world):
    call = the("agree", world)
    outcome = call.path.rpartition("agree/")[0]
    for name, agreed in (("Rosa", False), ("Tom", True)):
        call.send(world, body={**call.body, "member": str(world.lost.member(name).pk)})
        assert world["asha"].get(outcome).json()["is_agreed"] is agreed


def test_other_words_are_agreed_anew(world):
    call = the("reword", world)
    before = world["asha"].get(call.subject).json()
    after = call.send(world).json()
    assert (before["is_agreed"], after["is_agreed"]) == (True, False)
    assert [version["number"] for version in after["versions"]] == [1, 2]
    assert after["versions"][1]["agreements"] == []


@pytest.mark.parametrize(
    ("end", "sent", "status", "code", "fields"),
    [
        ("understandings", {"what_matters": ""}, 400, "invalid", ["what_matters"]),
        ("outcomes", {"start": 0}, 400, "invalid", ["start"]),
        ("outcomes", {"goal": 11}, 400, "invalid", ["goal"]),
        ("outcomes", {"goal": 3}, 400, "invalid", ["goal"]),
        ("outcomes", {"participants": []}, 400, "invalid", ["participants"]),
        ("outcomes", {"participants": "others"}, 400, "invalid", ["participants"]),
        ("outcomes", {"about": []}, 400, "invalid", ["about"]),
        ("reword", {"goal": 3}, 400, "invalid", ["goal"]),
        ("agree", {"version": 2}, 409, "another_wording", []),
        ("agree", {"member": "mia"}, 409, "not_a_participant", []),
        ("rate", {"value": 11}, 400, "invalid", ["value"]),
        ("rate", {"value": 0}, 400, "invalid", ["value"]),
        ("rate", {"voice": "worker"}, 400, "invalid", ["member"]),
        ("rate", {"member": "mia"}, 400, "invalid", ["member"]),
        ("actions", {"due_on": "2020-01-01"}, 400, "invalid", ["due_on"]),
        ("actions", {"reason": "safety"}, 400, "invalid", ["outcome"]),
        ("actions", {"owner_member": "rosa"}, 400, "invalid", ["owner_worker"]),
        ("put-off", {"due_on": "2020-01-01"}, 400, "invalid", ["due_on"]),
        ("reviews", {"due_on": "2020-01-01"}, 400, "invalid", ["due_on"]),
        ("reviews", {"due_on": "2199-01-01"}, 400, "invalid", ["due_on"]),
        ("reviews", {"about": []}, 400, "invalid", ["about"]),
        ("hold", {"next_on": "2020-01-01"}, 400, "invalid", ["next_on"]),
        ("hold", {"took_part": []}, 400, "invalid", ["took_part"]),
        ("hold", {"took_part": "others"}, 400, "invalid", ["took_part"]),
        ("hold", {"summary": "\n"}, 400, "invalid", ["summary"]),
    ],
)
def test_what_cannot_be(end, sent, status, code, fields, world):
    call = the(end, world)
    scene = world.lost if end == "agree" else world.open
    known = {
        "mia": str(scene.member("Mia").pk),
        "rosa": str(scene.member("Rosa").pk),
        "others": [str(world.lost.member("Rosa").pk)],
    }
    body = {**call.body, **{name: known[value] if str(value) in known else value for name, value in sent.items()}}
    assert call.refused(world, body=body) == (status, code, fields)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("agree", "transition_refused"),
        ("finish", "action_settled"),
        ("put-off", None),
        ("take-up-again", "action_settled"),
        ("hold", "review_held"),
    ],
)
def test_what_was_done_twice(end, code, world):
    call = the(end, world)
    assert call.send(world).status_code == call.status
    if code is None:
        assert call.send(world).status_code == 200
    else:
        assert call.refused(world) == (409, code, [])


@pytest.mark.parametrize(
    ("verb", "code"),
    [("reword", "transition_refused"), ("rate", "outcome_not_agreed"), ("drop", "transition_refused")],
)
def test_an_outcome_that_was_dropped_is_settled(verb, code, world):
    dropped = CALLS["POST outcomes/{id}/drop/"](world)
    assert dropped.send(world).json()["dropped_reason"] == "Not wanted"
    assert CALLS[f"POST outcomes/{{id}}/{verb}/"](world).refused(world) == (409, code, [])


def test_what_nobody_agreed_to_is_not_rated(world):
    rating = the("rate", world)
    body = {**rating.body, "member": str(world.lost.member("Rosa").pk)}
    response = world["asha"].post(f"outcomes/{world.proposed_outcome}/rate/", body)
    assert (response.status_code, response.json()["code"]) == (409, "outcome_not_agreed")


def test_the_next_review_is_always_planned(world):
    held = the("hold", world)
    held.send(world)
    reviews = world["asha"].get(f"cases/{world.open.case.reference}/reviews/").json()["results"]
    assert [row["due_on"] for row in reviews if row["held_at"] is None] == [held.body["next_on"]]


@pytest.mark.parametrize(("query", "done"), [("to_do=true", {False}), ("to_do=false", {True}), ("", {True, False})])
def test_actions_are_found_by_whether_they_are_done(query, done, world):
    listed = world["asha"].get(f"cases/{world.open.case.reference}/actions/?{query}").json()["results"]
    assert {row["done_at"] is not None for row in listed} == done


@pytest.mark.parametrize("name", OF_OUTCOMES)
@pytest.mark.parametrize("who", ["dot", "chidi", "ana"])
def test_strangers_find_nothing(who, name, world):
    call = OF_OUTCOMES[name](world)
    assert world[who].post(call.path, call.body, match='"none"').status_code == 404
