"""A job in a real browser: its page moves by itself while the worker is at it, and stands still once it is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from agencies import clock
from agencies.actors import acting
from agencies.enums import SystemActor
from agencies.job_states import JobKind, JobState
from agencies.models import Job
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.journeys.browsing import Visit

PASSWORD = "correct horse battery staple"
OVER = {"state": JobState.DONE, "claim": None, "lease_until": None, "tries": 0}


@pytest.fixture
def job(cast: Cast) -> Job:
    with database_role("seed"):
        assert cast.gill.user is not None
        cast.gill.user.set_password(PASSWORD)
        cast.gill.user.save()
        return Job.objects.create(
            kind=JobKind.LINK, subject_id=uuid4(), agency=cast.gill.signatory.agency, asked_by=cast.gill.signatory,
            state=JobState.RUNNING, claim=uuid4(), tries=1, started_at=clock.now(), stage="reading", done=0, total=4,
            lease_until=clock.now() + timedelta(minutes=6),
        )  # fmt: skip


def note(job: Job, **said: Any) -> None:
    with database_role("worker"), acting(SystemActor.JOBS):
        assert Job.objects.filter(pk=job.pk).update(**said) == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_it_moves_by_itself_until_it_is_over(job: Job, visit: Callable[..., Visit], width: int) -> None:
    gill = visit(width)
    gill.sign_in("gill", PASSWORD, then=f"/jobs/{job.pk}/")
    gill.check()
    page = gill.page
    assert not page.get_by_role("link", name="Look again").is_visible(), "nobody has to"
    page.get_by_text("Step 1 of 4.").wait_for()
    note(job, stage="weighing", done=1)
    page.get_by_text("Step 2 of 4.").wait_for()
    assert page.locator("progress").get_attribute("value") == "25"
    note(job, finished_at=clock.now(), **OVER)
    page.locator("h2", has_text="Done").wait_for()
    assert page.get_by_role("status").first.text_content() == "Done", "said to whoever does not see it"
    assert page.locator("[data-moves]").count() == 0
    gill.check()
    gill.follow("All that was asked for")
    gill.check()


def test_without_scripts_one_looks_again(job: Job, visit: Callable[..., Visit]) -> None:
    gill = visit(390, scripts=False)
    gill.sign_in("gill", PASSWORD, then=f"/jobs/{job.pk}/")
    note(job, stage="linking", done=2)
    gill.follow("Look again")
    assert "Step 3 of 4." in gill.page.locator("main").inner_text()
    gill.check()
