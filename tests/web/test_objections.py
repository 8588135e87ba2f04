"""Objections on pages: written down from a question of the review, listed, and answered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import agreements, clock
from agencies.looks import ON_RECORD
from agencies.models import AuditEvent, SharingAgreement, StagedMention
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


BORN = {"born_on_0": "9", "born_on_1": "4", "born_on_2": "1981"}


def looked_for(browser, surname: str, **born: str) -> str:
    """What is shown of them."""
    return text(browser.post("/objections/on-record/", {"surname": surname, **BORN, **born}))


def test_somebody_who_is_in_no_question_is_looked_for_and_objects(
    people: Cast, browser_of, question: ComparedPair
) -> None:
    gill = browser_of("gill")
    assert "/objections/on-record/" in gill.get("/objections/").content.decode()
    assert looked_for(gill, "  béll ").count("Rosa Bell") == 1
    for surname, born in [("Bel", {}), ("Bell", {"born_on_2": "1982"}), ("Owl", {})]:
        assert "No agency named anybody like this" in looked_for(gill, surname, **born)
    for surname, born in [("", {}), (" ' ", {}), ("Bell", {"born_on_1": "13"})]:
        assert gill.post("/objections/on-record/", {"surname": surname, **BORN, **born}).status_code == 422
    address = f"/mentions/{question.left_id}/objects/"
    assert address in gill.post("/objections/on-record/", {"surname": "Bell", **BORN}).content.decode()
    assert send(gill, address, words=" ").status_code == 422
    answer = send(gill, address, words="Take me off your list")
    with database_role("seed"):
        row = Objection.objects.get()
    assert (row.mention_id, row.words, answer["Location"]) == (
        question.left_id,
        "Take me off your list",
        f"/objections/{row.pk}/",
    )


def test_what_was_typed_stands_on_the_trail_as_a_mark_alone(people: Cast, browser_of, question: ComparedPair) -> None:
    gill = browser_of("gill")
    for surname in ("Bell", "bell", "Owl"):
        looked_for(gill, surname)
    with database_role("seed"):
        rows = list(AuditEvent.objects.filter(subject_type=ON_RECORD).order_by("pk").values_list("details", flat=True))
    assert [row["rows"] for row in rows] == [1, 1, 0]
    assert rows[0]["asked"] == rows[1]["asked"] != rows[2]["asked"]
    assert "ell" not in str(rows).lower().replace("asked", "")


def test_what_a_newer_extract_replaced_is_not_found(people: Cast, browser_of, question: ComparedPair) -> None:
    gill = browser_of("gill")
    assert "Rosa Bell" in looked_for(gill, "Bell")
    with database_role("seed"):
        StagedMention.objects.update(is_current=False)
    assert "No agency named anybody like this" in looked_for(gill, "Bell")
    assert gill.get(f"/mentions/{question.left_id}/objects/").status_code == 404


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "-1"])
def test_a_number_of_nobody_is_not_there(people: Cast, browser_of, question: ComparedPair, key: str) -> None:
    assert browser_of("gill").get(f"/mentions/{key}/objects/").status_code == 404


def test_whom_the_agreement_no_longer_binds_is_not_found(
    people: Cast, browser_of, agreement: SharingAgreement, question: ComparedPair
) -> None:
    with database_role("seed"):
        agreements.suspend(agreement, reason="Looked at again", by=people.gill)
    gill = browser_of("gill")
    assert "No agency named anybody like this" in looked_for(gill, "Bell")
    assert gill.get(f"/mentions/{question.left_id}/objects/").status_code == 404


@pytest.mark.parametrize("who", ["asha", "mina", "adi", "ana", "chidi"])
def test_they_are_for_the_governance_lead_alone(people: Cast, browser_of, question: ComparedPair, who: str) -> None:
    row = make_objections(people, question)[0]
    browser = browser_of(who)
    assert browser.get("/objections/").status_code == 403
    assert browser.get(f"/objections/{row.pk}/").status_code == 404
    assert browser.get(f"/link-questions/{question.pk}/objects/").status_code == 404
    assert browser.get("/objections/on-record/").status_code == 403
    assert browser.post("/objections/on-record/", {"surname": "Bell", **BORN}).status_code == 403
    assert browser.post("/objections/on-record/", {"surname": ""}).status_code == 403
    for key in (question.left_id, 0):
        assert browser.get(f"/mentions/{key}/objects/").status_code == 403, "whether it is there or not"


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
