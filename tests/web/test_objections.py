"""Objections on pages: written down from a question of the review, listed, and answered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.models import SharingAgreement
from casework.models import ComparedPair, Objection
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import make_linkage_agreement
from tests.factories.linkage import make_stored_question
from tests.web.test_agreements import send, text


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


@pytest.fixture
def question(people: Cast, agreement: SharingAgreement) -> ComparedPair:
    with database_role("seed"):
        return make_stored_question(people, agreement)


def make_objections(people: Cast, question: ComparedPair, number: int = 1) -> list[Objection]:
    with database_role("seed"):
        return [
            Objection.objects.create(
                mention=question.right, mentions=[question.right_id], words="Leave me alone",
                recorded_by=people.gill.signatory, recorded_at=clock.now() - timedelta(minutes=at),
            )
            for at in range(number)
        ]  # fmt: skip


def test_one_of_two_people_objects_and_is_answered_once(people: Cast, browser_of, question: ComparedPair) -> None:
    gill = browser_of("gill")
    assert "Nobody objects" in text(gill.get("/objections/"))
    address = f"/link-questions/{question.pk}/objects/"
    assert address in gill.get(f"/link-questions/{question.pk}/").content.decode()
    assert send(gill, address, words="Take me off your list").status_code == 422, "nobody is preselected"
    assert send(gill, address, row=str(question.right_id), words=" ").status_code == 422
    assert send(gill, address, row="999999", words="Take me off").status_code == 422, "nobody but these two"
    answer = send(gill, address, row=str(question.right_id), words="Take me off your list")
    with database_role("seed"):
        row = Objection.objects.get()
    assert (row.mention_id, row.words) == (question.right_id, "Take me off your list")
    one = f"/objections/{row.pk}/"
    assert answer["Location"] == one
    assert "Waits for an answer" in text(gill.get("/objections/"))
    assert "Take me off your list" in text(gill.get(one))
    assert send(gill, one, reason="She said so on the telephone").status_code == 422, "nothing is preselected"
    said = {"finding": "taken_back", "reason": "She said so on the telephone"}
    assert send(gill, one, **said)["Location"] == one
    page = text(gill.get(one))
    assert "Taken back by whoever objected She said so on the telephone" in page
    assert "Give this answer" not in page
    assert "Taken back by whoever objected" in text(gill.get("/objections/"))


@pytest.mark.parametrize("who", ["asha", "mina", "adi", "ana", "chidi"])
def test_they_are_for_the_governance_lead_alone(people: Cast, browser_of, question: ComparedPair, who: str) -> None:
    row = make_objections(people, question)[0]
    browser = browser_of(who)
    assert browser.get("/objections/").status_code == 403
    assert browser.get(f"/objections/{row.pk}/").status_code == 404
    assert browser.get(f"/link-questions/{question.pk}/objects/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_statements_for_three_as_for_one(people: Cast, browser_of, question: ComparedPair, number: int) -> None:
    make_objections(people, question, number)
    gill = browser_of("gill")
    gill.get("/objections/")
    with CaptureQueriesContext(connection) as asked:
        assert text(gill.get("/objections/")).count("Leave me alone") == number
    assert len(asked) <= 12


def test_the_list_goes_on_over_the_page(people: Cast, browser_of, question: ComparedPair) -> None:
    make_objections(people, question, 51)
    gill = browser_of("gill")
    counts = [text(gill.get(f"/objections/?page={number}")).count("Leave me alone") for number in (1, 2)]
    assert counts == [50, 1]
