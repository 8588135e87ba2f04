"""Jobs on pages: what each is for, how far it is, what to do where it failed; and another try, for whoever watches them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.actors import Actor
from agencies.job_states import JobKind, JobState
from agencies.models import Job
from agencies.open_sessions import SEEN
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import make_extract, make_failed_job
from tests.web.test_agreements import change, text
from web.sessions import WRITTEN_EVERY

ONLY_THE_LAST = "Only the last job, where it failed, can be tried again."
RUNNING = {"state": JobState.RUNNING, "claim": uuid4(), "tries": 1}


def make_job(by: Actor, kind: JobKind, **said: Any) -> Job:
    """One as the worker left it."""
    if said.get("state") == JobState.RUNNING:
        said |= {"lease_until": clock.now() + timedelta(minutes=6), "started_at": clock.now()}
    with database_role("seed"):
        return Job.objects.create(
            kind=kind, subject_id=uuid4(), agency=by.signatory.agency, asked_by=by.signatory, **said
        )


@pytest.fixture
def failed(people: Cast) -> Job:
    with database_role("seed"):
        return make_failed_job(make_extract(people))


@pytest.mark.parametrize(
    ("kind", "said", "words", "value"),
    [
        (JobKind.TAKE_IN_EXTRACT, {}, "0 % of the file is read.", b'value="0"'),
        (JobKind.TAKE_IN_EXTRACT, {**RUNNING, "done": 30, "total": 40}, "75 % of the file is read.", b'value="75"'),
        (
            JobKind.LINK, {**RUNNING, "stage": "weighing", "done": 1, "total": 4},
            "Step 2 of 4. It weighs how likely two rows are of one person.", b'value="25"',
        ),
        (JobKind.PREPARE_DISCLOSURE, {**RUNNING, "done": 7}, "7 rows are read.", b'max="100">'),
        (JobKind.PREPARE_DISCLOSURE, {}, "It has not begun yet.", b'value="0"'),
    ],
)  # fmt: skip
def test_how_far_it_is_stands_in_words_and_on_a_bar(people: Cast, browser_of, kind, said, words, value) -> None:
    job = make_job(people.gill, kind, **said)
    answer = browser_of("gill").get(f"/jobs/{job.pk}/")
    assert words in text(answer)
    assert value in answer.content
    assert b'data-moves="said"' in answer.content, "scripts ask for it again"
    assert "Look again" in text(answer), "and so can whoever has none"
    assert "cut off" not in text(answer)


def test_that_it_was_cut_off_is_said_while_it_goes_on(people: Cast, browser_of) -> None:
    gill = browser_of("gill")
    third = make_job(people.gill, JobKind.LINK, **{**RUNNING, "tries": 3})
    assert "It was cut off 2 times, and goes on by itself." in text(gill.get(f"/jobs/{third.pk}/"))
    waits = make_job(people.gill, JobKind.TAKE_IN_EXTRACT, tries=1)
    assert "It was cut off 1 time, and" in text(gill.get(f"/jobs/{waits.pk}/"))


def test_one_that_failed_says_what_to_do_and_who_tried_again(people: Cast, browser_of, failed: Job) -> None:
    gill, address = browser_of("gill"), f"/jobs/{failed.pk}/"
    answer = gill.get(address)
    page = text(answer)
    assert "The file is not kept any more. Hand it over again." in page
    assert b"data-moves" not in answer.content, "nothing moves any more"
    assert f"/extracts/{failed.subject_id}/" in answer.content.decode(), "what it was for"
    assert "It is done again with what Gill may do" in text(gill.get(f"{address}retry/"))
    assert change(gill, f"{address}retry/")["Location"] == address
    page = text(gill.get(address))
    assert "Waiting for its turn" in page
    assert "Tried again, after it had failed" in page
    assert ONLY_THE_LAST in text(change(gill, f"{address}retry/"))
    with database_role("seed"):
        assert Job.objects.get().state == JobState.QUEUED


def test_what_was_asked_for_again_since_is_not_tried_again(people: Cast, browser_of, failed: Job) -> None:
    with database_role("seed"):
        Job.objects.create(
            kind=failed.kind, subject_id=failed.subject_id, agency=failed.agency, asked_by=failed.asked_by,
            asked_at=clock.now() + timedelta(seconds=1),
        )  # fmt: skip
    gill = browser_of("gill")
    assert b"/retry/" not in gill.get(f"/jobs/{failed.pk}/").content
    assert ONLY_THE_LAST in text(change(gill, f"/jobs/{failed.pk}/retry/"))
    with database_role("seed"):
        assert Job.objects.get(pk=failed.pk).state == JobState.FAILED


def test_whoever_asked_sees_it_and_has_no_button(people: Cast, browser_of) -> None:
    said = {"state": JobState.FAILED, "finished_at": clock.now(), "trouble": "The file is not kept any more."}
    failed = make_job(people.ana, JobKind.TAKE_IN_EXTRACT, **said)
    ana = browser_of("ana")
    answer = ana.get(f"/jobs/{failed.pk}/")
    assert answer.status_code == 200
    assert b"/retry/" not in answer.content
    assert f"/extracts/{failed.subject_id}/".encode() not in answer.content, "a page that she has no use for"
    assert ana.get(f"/jobs/{failed.pk}/retry/").status_code == 403
    assert change(ana, f"/jobs/{failed.pk}/retry/").status_code == 403
    assert "Take in an extract" in text(ana.get("/jobs/asked-for/"))


@pytest.mark.parametrize("who", ["asha", "mina", "adi", "chidi"])
def test_nobody_else_is_told_that_it_is_there(people: Cast, browser_of, failed: Job, who: str) -> None:
    browser = browser_of(who)
    assert browser.get(f"/jobs/{failed.pk}/").status_code == 404
    assert "Nothing was asked for yet" in text(browser.get("/jobs/asked-for/"))


def seen_of(browser: Client) -> datetime:
    return datetime.fromisoformat(browser.session[SEEN])


def test_a_page_that_looks_by_itself_keeps_no_session_open(people: Cast, browser_of, failed: Job) -> None:
    gill, address = browser_of("gill"), f"/jobs/{failed.pk}/"
    session = gill.session
    long_ago = clock.now() - WRITTEN_EVERY - timedelta(seconds=5)
    session[SEEN] = long_ago.isoformat()
    session.save()
    assert gill.get(address, headers={"X-Looks-By-Itself": "yes"}).status_code == 200
    assert seen_of(gill) == long_ago
    gill.get(address)
    assert seen_of(gill) > long_ago, "a person does"
    session = gill.session
    session[SEEN] = (clock.now() - settings.SESSION_IDLE - timedelta(seconds=5)).isoformat()
    session.save()
    assert gill.get(address, headers={"X-Looks-By-Itself": "yes"}).status_code == 302, "and it brings none back"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(people: Cast, browser_of, rows: int) -> None:
    for _ in range(rows):
        make_job(people.gill, JobKind.LINK)
    gill = browser_of("gill")
    gill.get("/jobs/asked-for/")
    with CaptureQueriesContext(connection) as asked:
        page = text(gill.get("/jobs/asked-for/"))
    assert page.count("Waiting for its turn") == rows
    assert len(asked) <= 9


def test_the_list_goes_on_over_the_page(people: Cast, browser_of) -> None:
    with database_role("seed"):
        Job.objects.bulk_create(
            Job(kind=JobKind.LINK, subject_id=uuid4(), agency=people.gill.signatory.agency, asked_by=people.gill.signatory)
            for _ in range(51)
        )  # fmt: skip
    gill = browser_of("gill")
    first, second = (text(gill.get(f"/jobs/asked-for/?page={number}")) for number in (1, 2))
    assert (first.count("Waiting for its turn"), second.count("Waiting for its turn")) == (50, 1)
    assert "Older" in first
    assert "Newer" in second
