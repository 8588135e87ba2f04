"""Searching by page: the words stand in no address, what is hidden cannot be told from what is not there, each says why."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from casework import people as persons
from casework.enums import CaseStatus, NameKind
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def body(answer: Any) -> str:
    """The page without what is in its fields, the token and the words that were typed, and without how long the session lasts."""
    return re.sub(r' value="[^"]*"| data-left="\d+"', "", answer.content.decode())


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        made = make_scene(people)
        persons.add_name(made.member("Rosa").person, name="Rosa Hughes", kind=NameKind.FORMER, by=people.asha)
    return made


def test_somebody_is_found_and_it_says_why(browser_of: Any, scene: Scene) -> None:
    answer = browser_of("asha").post("/search/", {"words": "Roza Hughs"})
    assert "Was called Rosa Hughes. Rosa is written nearly like “Roza”" in text(answer)
    assert f'href="/cases/{scene.case.reference}/"' in answer.content.decode()
    answer = browser_of("asha").post("/search/", {"words": scene.case.reference})
    assert "The reference matches" in text(answer)


def test_the_words_stand_in_no_address(browser_of: Any, scene: Scene) -> None:
    asha = browser_of("asha")
    answer = asha.post("/search/", {"words": "Rosa Bell"})
    assert answer.status_code == 200  # shown at once: no address to be led to
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode())
    assert [each for each in addresses if "rosa" in each.lower() or "bell" in each.lower()] == []
    assert 'method="post" action="/search/"' in answer.content.decode()
    assert "Rosa Bell" not in asha.get("/search/?words=Rosa").content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_hidden_and_not_there_are_the_same_page(browser_of: Any, scene: Scene) -> None:
    dot = browser_of("dot")
    for hidden in ("Rosa Bell", "Rosa Hughes", "2 4 1988", scene.case.reference):
        missing = "Zyx" + "w" * (len(hidden) - 3)
        shown, other = (dot.post("/search/", {"words": words}) for words in (hidden, missing))
        assert shown.status_code == other.status_code == 200
        assert body(shown) == body(other)
        assert "Nobody found whom you may see" in text(shown)


@pytest.mark.parametrize("words", ["", "%", "a", "x" * 201])
def test_what_is_no_question_is_asked_again(browser_of: Any, scene: Scene, words: str) -> None:
    answer = browser_of("asha").post("/search/", {"words": words})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)


@pytest.mark.parametrize(("who", "status"), [("mina", 200), ("chidi", 200), ("gill", 403), ("ana", 403), ("adi", 403)])
def test_who_searches(browser_of: Any, scene: Scene, who: str, status: int) -> None:
    browser = browser_of(who)
    assert browser.get("/search/").status_code == status
    assert browser.post("/search/", {"words": "Rosa"}).status_code == status
    assert ('href="/search/"' in browser.get("/").content.decode()) is (status == 200)


def test_the_look_is_in_the_trail_and_the_words_are_not(browser_of: Any, scene: Scene) -> None:
    browser_of("asha").post("/search/", {"words": "Rosa Hughes"})
    (row,) = AuditEvent.objects.filter(event="search.shown", route="POST /search/")
    assert scene.member("Rosa").person_id in row.subject_ids
    assert "hughes" not in str(row.__dict__).lower()


def test_too_often_is_said(browser_of: Any, scene: Scene, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE = 1
    asha = browser_of("asha")
    answers = [asha.post("/search/", {"words": "Rosa"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "Wait a minute" in text(answers[1])


@pytest.mark.parametrize("number", [1, 3])
def test_the_statements_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    with database_role("seed"):
        for each in range(number):
            make_scene(people, CaseStatus.WORKING, (f"Rosa Bell{'e' * each}", None), name=f"The Bell{'e' * each}s")
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        page = browser.post("/search/", {"words": "Rosa"}).content.decode()
    assert page.count("found__item") == number
    assert len(asked) == 14, [each["sql"][:90] for each in asked]
