"""Documents of a case: recorded, commented on and corrected like contacts; their files are given to nobody."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.enums import DataCategory
from casework import contacts
from casework.models import Comment, Document
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.papers import make_signed_plan
from tests.factories.sharing import make_share
from tests.web.test_case import FRAME, send, show


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Rosa's, Tom's and Mia's case."""
    with database_role("seed"):
        return make_scene(people)


@pytest.fixture
def shared(scene: Scene, people: Cast) -> Scene:
    """The same, of which the police see housing and offences, and may add to it."""
    with database_role("seed"):
        make_share(scene, people.chidi)
        return scene


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/" + "".join(f"{part}/" for part in parts)


def make_document(scene: Scene, by: Any, **said: Any) -> Document:
    told = {"title": "Tenancy agreement", "category": DataCategory.HOUSING, "kind": "letter", "held_where": "Cabinet 2"}
    with database_role("seed"):
        return contacts.record_document(scene.case, dated_on=clock.today(), by=by, **{**told, **said})


TYPED = {
    "title": "Tenancy agreement", "kind": "letter", "dated_on_0": "1", "dated_on_1": "6", "dated_on_2": "2024",
    "held_where": "North office, cabinet 2", "category": "housing",
}  # fmt: skip


def test_a_document_is_recorded_and_found_on_the_list_and_in_the_story(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("asha")
    assert "No document on record" in show(browser, scene, "documents/")
    tom = str(scene.member("Tom").person_id)
    send(browser, at(scene, "documents", "new"), {**TYPED, "not_to_disclose_to": [tom]})
    row = Document.objects.get()
    for page in (show(browser, scene, "documents/"), show(browser, scene, f"documents/{row.pk}/")):
        for words in ("Tenancy agreement", "North office, cabinet 2", "Do not say this before Tom Bell"):
            assert words in page, words
    assert f"documents/{row.pk}/" in show(browser, scene, "contacts/")


def test_a_comment_a_correction_that_is_asked_for_and_its_answer(browser_of: Any, shared: Scene, people: Cast) -> None:
    row = make_document(shared, people.asha)
    asha, chidi, page = browser_of("asha"), browser_of("chidi"), at(shared, "documents", row.pk)
    assert "Tenancy agreement" in show(chidi, shared, "documents/")
    send(chidi, f"{page}comment/", {"text": "We have a copy"})
    send(chidi, f"{page}ask/", {"text": "It is of 2025"})
    text = asha.get(page).content.decode()
    assert "We have a copy" in text
    assert "Answer the correction" in text
    assert "Correct this entry" not in chidi.get(page).content.decode()
    send(asha, f"{page}correct/", {**TYPED, "dated_on_2": "2025"})
    correction = Document.objects.get(corrects=row)
    asked = Comment.objects.get(kind="correction_asked")
    said = {"outcome": "corrected", "answer": "You are right", "document": str(correction.pk)}
    answered = send(asha, at(shared, "comments", asked.pk, "answer"), said)
    assert answered["Location"] == page
    asked.refresh_from_db()
    assert asked.corrected_document == correction
    told = chidi.get(page).content.decode()
    assert "You are right" in told
    assert at(shared, "documents", correction.pk) in told


def test_a_document_that_is_not_shared_is_not_there(browser_of: Any, shared: Scene, people: Cast) -> None:
    hidden = make_document(shared, people.asha, title="Discharge letter", category=DataCategory.HEALTH)
    chidi = browser_of("chidi")
    for step in ("", "comment/", "ask/", "correct/"):
        assert chidi.get(at(shared, "documents", hidden.pk) + step).status_code == 404
    page = show(chidi, shared, "documents/")
    assert "Discharge" not in page
    assert "Nothing that is shared with you" in page
    assert '<option value="health"' not in show(chidi, shared, "documents/new/")


def test_a_signed_plan_is_listed_and_its_file_is_given_to_nobody_unchecked(
    browser_of: Any, shared: Scene, people: Cast
) -> None:
    with database_role("seed"):
        row = make_signed_plan(shared)
    page = show(browser_of("asha"), shared, f"documents/{row.pk}/")
    assert "being checked for harm" in page
    assert str(row.file_key) not in page
    chidi = browser_of("chidi")
    assert chidi.get(at(shared, "documents", row.pk)).status_code == 404
    assert row.title not in show(chidi, shared, "documents/")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("page", ["list", "one"])
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, people: Cast, number: int, page: str) -> None:
    for _ in range(number):
        row = make_document(scene, people.asha, about=[scene.people[0]])
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        show(browser, scene, "documents/" if page == "list" else f"documents/{row.pk}/")
    assert len(asked) - FRAME <= (12 if page == "list" else 16), [each["sql"][:90] for each in asked]
