"""The printed plan: what they want, who does what next, whom to ask, and nothing that should not hang on a fridge."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock, memberships
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from outcomes import actions, ratings, reviews
from outcomes.enums import Voice
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_action, make_outcome

BOTH = ["plan/", "plan/easy-read/"]


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def text_of(browser: Any, scene: Scene, end: str) -> str:
    answer = browser.get(f"/cases/{scene.case.reference}/{end}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("end", BOTH)
def test_it_says_what_they_want_who_does_what_and_whom_to_ask(browser_of: Any, scene: Scene, end: str) -> None:
    with database_role("seed"):
        outcome = make_outcome(scene, wording="I sleep <well>")
        rosa = scene.member("Rosa")
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=5, by=scene.cast.asha)
        ratings.rate(outcome, voice=Voice.WORKER, value=9, by=scene.cast.asha)
        make_action(scene, outcome)
        reviews.plan(scene.case, due_on=clock.today() + timedelta(days=14), by=scene.cast.asha)
    text = text_of(browser_of("asha"), scene, end)
    for said in (
        "I sleep &lt;well&gt;", "From 2 to 5. Goal 8", "Ask the landlord about the boiler", "We look at it again on",
        str(scene.cast.asha.user.email),
    ):  # fmt: skip
        assert said in text, said
    assert "to 9" not in text


@pytest.mark.parametrize("end", BOTH)
def test_their_last_words_stand_under_what_they_want(browser_of: Any, scene: Scene, end: str) -> None:
    with database_role("seed"):
        outcome, (rosa, tom) = make_outcome(scene), (scene.member(name) for name in ("Rosa", "Tom"))
        by, own = scene.cast.asha, Voice.PARTICIPANT
        ratings.rate(outcome, voice=own, member=rosa, value=3, words="The first night", by=by)
        ratings.rate(outcome, voice=own, member=rosa, value=4, words="I slept <twice>", by=by)
        ratings.rate(outcome, voice=own, member=tom, value=5, by=by)
        ratings.rate(outcome, voice=Voice.WORKER, value=9, words="She coughs", by=by)
        ratings.rate(outcome, voice=own, member=tom, value=1, words="He shouts", was_said_alone=True, by=by)
    text = text_of(browser_of("asha"), scene, end)
    assert re.search(r'<q dir="auto">I slept &lt;twice&gt;</q>[^/]*Rosa', text)
    for hidden in ("The first night", "She coughs", "He shouts"):
        assert hidden not in text, hidden


@pytest.mark.parametrize("end", BOTH)
def test_what_is_not_for_everybody_there_is_not_on_it(browser_of: Any, scene: Scene, end: str) -> None:
    with database_role("seed"):
        rosa, tom = scene.member("Rosa"), scene.member("Tom")
        kept = make_outcome(scene, rosa, wording="Only between us", not_to_disclose_to=[tom.person])
        make_action(scene, kept)
        for title, more in (
            ("See the IDVA", {"category": DataCategory.DOMESTIC_ABUSE}),
            ("Ring the school quietly", {"category": DataCategory.GENERAL, "not_to_disclose_to": [tom.person]}),
        ):
            actions.take_on(
                scene.case,
                title=title,
                due_on=clock.today(),
                reason="safety",
                owner_worker=scene.cast.asha.membership,
                by=scene.cast.asha,
                **more,
            )
        make_outcome(scene, wording="Not agreed yet", agreed=False)
        reviews.plan(scene.case, due_on=clock.today(), not_to_disclose_to=[tom.person], by=scene.cast.asha)
    text = text_of(browser_of("asha"), scene, end)
    for hidden in ("Only between us", "Ask the landlord", "IDVA", "quietly", "Not agreed yet", "The Bell household",
        "We look at it again",
    ):  # fmt: skip
        assert hidden not in text, hidden


@pytest.mark.parametrize("end", BOTH)
def test_the_worker_is_rung_on_their_number_and_the_paper_names_no_case(
    browser_of: Any, scene: Scene, end: str
) -> None:
    asha = scene.cast.asha
    with database_role("seed"):
        memberships.give_phone(asha.membership, phone=" 01632  960 123", by=scene.cast.adi)
    text = text_of(browser_of("asha"), scene, end)
    assert f"Ring {asha.user.name}: <b>01632 960 123</b>" in text
    assert str(asha.user.email) not in text
    # Addresses are for the screen; what is printed names neither the case nor the household.
    shown = re.sub(r"<[^>]+>", " ", text)
    assert scene.case.reference not in shown


@pytest.mark.parametrize("phone", ["ring me", "12345", "0" * 21, "01632 960 123; 999", "+", "٠١٦٣٢ ٩٦٠"])
def test_a_number_that_cannot_be_rung_is_refused(scene: Scene, phone: str) -> None:
    with database_role("seed"), pytest.raises(Invalid, match="telephone number"):
        memberships.give_phone(scene.cast.asha.membership, phone=phone, by=scene.cast.adi)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("end", BOTH)
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, end: str, number: int) -> None:
    with database_role("seed"):
        for _ in range(number):
            make_action(scene, make_outcome(scene))
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        text_of(browser, scene, end)
    assert len(asked) <= 27, (len(asked), [each["sql"][:90] for each in asked])
