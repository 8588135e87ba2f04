"""Cases over the API: referral, triage, stages, workers; and who sees what."""

import pytest

from casework.enums import CaseStatus as S
from casework.models import Case, CaseExit, Contact
from tests.api.calls import CALLS, OF_CASES

pytestmark = pytest.mark.xdist_group("families")


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("POST referrals/", {"answer": "waiting", "decline_reason": "", "team": "North"}),
        ("POST cases/{reference}/accept/", {"status": "accepted", "is_open": True}),
        ("POST cases/{reference}/decline/", {"status": "declined", "is_open": False, "decline_reason": "not_wanted"}),
        ("POST cases/{reference}/reconsider/", {"status": "referred", "is_open": True, "lead": None}),
        ("POST cases/{reference}/move-to-stage/", {"status": "agreeing_outcomes", "is_open": True}),
        ("POST cases/{reference}/hand-over/", {"role": "lead", "ended_at": None}),
        ("POST cases/{reference}/add-support/", {"role": "supporting", "ended_at": None}),
        ("POST allocations/{id}/end-support/", {"role": "supporting", "end_reason": "No longer needed"}),
    ],
)
def test_the_answer_shows_what_was_done(name, shows, world):
    answer = OF_CASES[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


def test_an_accepted_case_shows_its_dedicated_worker(world):
    answer = OF_CASES["POST cases/{reference}/accept/"](world).send(world).json()
    assert (answer["lead"]["name"], answer["lead"]["role"]) == ("Asha", "support_worker")
    assert answer["can_become"] == sorted(answer["can_become"])
    assert "getting_to_know" in answer["can_become"]


@pytest.mark.parametrize(
    ("name", "who", "status", "code"),
    [
        ("POST cases/{reference}/accept/", "asha", 403, "not_permitted"),
        ("POST cases/{reference}/accept/", "dora", 404, "not_found"),
        ("POST cases/{reference}/decline/", "ben", 403, "not_permitted"),
        ("POST cases/{reference}/reconsider/", "asha", 403, "not_permitted"),
        ("POST cases/{reference}/move-to-stage/", "dot", 404, "not_found"),
        ("POST cases/{reference}/move-to-stage/", "gill", 404, "not_found"),
        ("POST cases/{reference}/hand-over/", "asha", 403, "not_permitted"),
        ("POST cases/{reference}/add-support/", "ben", 403, "not_permitted"),
        ("POST allocations/{id}/end-support/", "asha", 403, "not_permitted"),
        ("POST allocations/{id}/end-support/", "chidi", 404, "not_found"),
    ],
)
def test_who_may_not(name, who, status, code, world):
    call = OF_CASES[name](world)
    door = world[who]
    response = door.post(call.path, call.body, match=call.etag(door) or '"none"')
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("name", "sent", "status", "code", "fields"),
    [
        ("POST referrals/", {"reason": ""}, 400, "invalid", ["reason"]),
        ("POST referrals/", {"household": "open"}, 409, "open_case_exists", []),
        ("POST cases/{reference}/accept/", {"lead": "chidi"}, 409, "lead_not_available", []),
        ("POST cases/{reference}/accept/", {"lead": "ana"}, 409, "lead_not_available", []),
        ("POST cases/{reference}/decline/", {"decline_reason": "needs_too_great"}, 400, "invalid", ["decline_reason"]),
        ("POST cases/{reference}/decline/", {"explanation": " "}, 400, "invalid", ["explanation"]),
        ("POST cases/{reference}/move-to-stage/", {"stage": "working"}, 409, "transition_refused", []),
        ("POST cases/{reference}/move-to-stage/", {"stage": "closed"}, 400, "invalid", ["stage"]),
        ("POST cases/{reference}/hand-over/", {"to": "asha"}, 400, "invalid", ["to"]),
        ("POST cases/{reference}/hand-over/", {"to": "chidi"}, 409, "lead_not_available", []),
        ("POST cases/{reference}/hand-over/", {"handover_note": ""}, 400, "invalid", ["handover_note"]),
        ("POST cases/{reference}/add-support/", {"membership": "asha"}, 400, "invalid", ["membership"]),
        ("POST cases/{reference}/add-support/", {"membership": "gill"}, 409, "lead_not_available", []),
    ],
)
def test_what_cannot_be(name, sent, status, code, fields, world):
    call = OF_CASES[name](world)
    known = {name: str(world.cast[name].membership.pk) for name in ("asha", "ana", "chidi", "gill")}
    known["open"] = str(world.open.household.pk)
    body = {**call.body, **{field: known.get(value, value) for field, value in sent.items()}}
    assert call.refused(world, body=body) == (status, code, fields)


@pytest.mark.parametrize(
    ("verb", "state", "code"),
    [
        ("accept", S.WORKING, "transition_refused"),
        ("decline", S.WORKING, "transition_refused"),
        ("reconsider", S.REFERRED, "transition_refused"),
        ("hand-over", S.REFERRED, "transition_refused"),
        ("add-support", S.REFERRED, "transition_refused"),
    ],
)
def test_a_verb_waits_for_its_state(verb, state, code, world):
    call = OF_CASES[f"POST cases/{{reference}}/{verb}/"](world)
    response = world["mina"].act(f"cases/{world.at(state).case.reference}/{verb}/", call.body)
    assert (response.status_code, response.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    ("who", "cases", "caseload"),
    [("asha", True, True), ("ben", True, False), ("mina", True, False), ("dot", False, False), ("chidi", False, False)],
)
def test_whose_lists_a_case_stands_in(who, cases, caseload, world):
    reference = world.open.case.reference
    for path, stands in (("cases/", cases), ("caseload/", caseload)):
        listed = [row["reference"] for row in world[who].get(f"{path}?page_size=100").json()["results"]]
        assert (path, reference in listed) == (path, stands)
    assert world[who].get(f"cases/{reference}/").status_code == (200 if cases else 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=referred", {S.REFERRED}),
        ("status=referred&status=paused", {S.REFERRED, S.PAUSED}),
        ("is_open=true", {S.REFERRED, S.PAUSED}),
        ("is_open=false", {S.DECLINED}),
        ("kind=separated", set()),
    ],
)
def test_filters(query, found, world):
    here = {world.at(status).case.reference: status for status in (S.REFERRED, S.PAUSED, S.DECLINED)}
    listed = world["asha"].get(f"cases/?page_size=100&{query}").json()["results"]
    assert {here[row["reference"]] for row in listed if row["reference"] in here} == found


def test_a_reference_is_read_in_any_case(world):
    reference = world.open.case.reference
    assert world["asha"].get(f"cases/{reference.lower()}/").json()["reference"] == reference


def test_the_history_tells_each_step_once(world):
    steps = world["asha"].get(f"cases/{world.at(S.PAUSED).case.reference}/status-changes/").json()["results"]
    assert [(step["from_status"], step["to_status"]) for step in steps][:2] == [
        ("working", "paused"),
        ("agreeing_outcomes", "working"),
    ]


def test_a_refused_request_leaves_nothing_behind(world):
    before = Case.objects.count(), CaseExit.objects.count(), Contact.objects.count()
    for name in ("POST cases/{reference}/pause/", "POST cases/{reference}/contacts/", "POST referrals/"):
        call = CALLS[name](world)
        assert call.send(world, body={**call.body, "more": 1}).status_code == 400
    assert (Case.objects.count(), CaseExit.objects.count(), Contact.objects.count()) == before
