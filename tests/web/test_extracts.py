"""Extracts on pages: a file is handed over, watched, mended, and taken in once it was only checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import jobs
from agencies.extracts import kept, receiving
from agencies.job_states import JobState
from agencies.models import Extract, Job, SharingAgreement
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import file_of, make_extract, make_failed_job, make_linkage_agreement, rows_of
from tests.factories.papers import a_folder
from tests.web.test_agreements import change, send, text

NHS = "nhs_emergency"


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as path:
        yield Path(path)


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


def hand_over(browser: Any, under: SharingAgreement, rows: list[dict[str, str]], **said: Any) -> Any:
    file = SimpleUploadedFile("extract.csv", file_of(NHS, rows))
    return send(browser, "/extracts/hand-over/", **{"agreement": str(under.pk), "profile": NHS, "file": file, **said})


def work() -> None:
    with database_role("worker"):
        jobs.work_next()


def test_a_file_is_handed_over_watched_and_taken_in(people: Cast, browser_of, folder, agreement) -> None:
    gill = browser_of("gill")
    answer = hand_over(gill, agreement, [*rows_of(NHS, {}), *rows_of(NHS, {"birth_date": "soon"})])
    page = text(gill.get(answer["Location"]))
    assert "Waiting for its turn" in page
    assert "0 % of the file is read" in page
    work()
    page = text(gill.get(answer["Location"]))
    assert "Taken in" in page
    assert "1 people and places named" in page
    assert "birth_date No date as this profile expects: YYYY-MM-DD." in page
    assert "2 How they arrived at the emergency department" in page, "what was dropped is counted"
    listed = text(gill.get("/extracts/"))
    assert "NHS: emergency attendances" in listed
    assert "Taken in" in listed


def test_what_was_only_checked_is_taken_in_after_saying_what_that_does(
    people: Cast, browser_of, folder, agreement
) -> None:
    gill = browser_of("gill")
    address = hand_over(gill, agreement, rows_of(NHS, {}), only_check="on")["Location"]
    work()
    assert "It was only checked: nothing of it counts yet." in text(gill.get(address))
    answer = change(gill, f"{address}take-in/")
    assert answer["Location"] == address
    work()
    assert Extract.objects.get().taken_in_at
    assert "1 people and places named" in text(gill.get(address))


def test_a_job_that_stopped_says_why_and_can_go_on(people: Cast, browser_of, folder, agreement) -> None:
    with database_role("seed"):
        job = make_failed_job(make_extract(people, agreement))
    gill, address = browser_of("gill"), f"/extracts/{job.subject_id}/"
    assert "The file is not kept any more. Hand it over again." in text(gill.get(address))
    assert change(gill, f"{address}go-on/")["Location"] == address
    assert Job.objects.get().state == JobState.QUEUED
    assert change(gill, f"{address}go-on/").status_code == 409


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"agreement": ""}, "Choose the agreement that lets this file be handed over"),
        ({"profile": ""}, "Choose which file it is"),
        ({"profile": "dogs"}, "Select a valid choice"),
        ({"file": ""}, "Choose the file"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "The file is empty"),
    ],
)
def test_what_is_missing_is_said_beside_it(people: Cast, browser_of, folder, agreement, said, words) -> None:
    answer = hand_over(browser_of("gill"), agreement, rows_of(NHS, {}), **said)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Extract.objects.exists()


def test_a_file_that_is_too_large_is_not_read_to_its_end(
    people: Cast, browser_of, folder, agreement, monkeypatch
) -> None:
    monkeypatch.setattr("config.uploads.LARGE", {"/extracts/hand-over/": 100})
    answer = hand_over(browser_of("gill"), agreement, rows_of(NHS, {}))
    assert "The file is larger than 100 MB" in text(answer)
    assert list(folder.rglob("*.new")) == []


def test_without_an_agreement_the_page_says_what_is_needed(people: Cast, browser_of, folder) -> None:
    gill = browser_of("gill")
    assert "No agreement lets this be handed over" in text(gill.get("/extracts/hand-over/"))
    assert "Nothing was handed over yet" in text(gill.get("/extracts/"))


def test_rows_to_mend_are_given_as_a_table_to_whoever_has_just_shown_who_they_are(
    people: Cast, browser_of, folder, agreement
) -> None:
    with database_role("seed"):
        extract = make_extract(people, agreement)
    answer = browser_of("gill").get(f"/extracts/{extract.pk}/to-mend/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert "No date as this profile expects" in answer.content.decode()


def test_the_agency_s_own_profiles_are_offered_before_those_of_the_product(
    people: Cast, browser_of, folder, agreement
) -> None:
    with database_role("app"):
        own = receiving.profile_chosen("fire", by=people.gill)
        spec = {**own.spec, "title": "Fire: our own list"}
        receiving.keep_profile(name="fire", spec=spec, by=people.gill)
    page = text(browser_of("gill").get("/extracts/hand-over/"))
    assert "Fire: our own list, version 2" in page
    assert "Fire: incidents and visits" not in page
    assert "Housing: tenancies" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(people: Cast, browser_of, folder, agreement, rows) -> None:
    with database_role("seed"):
        for _ in range(rows):
            make_failed_job(make_extract(people, agreement))
    gill = browser_of("gill")
    gill.get("/extracts/")
    with CaptureQueriesContext(connection) as asked:
        page = text(gill.get("/extracts/"))
    assert page.count("Stopped") == rows
    assert len(asked) == 9
    assert kept.PLACE == "extracts"
