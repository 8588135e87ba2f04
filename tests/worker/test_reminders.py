"""The bells of the reminders: what each calls, and that it commits its steps one by one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection

from agencies import heartbeats
from casework.models import Reminder, ReminderMessage
from tests.conftest import database_role
from tests.database import run
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.outcomes import make_action
from tests.factories.reminders import Minutes
from worker.tasks.reminders import plan_reminders, send_reminders

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def rung(clock: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Something of Asha's is due, it is noon; bells that tasks ring are written down, and not sent."""
    Minutes(clock, cast).at(0, 12)
    with database_role("seed"):
        make_action(make_scene(cast))
        run("UPDATE outcomes_action SET due_on = today()")
    bells: list[str] = []
    monkeypatch.setattr(send_reminders, "apply_async", lambda *_, **__: bells.append(send_reminders.name))
    with database_role("worker"):
        yield bells


def test_planning_raises_prepares_and_rings_for_sending(rung: list[str]) -> None:
    plan_reminders()
    assert (Reminder.objects.count(), ReminderMessage.objects.get().state) == (1, "waiting")
    assert rung == ["worker.tasks.reminders.send_reminders"]
    assert "reminders" in heartbeats.last_seen()
    plan_reminders()
    assert len(rung) == 1


def test_sending_sends_a_batch_and_rings_until_none_waits(rung: list[str]) -> None:
    plan_reminders()
    send_reminders()
    send_reminders()
    assert [each.to for each in outbox.outbox] == [["asha@example.org"]]
    assert len(rung) == 2


@pytest.mark.parametrize("task", [plan_reminders, send_reminders])
def test_they_run_in_no_transaction_of_the_task(
    task: Callable[[], None], monkeypatch: pytest.MonkeyPatch, role: Callable[[str], AbstractContextManager[None]]
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(task, "run", lambda: seen.append(connection.in_atomic_block))
    with role("worker"):
        task()
    assert seen == [False]
