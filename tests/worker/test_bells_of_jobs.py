"""The bell of jobs: it rings for itself until none waits, and then for the linkage of what came in by them."""

from unittest.mock import MagicMock, patch

import pytest

from agencies import jobs
from worker.tasks import jobs as bells


@pytest.mark.parametrize(
    ("found_one", "has_worked", "rings_again", "rings_for_linkage"),
    [
        (True, False, True, False),
        (True, True, True, False),
        (False, True, False, True),
        (False, False, False, False),
    ],
    ids=["one waits", "another waits", "none waits any more", "none waited"],
)
def test_it_rings_for_the_next_and_then_for_the_linkage(
    found_one: bool, has_worked: bool, rings_again: bool, rings_for_linkage: bool
) -> None:
    again, linkage = MagicMock(), MagicMock()
    with (
        patch.object(jobs, "work_next", return_value=found_one),
        patch.object(bells.work_next_job, "delay", again),
        patch.object(bells.link_what_came, "delay", linkage),
    ):
        bells.work_next_job.run(has_worked=has_worked)
    assert (again.called, linkage.called) == (rings_again, rings_for_linkage)
    if rings_again:
        again.assert_called_once_with(has_worked=True)
