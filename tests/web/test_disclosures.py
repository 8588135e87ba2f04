"""Disclosures on pages: asked for, let go, watched, fetched by whoever has just shown that it is them, and stopped."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies import jobs
from agencies.disclosure_states import DisclosureState
from agencies.models import Disclosure, SharingAgreement
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.disclosures import (
    KEY,
    make_disclosing_agreement,
    make_disclosure,
    make_fetchable,
    make_released,
    pia_of,
    share_for,
    unsealed,
)
from tests.factories.papers import a_folder
from tests.web.conftest import whole_session
from tests.web.test_agreements import ask, change, send, text
from web.sessions import PROVED

S = DisclosureState


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as path:
        yield Path(path)


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        agreement = make_disclosing_agreement(people)
        share_for(make_scene(people), agreement)
        return agreement


@pytest.fixture
def pia(people: Cast) -> Client:
    with database_role("seed"):
        browser, actor = Client(), pia_of(people)
    whole_session(browser, actor)
    return browser


def asked(people: Cast, under: SharingAgreement, **more: Any) -> dict[str, Any]:
    return {
        "agency": str(people.team.agency_id), "agreement": str(under.pk), "purpose": "support",
        "items": ["birth_date", "household_members"], "why": "To see whom we both know", "recipient_key": KEY, **more,
    }  # fmt: skip


def fetchable(people: Cast, agreement: SharingAgreement) -> str:
    with database_role("seed"):
        return f"/disclosures/{make_fetchable(people, agreement).pk}/"


def test_it_is_asked_for_let_go_and_watched(people: Cast, browser_of, pia, folder, agreement) -> None:
    address = send(pia, "/disclosures/ask/", **asked(people, agreement))["Location"]
    page = text(pia.get(address))
    assert "Council support service decides whether it goes." in page
    assert "Let it go" not in page, "that is the other side's"
    gill = browser_of("gill")
    assert "Decide" in text(gill.get("/disclosures/"))
    page = text(gill.get(address))
    for words in (
        "To see whom we both know",
        "Files about those whom both know",
        "Date of birth",
        "Petra",
        "Refuse it",
    ):
        assert words in page
    told = text(ask(gill, f"{address}approve/"))
    assert "Petra of Police asks for it. What they need it for: To see whom we both know" in told
    assert "A file is prepared about the people whose cases are shared with Police" in told
    assert "With pseudonyms, and without names." in told
    assert change(gill, f"{address}approve/")["Location"] == address
    with database_role("worker"):
        jobs.work_next()
    page = text(gill.get(address))
    assert "it is held back, and can be stopped" in page
    assert "person, birth_year, household" in page
    assert "Let go, to be prepared" in page
    theirs = text(pia.get(address))
    assert "Fetch the file" not in theirs
    assert "birth_year" not in theirs, "nothing of the file before it is released"
    assert "Bell" not in page


def test_it_is_refused_with_a_reason_that_both_read(people: Cast, browser_of, pia, agreement) -> None:
    address, gill = send(pia, "/disclosures/ask/", **asked(people, agreement))["Location"], browser_of("gill")
    assert "Police reads that you refused it" in text(ask(gill, f"{address}refuse/", reason="Fewer items would do"))
    assert change(gill, f"{address}refuse/", reason="Fewer items would do")["Location"] == address
    assert "Refused: Fewer items would do" in text(pia.get(address))
    assert "Refused" in text(pia.get("/disclosures/"))


def test_it_is_asked_for_each_month_until_somebody_says_no(people: Cast, browser_of, pia, agreement) -> None:
    address, gill = (
        send(pia, "/disclosures/ask/", **asked(people, agreement, every="month"))["Location"],
        browser_of("gill"),
    )
    assert "Each month" in text(gill.get("/disclosures/"))
    for browser in (pia, gill):
        page = text(browser.get(address))
        assert "It is asked for again on" in page
        assert "Do not ask for it again" in page
    assert "Each time somebody here decides anew" in text(ask(gill, f"{address}approve/"))
    assert "This one goes on: stop it" in text(ask(gill, f"{address}end-schedule/"))
    assert change(gill, f"{address}end-schedule/")["Location"] == address
    page = text(pia.get(address))
    assert "From now on not asked for again" in page
    assert "It is asked for again on" not in page
    assert "This is not asked for again as it is" in text(ask(pia, f"{address}end-schedule/"))


def test_what_is_asked_for_once_says_so(people: Cast, pia, agreement) -> None:
    page = text(pia.get(send(pia, "/disclosures/ask/", **asked(people, agreement))["Location"]))
    assert "Once" in page
    assert "asked for again" not in page
    assert "Do not ask" not in page
    assert send(pia, "/disclosures/ask/", **asked(people, agreement, every="day")).status_code == 422


def test_the_file_is_fetched_and_said_to_have_arrived(people: Cast, pia, browser_of, folder, agreement) -> None:
    address = fetchable(people, agreement)
    assert "Fetch the file" in text(pia.get(address))
    answer = pia.get(f"{address}file/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].endswith('.zip.age"')
    assert "no-store" in answer["Cache-Control"]
    assert len(unsealed(answer.content)[0]) == 4
    wrong = send(pia, f"{address}arrived/", sha256="0" * 64)
    assert wrong.status_code == 422
    assert "This is not the hash of the file" in text(wrong)
    row = Disclosure.objects.get()
    for shown in (pia.get(address), pia.get("/disclosures/"), pia.get(f"{address}arrived/")):
        assert row.sha256 not in text(shown), "it is to be made of what arrived"
    assert row.sha256 in text(browser_of("gill").get(address))
    arrived = hashlib.sha256(answer.content).hexdigest()
    assert send(pia, f"{address}arrived/", sha256=arrived)["Location"] == address
    page = text(pia.get(address))
    assert row.sha256 in page
    assert "Arrived, and was removed here" in page
    assert list(folder.rglob("*.*")) == []
    assert pia.get(f"{address}file/").status_code == 409


@pytest.mark.parametrize("part", ["file", "approve"])
def test_who_has_not_just_shown_who_they_are_is_asked_for_a_code_first(
    people: Cast, browser_of, pia, folder, agreement, part: str
) -> None:
    address = fetchable(people, agreement)
    browser = pia if part == "file" else browser_of("gill")
    with database_role("seed"):
        waiting = f"/disclosures/{make_disclosure(people, agreement).pk}/"
    session = browser.session
    session[PROVED] = (timezone.now() - timedelta(minutes=6)).isoformat()
    session.save()
    answer = browser.get(f"{address}file/") if part == "file" else change(browser, f"{waiting}approve/")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/sign-in/again/")
    assert Disclosure.objects.filter(state=S.ASKED).exists()


def test_the_other_side_does_not_fetch_and_whoever_asked_does_not_let_go(
    people: Cast, browser_of, pia, folder, agreement
) -> None:
    address = fetchable(people, agreement)
    gill = browser_of("gill")
    assert gill.get(f"{address}file/").status_code == 403
    assert "Fetch the file" not in text(gill.get(address))
    with database_role("seed"):
        waiting = f"/disclosures/{make_disclosure(people, agreement).pk}/"
    assert change(pia, f"{waiting}approve/").status_code == 403


def test_it_is_stopped_after_saying_what_that_does(people: Cast, browser_of, folder, agreement) -> None:
    address, gill = fetchable(people, agreement), browser_of("gill")
    told = text(ask(gill, f"{address}stop/", reason="A complaint"))
    assert "The file with 3 rows is removed." in told
    assert "It could be fetched before: ask Police." in told
    assert change(gill, f"{address}stop/", reason="A complaint")["Location"] == address
    page = text(gill.get(address))
    assert "Stopped: A complaint" in page
    assert list(folder.rglob("*.*")) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"agency": ""}, "Choose the agency that you ask"),
        ({"agreement": ""}, "Choose the agreement that lets it pass"),
        ({"purpose": ""}, "Choose what it is for"),
        ({"items": []}, "Choose one at least"),
        ({"items": ["name"]}, "Beside a pseudonym this would say whose it is"),
        ({"why": ""}, "Say what you need it for"),
        ({"by_name": "on"}, "Say why pseudonyms would not do"),
        ({"recipient_key": ""}, "Give a public key of age"),
        ({"recipient_key": "age1x"}, "This is no public key of age"),
    ],
)
def test_what_is_missing_is_said_beside_it(people: Cast, pia, agreement, said, words) -> None:
    answer = send(pia, "/disclosures/ask/", **asked(people, agreement, **said))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Disclosure.objects.exists()


def test_without_an_agreement_the_page_says_what_is_needed(people: Cast, browser_of) -> None:
    gill = browser_of("gill")
    assert "No agreement lets a file pass to you" in text(gill.get("/disclosures/ask/"))
    assert "Nothing was asked for yet" in text(gill.get("/disclosures/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(people: Cast, browser_of, agreement, rows) -> None:
    with database_role("seed"):
        for _ in range(rows):
            make_released(people, agreement)
    gill = browser_of("gill")
    gill.get("/disclosures/")
    with CaptureQueriesContext(connection) as queries:
        page = text(gill.get("/disclosures/"))
    assert page.count("Ready to be fetched") == rows
    assert len(queries) == 8
