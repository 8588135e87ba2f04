"""My caseload: one's own open households, noted as looked at, for a number of queries that does not grow."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.clock import now
from agencies.clock import today as local_today
from agencies.models import AuditEvent
from outcomes import actions, ratings, reviews
from outcomes.enums import Voice
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_action, make_closed_scene, make_outcome
from tests.factories.sharing import make_agreement, make_housing_contact, make_share
from tests.outages import trail_away, trail_closed
from web.caseload.rows import Row

FRAME, STATEMENTS = 6, 11


def households(people: Cast, number: int) -> None:
    with database_role("seed"):
        for each in range(number):
            make_scene(people, name=f"Household {each}")


def test_one_sees_the_households_that_one_leads_and_no_other(browser_of: Any, people: Cast) -> None:
    households(people, 1)
    with database_role("seed"):
        finished = make_closed_scene(people)
    assert "Household 0" in browser_of("asha").get("/caseload/").content.decode()
    assert finished.case.reference not in browser_of("asha").get("/caseload/").content.decode()
    assert "Nothing to do here yet" in browser_of("dot").get("/caseload/").content.decode()


@pytest.mark.parametrize(
    ("who", "begins_at"), [("asha", "/caseload/"), ("mina", "/caseload/"), ("ana", "/"), ("gill", "/")]
)
def test_the_bar_lists_only_what_the_role_has_a_use_for(browser_of: Any, who: str, begins_at: str) -> None:
    page = browser_of(who).get("/").content.decode()
    assert ('href="/caseload/"' in page) is (begins_at == "/caseload/")


def test_a_look_leaves_its_rows(browser_of: Any, people: Cast) -> None:
    households(people, 2)
    browser_of("asha").get("/caseload/")
    shown = AuditEvent.objects.filter(event="case.shown", route="GET /caseload/", user_id=people.asha.user.pk)
    assert shown.count() == 2  # one for each case


@pytest.mark.parametrize("away", [trail_away, lambda: trail_closed("audit")], ids=["no connection", "no right"])
def test_where_the_look_cannot_be_written_nothing_is_shown(browser_of: Any, people: Cast, away: Any) -> None:
    households(people, 1)
    browser = browser_of("asha")
    with away():
        answer = browser.get("/caseload/")
    assert answer.status_code == 503
    assert "Household 0" not in answer.content.decode()
    assert "written down first" in answer.content.decode()
    assert '<header class="bar">' in answer.content.decode()


def test_who_asks_in_vain_reads_it_in_the_frame(browser_of: Any) -> None:
    answer = browser_of("asha").get("/nowhere/")
    assert answer.status_code == 404
    assert "Asha" in answer.content.decode()
    assert "We cannot find this page" in answer.content.decode()


def filled(people: Cast, number: int) -> list[Scene]:
    scenes = []
    with database_role("seed"):
        for each in range(number):
            scene = make_scene(people, name=f"Household {each}")
            outcome = make_outcome(scene)
            ratings.rate(outcome, voice=Voice.PARTICIPANT, member=scene.member("Rosa"), value=5, by=people.asha)
            make_action(scene, outcome)
            make_housing_contact(scene, people.asha)
            reviews.plan(scene.case, due_on=clock.today() + timedelta(days=3), by=people.asha)
            scenes.append(scene)
        agreement = make_agreement(people)
        for scene in scenes:
            make_share(scene, people.chidi, agreement=agreement, last_day=clock.today() + timedelta(days=9))
            make_housing_contact(scene, people.ben)
    return scenes


@pytest.mark.parametrize("number", [1, 3])
def test_at_most_twelve_statements_beyond_the_frame(browser_of: Any, people: Cast, number: int) -> None:
    filled(people, number)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/caseload/").content.decode()
    assert page.count("Household ") >= number
    assert len(asked) - FRAME == STATEMENTS, [each["sql"][:120] for each in asked]
    assert STATEMENTS <= 12


def test_a_row_says_what_is_next_how_far_who_helps_and_what_is_new(browser_of: Any, people: Cast) -> None:
    filled(people, 1)
    page = browser_of("asha").get("/caseload/").content.decode()
    assert re.search(r">\s*\d+ new\s*<", page)
    for words in (
        "1 open household. Nothing is due today.", "Review together", "1 of 1 moving forward", people.chidi.agency.name,
        "Sharing with", "visit", "review this week", "share ending soon", "updates from others",
    ):  # fmt: skip
        assert words in page, words


def test_what_is_late_comes_first(browser_of: Any, people: Cast, clock: Any) -> None:
    first, second = filled(people, 2)
    with database_role("seed"):
        make_action(second)
        actions.put_off(second.case.actions.first(), due_on=local_today(), by=people.asha)
    clock.set(now() + timedelta(days=2))
    page = browser_of("asha").get("/caseload/").content.decode()
    assert page.index(second.case.reference) < page.index(first.case.reference)
    assert "2 days late" in page
    assert "1 needs something today." in page
    late = browser_of("asha").get("/caseload/?show=late").content.decode()
    assert second.case.reference in late
    assert first.case.reference not in late


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=working", {0, 1}),
        ("stage=paused", set()),
        ("agency=Nobody", set()),
        ("show=reviews", {0, 1}),
        ("show=late", set()),
        ("show=nonsense&order=nonsense", {0, 1}),
        ("order=name", {0, 1}),
        ("order=contact", {0, 1}),
    ],
)
def test_the_list_is_narrowed_by_its_address(browser_of: Any, people: Cast, query: str, found: set[int]) -> None:
    scenes = filled(people, 2)
    page = browser_of("asha").get(f"/caseload/?{query}").content.decode()
    assert {number for number, scene in enumerate(scenes) if scene.case.reference in page} == found
    assert ("No household matches" in page) is not bool(found)


@pytest.mark.parametrize(("words", "found"), [("ROSA bell", {0, 1}), ("nobody", set())])
def test_a_name_is_looked_for_and_stands_in_no_address(
    browser_of: Any, people: Cast, words: str, found: set[int]
) -> None:
    scenes, asha = filled(people, 2), browser_of("asha")
    page = asha.post("/caseload/", {"q": words, "stage": "working"}).content.decode()
    assert {number for number, scene in enumerate(scenes) if scene.case.reference in page} == found
    assert "q=" not in page
    assert 'method="post" action="/caseload/"' in page


def test_a_reference_finds_its_household(browser_of: Any, people: Cast) -> None:
    first, second = filled(people, 2)
    page = browser_of("asha").post("/caseload/", {"q": first.case.reference.lower()}).content.decode()
    assert first.case.reference in page
    assert second.case.reference not in page


@pytest.mark.parametrize("words", ["O'Connor", "o’connor", "OCONNOR", "zoë", "AL-7K3M9P"])
def test_a_name_is_found_as_the_search_finds_it(words: str) -> None:
    case = SimpleNamespace(household=SimpleNamespace(name="The O’Connor household"), reference="AL-7K3M9P")
    row = Row(cast(Any, SimpleNamespace(case=case, names=["Zoe O’Connor"], today=None)))
    assert row.matches(words)
    assert not row.matches(words + "x")
