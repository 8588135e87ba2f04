"""Steps that a worker or a partner takes on pages of a case: people, outcomes, entries, help, stages; and who may not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.enums import DataCategory
from casework import comments, households, lifecycle, members, pulls
from casework import people as persons
from casework.enums import CaseStatus, LeavingReason, PullAnswer
from casework.models import CaseMember, Comment, Contact, Person, PersonName, Pull
from outcomes import closure
from outcomes.enums import Voice
from outcomes.models import Outcome, Rating, Understanding
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, leave, make_attempts, make_person, make_safe_contact, make_scene
from tests.factories.outcomes import make_closed_scene, make_outcome, make_proposal
from tests.factories.sharing import make_housing_contact, make_share
from tests.web.test_case import FRAME, send, show


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Rosa's and Tom's case, with an outcome that both agreed to."""
    with database_role("seed"):
        scene = make_scene(people)
        make_outcome(scene)
        return scene


@pytest.fixture
def shared(scene: Scene, people: Cast) -> Scene:
    """The same, of which the police see housing and offences, and may add to it."""
    with database_role("seed"):
        make_share(scene, people.chidi)
        return scene


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/" + "".join(f"{part}/" for part in parts)


def status_of(scene: Scene) -> str:
    return str(scene.fresh().status)


# People

PERSON = {
    "name": "Rosa Bell", "pronouns": "she/her", "born_on_0": "2", "born_on_1": "4", "born_on_2": "1988",
    "birth_precision": "day", "language": "Welsh", "needs_interpreter": "on",
}  # fmt: skip


def test_how_to_speak_with_somebody_stands_on_the_page_and_on_the_overview(browser_of: Any, scene: Scene) -> None:
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    send(browser, at(scene, "people", rosa.pk, "change"), PERSON)
    page = show(browser, scene, "people/")
    for words in ("Welsh", "Needs an interpreter", "she/her"):
        assert words in page, words
    assert "Welsh, with an interpreter" in show(browser, scene)
    person = Person.objects.get(pk=rosa.person_id)
    assert (person.born_on.isoformat(), person.needs_interpreter) == ("1988-04-02", True)


def test_two_who_change_a_person_at_once_lose_no_word(browser_of: Any, scene: Scene) -> None:
    rosa = scene.member("Rosa")
    address = at(scene, "people", rosa.pk, "change")
    asha = browser_of("asha")
    hidden = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', asha.get(address).content.decode()))
    send(browser_of("ben"), address, {**PERSON, "language": "Polish"})
    late = asha.post(address, {**hidden, **PERSON})
    assert late.status_code == 409
    assert 'value="Welsh"' in late.content.decode()
    assert Person.objects.get(pk=rosa.person_id).language == "Polish"


def test_a_partner_reads_how_to_speak_with_them_and_no_other_name(browser_of: Any, shared: Scene, people: Cast) -> None:
    rosa = shared.member("Rosa")
    with database_role("seed"):
        people_of(shared, rosa)
    page = show(browser_of("chidi"), shared, "people/")
    assert "Welsh" in page
    assert "No letters" in page
    for words in ("Rosie Old", "Parent or carer", "Adult", "1988", "Change"):
        assert words not in page, words
    assert browser_of("chidi").get(at(shared, "people", rosa.pk, "change")).status_code == 403


def people_of(scene: Scene, member: CaseMember) -> None:
    """What is known of her."""
    by = scene.cast.asha
    persons.amend(member.person, language="Welsh", by=by)
    make_safe_contact(member.person, by, do_not="No letters")
    persons.add_name(member.person, name="Rosie Old", kind="former", by=by)


@pytest.mark.parametrize("number", [0, 3])
def test_the_queries_of_the_people_do_not_grow(browser_of: Any, scene: Scene, number: int) -> None:
    by = scene.cast.asha
    with database_role("seed"):
        for each in range(number):
            persons.add_name(scene.people[0], name=f"Rosie {each}", kind="alias", by=scene.cast.asha)
            persons.add_identifier(scene.people[0], scheme="police_reference", system="pnd", value=f"A{each}", by=by)
            make_safe_contact(scene.people[0], by)
            households.record_address(scene.household, lines=f"{each} Mill Lane", started_on=clock.today(), by=by)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        show(browser, scene, "people/")
    assert len(asked) - FRAME <= 16, [each["sql"][:90] for each in asked]


def test_another_name_a_yes_and_its_taking_back(browser_of: Any, scene: Scene) -> None:
    browser, mia = browser_of("asha"), scene.member("Mia")
    send(browser, at(scene, "people", mia.pk, "name"), {"name": "Mimi", "kind": "alias"})
    assert PersonName.objects.filter(person=mia.person_id, name="Mimi").exists()
    send(browser, at(scene, "people", mia.pk, "yes"), {"how": "in_person", "words": "Yes please"})
    assert "Yes please" in show(browser, scene, "people/")
    said = {"how": "phone", "witness": "Ben", "words": "No more"}
    send(browser, at(scene, "people", mia.pk, "yes-taken-back"), said)
    assert "No more" in show(browser, scene, "people/")
    assert browser.get(at(scene, "people", mia.pk, "yes-taken-back")).status_code == 404


def test_somebody_leaves_by_two_and_has_no_page_afterwards(browser_of: Any, scene: Scene) -> None:
    asha, tom = browser_of("asha"), scene.member("Tom")
    send(asha, at(scene, "people", tom.pk, "leaving"), {"reason": "left", "evidence": "He told us both"})
    assert asha.post(at(scene, "people", tom.pk, "leaving", "confirm"), {}).status_code in {403, 422}
    send(asha, at(scene, "people", tom.pk, "stays"), {})
    send(asha, at(scene, "people", tom.pk, "leaving"), {"reason": "left", "evidence": "He told us both"})
    send(browser_of("ben"), at(scene, "people", tom.pk, "leaving", "confirm"), {})
    assert CaseMember.objects.get(pk=tom.pk).left_at is not None
    for step in ("change", "name", "yes", "leaving"):
        assert asha.get(at(scene, "people", tom.pk, step)).status_code == 404


def test_who_fled_is_called_as_then_and_by_no_other_name(browser_of: Any, scene: Scene, people: Cast) -> None:
    tom = scene.member("Tom")
    with database_role("seed"):
        row = make_housing_contact(scene, people.asha, summary="Asked him in", about=[tom.person])
        leaving = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="He told Ben", by=people.asha)
        members.confirm_leaving(leaving, team=people.dot.team, by=people.mina)
        persons.amend(tom.person, name="Sam Newman", by=people.dora)
    browser = browser_of("asha")
    for section in ("", "people/", "people/join/", f"contacts/{row.pk}/", "contacts/", "warnings/new/"):
        page = show(browser, scene, section)
        assert "Newman" not in page, section
    assert "Tom Bell" in show(browser, scene, f"contacts/{row.pk}/")


def test_somebody_new_joins(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    assert "Choose somebody, or enter" in send(browser, at(scene, "people", "join"), {}, 422).content.decode()
    send(browser, at(scene, "people", "join"), {"name": "Ivo Bell", "role": "child"})
    assert scene.member("Ivo").person.household_memberships.get().role == "child"
    assert browser.get(at(scene, "people", "join")).status_code == 200


# Outcomes


def test_what_matters_and_an_outcome_away_from_the_table(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    assert "listen first" in show(browser, scene, "outcomes/")
    said = {"what_matters": "A door that locks", "good_life": "Quiet nights", "category": "domestic_abuse"}
    send(browser, at(scene, "outcomes", "understanding"), said)
    assert Understanding.objects.get(case=scene.case).category == "domestic_abuse"
    assert "A door that locks" in show(browser, scene, "outcomes/")
    outcome = {
        "wording": "I am safe", "would_be_seen": "New lock", "start": "2", "goal": "8", "participants": [str(rosa.pk)],
        "domain": "domestic_abuse", "category": "domestic_abuse",
        "not_to_disclose_to": [str(scene.member("Tom").person_id)],
    }  # fmt: skip
    send(browser, at(scene, "outcomes", "new"), outcome)
    row = Outcome.objects.get(case=scene.case)
    assert list(row.not_to_disclose_to.all()) == [scene.member("Tom").person]
    assert "I am safe" not in show(browser, scene, "table/rate/")
    assert "Do not say this before Tom Bell" in show(browser, scene, "outcomes/")


def test_an_outcome_is_reworded_rated_and_dropped(browser_of: Any, scene: Scene) -> None:
    browser, row = browser_of("asha"), Outcome.objects.get(case=scene.case)
    send(browser, at(scene, "outcomes", row.pk, "rate"), {"value": "6", "words": "Two quiet weeks"})
    rating = Rating.objects.get(outcome=row)
    assert (rating.voice, rating.value) == (Voice.WORKER, 6)
    address = at(scene, "outcomes", row.pk, "words")
    page = browser.get(address).content.decode()
    assert "I sleep through the night" in page
    said = {"wording": "We all sleep", "would_be_seen": "No light", "start": "2", "goal": "7"}
    send(browser, address, {**said, "participants": [str(scene.member("Rosa").pk)]})
    assert row.versions.count() == 2
    send(browser, at(scene, "outcomes", row.pk, "drop"), {"reason": "It is not their word any more"})
    assert "It is not their word any more" in show(browser, scene, "outcomes/")


def test_a_partner_says_a_number_where_the_outcome_is_shared_and_nothing_else(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    row = Outcome.objects.get(case=scene.case)
    with database_role("seed"):
        make_share(scene, people.chidi, DataCategory.HEALTH)
    chidi = browser_of("chidi")
    send(chidi, at(scene, "outcomes", row.pk, "rate"), {"value": "5", "words": ""})
    assert Rating.objects.get(outcome=row).voice == Voice.PARTNER
    for step in ("words", "drop"):
        assert chidi.get(at(scene, "outcomes", row.pk, step)).status_code == 403
    for address in ("outcomes/new/", "outcomes/understanding/", "people/join/", "stage/", "stage/pause/", "help/ask/"):
        assert chidi.get(at(scene) + address).status_code == 403, address


# Entries


def test_a_comment_a_correction_that_is_asked_for_and_its_answer(browser_of: Any, shared: Scene, people: Cast) -> None:
    with database_role("seed"):
        ours = make_housing_contact(shared, people.asha, summary="The boiler is out")
    asha, chidi, page = browser_of("asha"), browser_of("chidi"), at(shared, "contacts", ours.pk)
    send(chidi, f"{page}comment/", {"text": "We heard that too"})
    send(chidi, f"{page}ask/", {"text": "It was the Tuesday"})
    asked = Comment.objects.get(kind="correction_asked")
    text = asha.get(page).content.decode()
    assert "We heard that too" in text
    assert "Answer the correction" in text
    assert "Correct this entry" not in chidi.get(page).content.decode()
    form = asha.get(f"{page}correct/").content.decode()
    assert "The boiler is out" in form
    day = clock.today()
    right = {
        "happened_at": "another", "day_0": day.day, "day_1": day.month, "day_2": day.year, "at": "00:01",
        "channel": "visit", "summary": "The boiler was out on Tuesday", "agreed": "", "category": "housing",
    }  # fmt: skip
    send(asha, f"{page}correct/", right)
    correction = Contact.objects.get(corrects=ours)
    said = {"outcome": "corrected", "answer": "You are right", "contact": str(correction.pk)}
    send(asha, at(shared, "comments", asked.pk, "answer"), said)
    asked.refresh_from_db()
    assert (asked.outcome, asked.corrected_contact) == ("corrected", correction)
    assert "You are right" in chidi.get(page).content.decode()


def test_an_entry_that_is_not_shared_is_not_there(browser_of: Any, shared: Scene, people: Cast) -> None:
    with database_role("seed"):
        hidden = make_housing_contact(shared, people.asha, category=DataCategory.HEALTH)
        asked = comments.ask_for_correction(hidden, text="No", by=people.ben)
    chidi = browser_of("chidi")
    for step in ("", "comment/", "ask/", "correct/"):
        assert chidi.get(at(shared, "contacts", hidden.pk) + step).status_code == 404
    assert chidi.get(at(shared, "comments", asked.pk, "answer")).status_code == 404


# Help


def test_help_is_offered_and_answered_asked_for_and_over(browser_of: Any, shared: Scene, people: Cast) -> None:
    asha, chidi = browser_of("asha"), browser_of("chidi")
    send(chidi, at(shared, "help", "offer"), {"what": "A course", "category": "housing"})
    offer = Pull.objects.get(kind="offered")
    assert "A course" in show(asha, shared, "help/")
    send(asha, at(shared, "help", offer.pk, "answer"), {"answer": "declined", "words": ""}, 422)
    send(asha, at(shared, "help", offer.pk, "answer"), {"answer": "accepted", "words": "Gladly"})
    ask = {"agency": str(people.chidi.agency.pk), "what": "Go with Rosa", "category": "housing"}
    send(asha, at(shared, "help", "ask"), ask)
    asked = Pull.objects.get(kind="asked")
    assert f"help/{asked.pk}/answer/" in show(chidi, shared, "help/")
    assert f"help/{asked.pk}/answer/" not in show(asha, shared, "help/")
    send(chidi, at(shared, "help", asked.pk, "answer"), {"answer": "accepted", "words": ""})
    send(chidi, at(shared, "help", asked.pk, "end"), {"came_of_it": "They went together"})
    asked.refresh_from_db()
    assert (asked.answer, asked.came_of_it) == (PullAnswer.ACCEPTED, "They went together")


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_of_help_do_not_grow(browser_of: Any, shared: Scene, people: Cast, number: int) -> None:
    with database_role("seed"):
        for _ in range(number):
            pulls.offer_help(shared.case, category=DataCategory.HOUSING, what="A course", by=people.chidi)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        show(browser, shared, "help/")
    assert len(asked) - FRAME <= 12, [each["sql"][:90] for each in asked]


# Where it stands

TOLD = {"evidence": "Rosa asked for it", "people_told": "Both, today"}


def exit_of(scene: Scene) -> dict[str, Any]:
    day = clock.today() + timedelta(days=20)
    return {**TOLD, "check_on_0": day.day, "check_on_1": day.month, "check_on_2": day.year}


def test_a_stage_a_pause_and_back(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    send(browser, at(scene, "stage", "move"), {"stage": "agreeing_outcomes", "reason": ""})
    assert status_of(scene) == CaseStatus.AGREEING_OUTCOMES
    send(browser, at(scene, "stage", "pause"), exit_of(scene))
    page = show(browser, scene, "stage/")
    assert "Rosa asked for it" in page
    assert "Paused" in page
    send(browser, at(scene, "stage", "resume"), {"reason": "They called"})
    assert status_of(scene) == CaseStatus.AGREEING_OUTCOMES


@pytest.mark.parametrize(
    ("page", "more", "becomes"),
    [
        ("step-up", {"receiving_service": "Social care"}, CaseStatus.STEPPED_UP),
        ("transfer", {"receiving_service": "Leeds"}, CaseStatus.TRANSFERRED),
        ("moved-away", {}, CaseStatus.MOVED_AWAY),
    ],
)
def test_other_ways_out(browser_of: Any, scene: Scene, page: str, more: dict[str, str], becomes: CaseStatus) -> None:
    browser = browser_of("asha")
    send(browser, at(scene, "stage", page), {**exit_of(scene), **more})
    assert status_of(scene) == becomes
    if becomes == CaseStatus.TRANSFERRED:
        send(browser, at(scene, "stage", "transfer", "confirm"), {"words": "We have them"})
        assert status_of(scene) == CaseStatus.TRANSFER_CONFIRMED


def test_contact_is_lost_after_two_channels(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        tries = [str(row.pk) for row in make_attempts(scene)]
    browser = browser_of("asha")
    send(browser, at(scene, "stage", "lost"), {**exit_of(scene), "attempts": tries[:1]}, 422)
    send(browser, at(scene, "stage", "lost"), {**exit_of(scene), "attempts": tries})
    assert status_of(scene) == CaseStatus.LOST_CONTACT


def test_the_question_is_taken_back_and_a_finished_case_begins_again(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    with database_role("seed"):
        make_proposal(scene)
    browser = browser_of("asha")
    assert f"{at(scene)}stage/withdraw/" in browser.get(at(scene, "ending")).content.decode()
    send(browser, at(scene, "stage", "withdraw"), {"reason": "Somebody joined"})
    assert status_of(scene) == CaseStatus.WORKING
    assert closure.what_blocks(scene.case) != []
    with database_role("seed"):
        closed = make_closed_scene(people)
    assert "Finished" in show(browser, closed, "stage/")
    send(browser, at(closed, "stage", "reopen"), {"reason": "The arrears are back"})
    assert status_of(closed) == CaseStatus.WORKING


def test_in_a_case_that_was_left_the_page_says_how_to_come_back(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        leave(scene, CaseStatus.MOVED_AWAY)
    page = show(browser_of("asha"), scene, "stage/")
    assert "Stopped (they moved away)" in page
    assert "Work goes on" in page
    assert "Go on to another stage" not in page


def test_a_manager_lets_a_case_go_on_in_another_and_nobody_else_does(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        other = make_scene(people, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household")
    asha, mina, address = browser_of("asha"), browser_of("mina"), at(scene, "stage", "continue")
    assert "Goes on in another case" not in show(asha, scene, "stage/")
    assert asha.get(address).status_code == 403
    assert "Goes on in another case" in show(mina, scene, "stage/")
    said = {"words": "Uma Ray", "reason": "One home now", "people_told": "Both, at home"}
    asked = send(mina, address, said, 422).content.decode()
    assert f"The Ray household, {other.case.reference}" in asked
    send(mina, address, {**said, "words": "Rosa Bell"}, 422)  # its own case is no other one
    send(mina, address, {**said, "which": str(other.case.pk), "found_by": "Uma Ray"})
    assert scene.fresh().continued_in == other.case
    assert status_of(scene) == CaseStatus.CONTINUED


def test_no_case_is_found_to_go_on_in_that_the_manager_does_not_manage(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        person = make_person(people.dot, "Hidden Hope")
        home = households.register(name="The Hope household", by=people.dot)
        households.move_in(home, person=person, role="adult", started_on=clock.today(), by=people.dot)
        case = lifecycle.refer(household=home, team=people.dot.team, reason="?", people=[person], by=people.dot)
        hidden = lifecycle.accept(case, lead=people.dot.membership, by=people.dora)
    mina, address = browser_of("mina"), at(scene, "stage", "continue")
    said = {"reason": "One home", "people_told": "Both"}
    for words in ("Hidden Hope", hidden.reference, "Hope household"):
        page = send(mina, address, {**said, "words": words}, 422).content.decode()
        assert "No other household’s case" in page, words
        assert str(hidden.pk) not in page, words
    send(mina, address, {**said, "words": "Hope", "which": str(hidden.pk), "found_by": "Hope"}, 422)
    assert status_of(scene) == CaseStatus.WORKING


def test_a_case_comes_back_with_another_worker_where_a_manager_says_so(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scene(people)
        leave(scene, CaseStatus.MOVED_AWAY)
    asha, mina, address = browser_of("asha"), browser_of("mina"), at(scene, "stage", "resume")
    assert 'name="lead"' not in asha.get(address).content.decode()
    ben = str(people.ben.membership.pk)
    send(mina, address, {"reason": "They are back", "lead": ben, "handover_note": "", "participants_told": ""}, 422)
    note = {"handover_note": "Ring first", "participants_told": "Rosa, by phone"}
    send(mina, address, {"reason": "They are back", "lead": ben, **note})
    assert [row.membership for row in scene.fresh().allocations.filter(ended_at=None)] == [people.ben.membership]


def test_a_finished_case_begins_again_with_another_worker(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        closed = make_closed_scene(people)
    note = {"handover_note": "Ring first", "participants_told": "Rosa, by phone"}
    said = {"reason": "The arrears are back", "lead": str(people.ben.membership.pk), **note}
    send(browser_of("mina"), at(closed, "stage", "reopen"), said)
    assert closed.fresh().allocations.get(ended_at=None).membership == people.ben.membership


# A partner


def test_a_partner_reads_what_for_until_when_and_that_the_family_was_told(browser_of: Any, shared: Scene) -> None:
    page = " ".join(show(browser_of("chidi"), shared).split())
    assert "You see what “Working together with households” allows for supporting the household, until" in page
    assert "The family was told on" in page
    assert "Rosa, at home, today" not in page, "in which words they were told is not the partner's"
    assert "Add an update" in page
    for section in ("", "people/", "outcomes/", "actions/", "contacts/", "reviews/", "help/", "warnings/", "news/"):
        text = " ".join(show(browser_of("chidi"), shared, section).split())
        assert "You may not see everything. Ask Asha" in text, section


def test_looks_of_one_day_are_told_together(browser_of: Any, scene: Scene) -> None:
    ben = browser_of("ben")
    for _ in range(3):
        show(ben, scene)
    page = " ".join(show(browser_of("asha"), scene, "history/").split())
    assert len(re.findall(r"<summary><strong>Ben</strong>", page)) == 1
    assert "parts of this record." in page
