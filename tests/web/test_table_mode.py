"""Table mode: each person for themselves, nothing of other households or of the staff, and nothing that is kept from anybody."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import clock
from casework import chronology, contacts
from casework.enums import CaseStatus
from outcomes import ratings, reviews
from outcomes.enums import Answer, ReviewCause, Voice
from outcomes.models import ClosureAgreement, Outcome, OutcomeAgreement, Rating, Review, Understanding
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_contact, make_scene
from tests.factories.outcomes import WORDS, make_outcome, make_proposal
from tests.factories.papers import make_print


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/" + "".join(f"{part}/" for part in parts)


def text_of(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def send(browser: Client, address: str, **said: Any) -> Any:
    """Open the form, fill it in, press the button."""
    text = browser.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    hidden.pop("csrfmiddlewaretoken", None)
    return browser.post(address, {**hidden, **said})


def finish(browser: Client, scene: Scene, name: str, answer: str, **more: str) -> Any:
    said = {"answer": answer, "said": f"{name} speaks", "witness": "Aunt Jo", "how": "in_person", **more}
    return send(browser, at(scene, "table", "finish", scene.member(name).pk), **said)


# What stands on the screen


def pages(scene: Scene) -> list[str]:
    rosa = scene.member("Rosa").pk
    ends = ["", "what-matters/", "new/", "agree/", f"agree/{rosa}/", "rate/", f"rate/{rosa}/", "review/", "finish/"]
    ends += [f"finish/{rosa}/"]
    return [at(scene, "table") + end for end in ends] + [at(scene, "plan"), at(scene, "plan", "easy-read")]


def test_no_places_no_household_and_no_surname_in_the_title(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        make_proposal(scene)
    browser = browser_of("asha")
    for address in pages(scene):
        text = text_of(browser, address)
        assert 'class="bar__places"' not in text, address
        assert "The Bell household" not in text, address
        assert "Sign out" not in text, address
        assert "Bell" not in re.findall(r"<title>(.*?)</title>", text, re.DOTALL)[0], address
        assert re.search(r'href="/c[^"]+">Back to worker view', text), address
        assert " checked" not in text, address
        assert scene.case.reason not in text, address


@pytest.mark.parametrize(("who", "status"), [("asha", 200), ("ben", 200), ("dot", 404), ("chidi", 404), ("ana", 404)])
def test_only_those_who_work_with_them(browser_of: Any, scene: Scene, who: str, status: int) -> None:
    browser = browser_of(who)
    for address in [*pages(scene), at(scene, "ending"), at(scene, "ending", "close")]:
        text_of(browser, address, status)


def test_what_is_kept_from_tom_is_on_no_screen_that_he_may_see(browser_of: Any, scene: Scene) -> None:
    rosa, tom = scene.member("Rosa"), scene.member("Tom")
    with database_role("seed"):
        kept = make_outcome(scene, rosa, wording="Only between us", not_to_disclose_to=[tom.person])
        make_outcome(scene, rosa, wording="For everybody")
        make_proposal(scene)
    browser = browser_of("asha")
    for address in [*pages(scene), *(at(scene, "table", part, tom.pk) for part in ("rate", "agree", "finish"))]:
        assert "Only between us" not in text_of(browser, address), address
    assert "Only between us" not in text_of(browser, at(scene, "table", "rate", tom.pk) + "?alone=yes")
    assert "For everybody" in text_of(browser, at(scene, "table", "rate", rosa.pk))
    one = at(scene, "table", "rate", rosa.pk, kept.pk)
    text_of(browser, one, 404)
    text_of(browser, at(scene, "table", "rate", tom.pk, kept.pk) + "?alone=yes", 404)
    # Alone with Rosa it is there, and the page says before whom it may be opened.
    assert "Only between us" in text_of(browser, at(scene, "table", "rate", rosa.pk) + "?alone=yes")
    assert send(browser, f"{one}?alone=yes", value="4").status_code == 303
    assert "Nobody else can see or hear" in text_of(browser, at(scene, "table", "rate"))


def test_the_page_before_a_turn_looks_the_same_whether_anything_is_kept(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    before = words_of(text_of(browser, at(scene, "table", "rate")))
    with database_role("seed"):
        make_outcome(scene, scene.member("Rosa"), not_to_disclose_to=[scene.member("Tom").person])
    assert words_of(text_of(browser, at(scene, "table", "rate"))) == before


@pytest.mark.parametrize("member", ["00000000-0000-0000-0000-000000000001", "elsewhere"])
def test_nobody_of_another_case_has_a_turn_here(browser_of: Any, people: Cast, scene: Scene, member: str) -> None:
    if member == "elsewhere":
        with database_role("seed"):
            member = str(make_scene(people, name="The Ray household").member("Rosa").pk)
    text_of(browser_of("asha"), at(scene, "table", "rate", member), 404)


# Finishing


def test_each_answers_alone_and_it_closes_when_all_agreed(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    asked = send(browser, at(scene, "ending"), ground="resolved", wording=WORDS)
    assert asked["Location"] == at(scene, "ending")
    turn = text_of(browser, at(scene, "table", "finish", scene.member("Rosa").pk))
    assert WORDS in turn
    chosen = text_of(browser, at(scene, "table", "finish"))
    asked = {name: str(scene.member(name).pk) in chosen for name in ("Rosa", "Tom", "Mia")}
    assert asked == {"Rosa": True, "Tom": True, "Mia": False}
    assert finish(browser, scene, "Rosa", "time").status_code == 303
    text = text_of(browser, at(scene, "ending"))
    assert "Rosa Bell wants time to think: ask again." in text
    assert "Tom Bell has not been asked yet, or not answered." in text
    assert "Close this case</a>" not in text
    assert send(browser, at(scene, "ending", "close")).status_code == 422
    assert scene.fresh().status == CaseStatus.ENDING
    for name in ("Rosa", "Tom"):
        assert finish(browser, scene, name, "finish").status_code == 303
    said = ClosureAgreement.objects.filter(participant__member=scene.member("Rosa")).order_by("position")
    assert [each.answer for each in said] == [Answer.WANTS_TIME, Answer.AGREED]
    assert [(each.words, each.witness, each.how, each.wording) for each in said][1] == (
        "Rosa speaks", "Aunt Jo", "in_person", WORDS,
    )  # fmt: skip
    assert send(browser, at(scene, "ending", "close")).status_code == 303
    assert scene.fresh().status == CaseStatus.CLOSED


def test_nobody_reads_what_another_said(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    with database_role("seed"):
        make_proposal(scene)
    address = at(scene, "table", "finish")
    toms = f"{address}{scene.member('Tom').pk}/"
    ticks = r'(value|data-left)="[^"]+"'  # tokens of forms, and the seconds that the session lasts
    before = [re.sub(ticks, "", text_of(browser, each)) for each in (address, toms)]
    finish(browser, scene, "Rosa", "time", said="I am not sure about Tom")
    after_it = text_of(browser, address)
    assert "What you said is saved. Thank you." in after_it
    assert "not sure" not in after_it
    over = '<span class="turns__over">Has had their turn</span>'
    assert after_it.count(over) == 1  # whose turn it was is no secret; what they said is
    after = [re.sub(ticks, "", text_of(browser, each)).replace(over, "") for each in (address, toms)]
    assert after == before


def test_not_yet_goes_on_and_calls_a_review(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    with database_role("seed"):
        make_proposal(scene)
    unsaid = finish(browser, scene, "Tom", "not_yet")
    assert unsaid.status_code == 422
    assert "Say when we look at it again" in unsaid.content.decode()
    assert "Tom speaks" in unsaid.content.decode()
    assert finish(browser, scene, "Tom", "not_yet", weeks="2").status_code == 303
    assert scene.fresh().status == CaseStatus.WORKING
    assert Review.objects.get(case=scene.case).cause == ReviewCause.REFUSAL
    assert "Support goes on." in text_of(browser, at(scene, "table", "finish"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"answer": ""}, "Choose one of the three"),
        ({"witness": ""}, "Enter the name of somebody who heard it"),
        ({"how": ""}, "Choose how it was said"),
        ({"witness": "Asha"}, "somebody other than yourself"),
    ],
)
def test_what_is_missing_is_asked_for(browser_of: Any, scene: Scene, said: dict[str, str], told: str) -> None:
    browser = browser_of("asha")
    with database_role("seed"):
        make_proposal(scene)
        if said.get("witness"):
            said = {"witness": str(scene.cast.asha.user)}
    refused = finish(browser, scene, "Rosa", **{"answer": "finish", **said})
    assert refused.status_code == 422
    assert told in refused.content.decode()
    assert not ClosureAgreement.objects.exists()


def test_a_question_that_ended_takes_no_answer(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    with database_role("seed"):
        proposal = make_proposal(scene)
    address = at(scene, "table", "finish", scene.member("Rosa").pk)
    page = browser.get(address).content.decode()
    finish(browser, scene, "Tom", "not_yet", weeks="2")
    once = re.findall(r'name="once" value="([^"]+)"', page)[0]
    said = {"answer": "finish", "witness": "Jo", "how": "in_person", "once": once, "proposal": str(proposal.pk)}
    assert browser.post(address, said).status_code == 409


# Words and numbers


def test_their_words_are_kept_to_the_blank(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    assert send(browser, at(scene, "table", "what-matters"), what_matters="  Sleep. \n").status_code == 303
    assert Understanding.objects.get().what_matters == "  Sleep. \n"
    rosa = scene.member("Rosa")
    said = {"wording": "No more\nsurprise letters. ", "start": "2", "goal": "6", "would_be_seen": "Rent paid"}
    new = send(browser, at(scene, "table", "new"), **said, participants=[str(rosa.pk)], domain="money")
    assert new["Location"] == at(scene, "table", "agree")
    outcome = Outcome.objects.get()
    assert (outcome.versions.get().wording, outcome.category) == ("No more\nsurprise letters. ", "work_and_money")
    yes = send(browser, at(scene, "table", "agree", rosa.pk, outcome.pk), yes="yes", how="in_person", words="Mine")
    assert yes.status_code == 303
    assert OutcomeAgreement.objects.get().words == "Mine"
    rated = send(browser, at(scene, "table", "rate", rosa.pk, outcome.pk), value="4", words="A bit")
    assert rated.status_code == 303
    assert [(row.value, row.voice, row.member_id, row.words) for row in Rating.objects.all()] == [
        (4, Voice.PARTICIPANT, rosa.pk, "A bit")
    ]
    assert "you said 4" in text_of(browser, at(scene, "table", "rate", rosa.pk, outcome.pk))


def test_a_turn_shows_no_number_but_ones_own(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        outcome = make_outcome(scene)
        tom = scene.member("Tom")
        ratings.rate(outcome, voice=Voice.WORKER, value=9, words="I think 9", by=scene.cast.asha)
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=tom, value=7, words="I say 7", by=scene.cast.asha)
    rosa = scene.member("Rosa").pk
    for address in (at(scene, "table", "rate", rosa), at(scene, "table", "rate", rosa, outcome.pk)):
        text = text_of(browser_of("asha"), address)
        assert "I think 9" not in text
        assert "I say 7" not in text
        assert "to 7" not in text
        assert "to 9" not in text


def test_how_far_they_came_stands_beside_what_is_asked(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        outcome, rosa = make_outcome(scene), scene.member("Rosa")
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=5, by=scene.cast.asha)
        make_proposal(scene)
    for parts in (("review",), ("finish",), ("finish", rosa.pk)):
        text = text_of(browser_of("asha"), at(scene, "table", *parts))
        assert text.count("From 2 to 5. Goal 8") == 1, parts
        assert ("If things get hard again" in text) == (parts[0] == "finish"), parts
        assert text.count('class="wants__one"') == 1, parts


def test_a_review_names_who_was_here_and_the_next_day(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    address, rosa = at(scene, "table", "review"), str(scene.member("Rosa").pk)
    assert "Choose when we look again" in send(browser, address, took_part=[rosa], summary="The calls").content.decode()
    held = send(browser, address, took_part=[rosa], summary="The calls", weeks="4")
    assert held.status_code == 303
    assert "Not here today: Mia, Tom." in text_of(browser, held["Location"])
    assert [row.summary for row in Review.objects.filter(held_at__isnull=False)] == ["The calls"]
    assert Review.objects.filter(held_at__isnull=True).count() == 1


# What was said alone


def test_a_number_said_alone_is_on_no_screen_but_their_own_alone(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        outcome, rosa = make_outcome(scene), scene.member("Rosa")
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=5, by=scene.cast.asha)
        make_proposal(scene)
    browser, one = browser_of("asha"), at(scene, "table", "rate", rosa.pk, outcome.pk)
    assert "The others see neither your words nor your number." in text_of(browser, f"{one}?alone=yes")
    before = {address: words_of(text_of(browser, address)) for address in [*pages(scene), one]}
    assert send(browser, f"{one}?alone=yes", value="1", words="He shouts").status_code == 303
    alone = at(scene, "table", "rate", rosa.pk) + "?alone=yes"
    assert "From 2 to 1" in text_of(browser, alone)
    assert Rating.objects.order_by("-rated_at")[0].was_said_alone is True
    # The record holds it, and no address can be changed so that the others see it.
    assert {address: words_of(text_of(browser, address)) for address in [*pages(scene), one]} == before
    tom = at(scene, "table", "rate", scene.member("Tom").pk) + "?alone=yes"
    assert "From 2 to 1" not in text_of(browser, tom)
    assert text_of(browser, at(scene, "outcomes")).count("said alone: not before the others") == 1
    story = [entry for entry in chronology.entries(scene.cast.asha, scene.case) if entry.kind == "rating"]
    assert {entry.text: entry.is_kept_from_somebody for entry in story} == {"He shouts": True, "": False}


def words_of(text: str) -> str:
    """The page without what changes each time that it is opened."""
    return re.sub(r'(?:value|data-[\w-]+)="[^"]*"', "", text)


def test_who_has_had_their_turn_is_marked_and_what_they_said_is_not(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        outcome, rosa, tom = make_outcome(scene), scene.member("Rosa"), scene.member("Tom")
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=5, by=scene.cast.asha)
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=tom, value=4, was_said_alone=True, by=scene.cast.asha)
    text = text_of(browser_of("asha"), at(scene, "table", "rate"))
    marked = re.findall(r"<b>(\w+)</b>Everybody can see<span[^>]*>Has had their turn", text)
    assert marked == ["Rosa"]  # of a number said alone not even that it was said


# Words of the staff


def test_no_note_of_the_staff_is_on_any_screen(browser_of: Any, people: Cast, scene: Scene) -> None:
    canary, by = "Zq9xvvk", people.asha
    with database_role("seed"):
        other = make_scene(people, name=f"{canary} household")
        make_contact(scene, summary=canary)
        outcome = make_outcome(scene)
        ratings.rate(outcome, voice=Voice.WORKER, value=3, words=canary, by=by)
        reviews.plan(scene.case, due_on=clock.today(), by=by)
        contacts.record_document(
            scene.case,
            category="general",
            title=canary,
            kind="letter",
            dated_on=clock.today(),
            held_where=canary,
            by=by,
        )
        people_of_it = {"about": [scene.people[0]], "by": by}
        warned = {"category": "general", "happened_at": clock.now(), "channel": "none"}
        contacts.record(scene.case, summary=f"Note {canary}", agreed=canary, **warned, **people_of_it)
        make_outcome(other, wording=canary)
        make_proposal(scene)
    printed = make_print(scene)
    rosa, browser = scene.member("Rosa").pk, browser_of("asha")
    ends = [f"agree/{rosa}/{outcome.pk}/", f"rate/{rosa}/{outcome.pk}/"]
    more = [at(scene, "table") + end for end in ends] + [at(scene, "plan", "printed", printed.pk)]
    for address in [*pages(scene), *more, *(f"{each}?alone=yes" for each in pages(scene))]:
        text = text_of(browser, address)
        assert canary not in text, address
        assert "Bell" not in re.findall(r"<title>(.*?)</title>", text, re.DOTALL)[0], address
    assert canary in text_of(browser, at(scene, "contacts"))  # it is there for the worker


# Costs


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, number: int) -> None:
    with database_role("seed"):
        for _ in range(number):
            make_outcome(scene)
        make_proposal(scene)
    browser = browser_of("asha")
    most = {"finish/": 27, f"rate/{scene.member('Rosa').pk}/": 23, "review/": 24}  # one of a review for its draft
    for end, limit in most.items():
        with CaptureQueriesContext(connection) as asked:
            text_of(browser, at(scene, "table") + end)
        assert len(asked) <= limit, (end, len(asked), [each["sql"][:90] for each in asked])
