"""The whole life of a case over HTTP: from the first referral to an end that its people agreed to, and on from there."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from agencies.clock import now, today
from tests.factories.agencies import Cast
from tests.journeys.conftest import Client

WORDS = "We can go on by ourselves now, and know whom to call."
IN_PERSON = {"how": "in_person"}


def register(client: Client, household: str, *people: tuple[str, str, str]) -> list[str]:
    """People of a household, by name, birth date and role."""
    ids = []
    for name, born_on, role in people:
        person = client.post("people/", {"name": name, "born_on": born_on, "birth_precision": "day"})["id"]
        client.post(f"households/{household}/members/", {"person": person, "role": role, "started_on": "2024-02-01"})
        ids.append(person)
    return ids


def answer(client: Client, proposal: str, verb: str, member: str, **more: Any) -> Any:
    """What one of them says to the proposal."""
    said = {"member": member, "witness": "Ben Hope", **IN_PERSON, **more}
    return client.post(f"closure-proposals/{proposal}/{verb}/", said)


def test_a_household_from_referral_to_closure_and_beyond(client_of: Any, cast: Cast) -> None:
    chidi, mina, asha = client_of(cast.chidi), client_of(cast.mina), client_of(cast.asha)

    # A police officer refers a household that he has met four times this month.
    household = chidi.post("households/", {"name": "The Bell household"})["id"]
    people = register(
        chidi,
        household,
        ("Rosa Bell", "1988-04-02", "adult"),
        ("Tom Bell", "1985-09-30", "adult"),
        ("Mia Bell", "2017-06-01", "child"),
    )
    team = next(team for team in chidi.get("teams/")["results"] if team["name"] == "North")["id"]
    referral = {
        "household": household,
        "team": team,
        "reason": "Called out four times; nobody sleeps",
        "people": people,
    }
    reference = chidi.post("referrals/", referral)["reference"]
    chidi.get(f"cases/{reference}/", 404)
    assert chidi.get("referrals/")["results"][0]["answer"] == "waiting"

    # The manager takes it in and gives it to Asha: an accepted case is never without its worker.
    asha_id = str(cast.asha.membership.pk)  # type: ignore[union-attr]
    assert mina.do(reference, "accept", {"lead": asha_id})["lead"]["name"] == "Asha"
    assert chidi.get("referrals/")["results"][0]["answer"] == "taken_in"
    assert [case["reference"] for case in asha.get("caseload/")["results"]] == [reference]

    # They meet. Rosa and Tom say yes to being supported.
    asha.do(reference, "move-to-stage", {"stage": "getting_to_know"})
    members = {row["name"].split()[0]: row["id"] for row in asha.get(f"cases/{reference}/members/")["results"]}
    for name in ("Rosa", "Tom"):
        asha.post(f"members/{members[name]}/engage/", {**IN_PERSON, "words": "All right"})
    visit = {"category": "housing", "happened_at": (now() - timedelta(hours=2)).isoformat(), "channel": "visit"}
    asha.post(f"cases/{reference}/contacts/", {**visit, "summary": "Tea in the kitchen", "about": [people[0]]})
    asha.post(f"cases/{reference}/understandings/", {"category": "family", "what_matters": "That Mia sleeps"})

    # An outcome in their words, which both agree to.
    asha.do(reference, "move-to-stage", {"stage": "agreeing_outcomes"})
    wording = {"wording": "We sleep through the night", "would_be_seen": "No light on at three", "start": 2, "goal": 8}
    both = {"participants": [members["Rosa"], members["Tom"]]}
    outcome = asha.post(f"cases/{reference}/outcomes/", {**wording, **both, "domain": "health", "category": "health"})[
        "id"
    ]
    agree = {"version": 1, **IN_PERSON}
    asha.post(f"outcomes/{outcome}/agree/", {**agree, "member": members["Rosa"]})
    assert not asha.get(f"outcomes/{outcome}/")["is_agreed"]
    asha.post(f"outcomes/{outcome}/agree/", {**agree, "member": members["Tom"]})
    assert asha.get(f"outcomes/{outcome}/")["is_agreed"]

    # Work: an action, ratings in two voices, a review.
    asha.do(reference, "move-to-stage", {"stage": "working"})
    due = (today() + timedelta(days=7)).isoformat()
    action = {"title": "Ask the landlord about the boiler", "due_on": due, "category": "housing", "outcome": outcome}
    action_id = asha.post(f"cases/{reference}/actions/", {**action, "owner_member": members["Tom"]})["id"]
    asha.get(f"actions/{action_id}/")
    asha.post(f"actions/{action_id}/finish/", {"result": "Repaired"}, 200, seen=f"actions/{action_id}/")
    asha.post(f"outcomes/{outcome}/rate/", {"voice": "participant", "member": members["Rosa"], "value": 6})
    asha.post(f"outcomes/{outcome}/rate/", {"voice": "worker", "value": 5})
    review = asha.post(f"cases/{reference}/reviews/", {"due_on": due})["id"]
    held = {"summary": "Better nights", "took_part": [members["Rosa"]], "next_on": due}
    asha.post(f"reviews/{review}/hold/", held, 200)

    # Closure is proposed; Tom says not yet, and the case stays open.
    proposed = {"ground": "resolved", "wording": WORDS}
    proposal = asha.do(reference, "closure-proposals", proposed, 201)["id"]
    answer(asha, proposal, "agree", members["Rosa"], wording=WORDS)
    assert asha.do(reference, "close", status=409)["code"] == "closure_blocked"
    answer(asha, proposal, "refuse", members["Tom"], words="Not before the court date", review_on=due)
    assert asha.get(f"cases/{reference}/")["status"] == "working"

    # They rate again, find other words for what they want, and agree to those.
    asha.post(f"outcomes/{outcome}/rate/", {"voice": "participant", "member": members["Tom"], "value": 4})
    asha.post(
        f"outcomes/{outcome}/reword/", {**wording, **both, "wording": "We sleep, and the court date is behind us"}, 200
    )
    assert not asha.get(f"outcomes/{outcome}/")["is_agreed"]
    late = {**agree, "member": members["Tom"]}
    assert asha.post(f"outcomes/{outcome}/agree/", late, 409)["code"] == "another_wording"
    for name in ("Rosa", "Tom"):
        asha.post(f"outcomes/{outcome}/agree/", {**agree, "version": 2, "member": members[name]})
    asha.post(f"outcomes/{outcome}/rate/", {"voice": "participant", "member": members["Tom"], "value": 9})

    # Now everybody agrees, and support ends.
    proposal = asha.do(reference, "closure-proposals", proposed, 201)["id"]
    answer(asha, proposal, "want-time", members["Tom"])
    assert asha.get(f"cases/{reference}/closure-blockers/")["can_be_closed"] is False
    for name in ("Rosa", "Tom"):
        answer(asha, proposal, "agree", members[name], wording=WORDS)
    assert asha.do(reference, "close")["status"] == "closed"
    assert asha.get("caseload/")["results"] == []
    asha.post(f"cases/{reference}/contacts/", {**visit, "summary": "They called"}, 409)

    # Months later it begins again, with the same worker, who then hands over.
    assert asha.do(reference, "reopen", {"reason": "Rosa called: the arrears are back"})["lead"]["name"] == "Asha"
    handover = {"reason": "Asha moves away", "handover_note": "Tuesdays", "participants_told": "Rosa and Tom, at home"}
    mina.do(reference, "hand-over", {"to": str(cast.ben.membership.pk), **handover}, 201)  # type: ignore[union-attr]
    assert mina.get(f"cases/{reference}/")["lead"]["name"] == "Ben"

    # One story tells it all.
    kinds = {entry["kind"] for entry in mina.get(f"cases/{reference}/chronology/?page_size=100")["results"]}
    assert kinds >= {
        "contact",
        "understanding",
        "outcome",
        "outcome_agreement",
        "rating",
        "action",
        "review",
        "allocation",
    }
    assert kinds >= {"status_change", "closure_answer"}


@pytest.mark.parametrize("path", ["", "health/"])
def test_what_anybody_may_open(path: str, service: str) -> None:
    assert requests.get(service + path, timeout=30).status_code == 200


def test_a_beat_reaches_the_database_through_the_queue_and_the_worker(ready_service: str) -> None:
    answer = requests.get(f"{ready_service}health/?ready=yes", timeout=30).json()
    assert answer["worker"]["ok"] is True
    assert answer["worker"]["age_seconds"] < 60
