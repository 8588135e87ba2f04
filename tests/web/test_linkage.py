"""Clerical review on pages: two rows side by side, an answer, the next two, and a way back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.job_states import JobKind, JobState
from agencies.models import Job, SharingAgreement
from casework.models import LinkageRun, LinkAnswer
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import make_linkage_agreement
from tests.factories.linkage import OTHERS, ROSA, UNDATED, make_stored_question, take_in, work
from tests.web.test_agreements import change, send, text


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(people)


def test_nothing_is_linked_before_anything_came(people: Cast, browser_of) -> None:
    gill = browser_of("gill")
    assert "Nothing was linked yet" in text(gill.get("/linkage/"))
    answer = change(gill, "/linkage/again/")
    assert answer.status_code == 422
    assert "Hand one over first." in text(answer)


def test_what_the_run_could_not_tell_is_answered_and_taken_back(people: Cast, browser_of, agreement) -> None:
    take_in(people.gill, agreement, "nhs_emergency", ROSA, *OTHERS)
    take_in(people.gill, agreement, "adult_social_care", UNDATED)
    gill = browser_of("gill")
    assert change(gill, "/linkage/again/")["Location"] == "/linkage/"
    assert "Under way" in text(gill.get("/linkage/"))
    work()
    page = gill.get("/linkage/")
    assert "32 rows linked" in text(page)
    assert "1 question for you" in text(page)
    question = f"/link-questions/{page.context['first']}/"
    shown = text(gill.get(question))
    assert "It is likely, from what both say, and not certain." in shown
    assert "Date of birth 9 April 1981 –" in shown, "what one row does not say is plain"
    assert "NHS number 9990000018 –" in shown
    assert "Surname : equal; speaks for one person" in shown, "and so is what was compared"
    assert "1 question is left." in shown
    assert send(gill, question, note="Same home").status_code == 422, "nothing is preselected"
    assert send(gill, question, is_same="same", note="Same home")["Location"] == "/linkage/"
    with database_role("seed"):
        said = LinkAnswer.objects.get()
    assert (said.is_same, said.note) == (True, "Same home")
    page = text(gill.get("/linkage/"))
    assert "You said: one person." in page
    assert "0 questions for you" in page
    back = f"/link-answers/{said.pk}/take-back/"
    assert "said of these two rows that they are one person" in text(gill.get(back))
    assert change(gill, back)["Location"] == "/linkage/"
    assert "1 question for you" in text(gill.get("/linkage/"))


def test_one_answer_leads_to_the_next_question(people: Cast, browser_of, agreement) -> None:
    with database_role("seed"):
        one, two = (make_stored_question(people, agreement) for _ in range(2))
    gill = browser_of("gill")
    first, second = sorted((one.pk, two.pk), key=str)
    page = text(gill.get(f"/link-questions/{first}/"))
    assert "2 questions are left." in page
    assert "Leave this one, and go to the next" in page
    answer = send(gill, f"/link-questions/{first}/", is_same="two")
    assert answer["Location"] == f"/link-questions/{second}/"
    again = send(gill, f"/link-questions/{first}/", is_same="same")
    assert again.status_code == 409
    assert "Somebody answered this meanwhile." in text(again)


def test_a_run_that_failed_says_why(people: Cast, browser_of, agreement) -> None:
    with database_role("seed"):
        run = make_stored_question(people, agreement).run
        failed = LinkageRun.objects.create(asked_by=people.gill.signatory)
        Job.objects.create(
            kind=JobKind.LINK, subject_id=failed.pk, agency=people.gill.signatory.agency, asked_by=people.gill.signatory,
            state=JobState.FAILED, finished_at=clock.now(), trouble="It needs more memory.",
        )  # fmt: skip
    page = text(browser_of("gill").get("/linkage/"))
    assert "Failed It needs more memory." in page
    assert run.stored_at, "and what was found before still counts"
    assert "1 question for you" in page


@pytest.mark.parametrize("is_ours", [True, False])
def test_only_a_run_of_ones_own_agency_leads_to_its_job(people: Cast, browser_of, agreement, is_ours: bool) -> None:
    by = people.gill.signatory if is_ours else people.chidi.signatory
    with database_role("seed"):
        make_stored_question(people, agreement)
        run = LinkageRun.objects.create(asked_by=by)
        job = Job.objects.create(
            kind=JobKind.LINK, subject_id=run.pk, agency=by.agency, asked_by=by,
            state=JobState.FAILED, finished_at=clock.now(), trouble="It needs more memory.",
        )  # fmt: skip
    gill, address = browser_of("gill"), f"/jobs/{job.pk}/"
    assert (address in gill.get("/linkage/").content.decode()) is is_ours
    assert gill.get(address).status_code == (200 if is_ours else 404)


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_statements_for_three_questions_as_for_one(number: int, people: Cast, browser_of, agreement) -> None:
    with database_role("seed"):
        pairs = [make_stored_question(people, agreement) for _ in range(number)]
    gill = browser_of("gill")
    gill.get("/linkage/")
    for address in ("/linkage/", f"/link-questions/{pairs[0].pk}/"):
        with CaptureQueriesContext(connection) as asked:
            gill.get(address)
        assert len(asked) <= 24, address
