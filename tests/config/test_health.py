"""Readiness names the part that cannot do its work, and never fails itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from agencies import heartbeats
from agencies.enums import SystemActor
from casework.enums import MessageState
from casework.models import ReminderMessage
from config.health import PATIENCE_SECONDS
from tests.conftest import Clock
from tests.factories.agencies import Cast
from tests.outages import broker_away, broker_silent, database_away

pytestmark = pytest.mark.usefixtures("db")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PARTS = {"database", "broker", "beat", "worker", "reminders", "sealer", "jobs", "messages"}
ACTORS = (SystemActor.BEAT, SystemActor.WORKER, SystemActor.REMINDERS, SystemActor.SEALER, SystemActor.JOBS)
Login = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def beaten(clock: Clock, role: Login) -> Clock:
    """All that must be heard of were seen at noon, and it is noon."""
    clock.set(NOON)
    with role("worker"):
        for actor in ACTORS:
            heartbeats.record(actor)
    return clock


def answer(client: Client, status: int) -> dict[str, Any]:
    """What readiness says."""
    said = client.get("/health/?ready=yes")
    assert said.status_code == status
    body: dict[str, Any] = said.json()
    assert set(body) == {"ready", *PARTS}
    assert body["ready"] is (status == 200)
    return body


def unwell(body: dict[str, Any]) -> set[str]:
    """The parts that are not well."""
    return {part for part in PARTS if not body[part]["ok"]}


def test_all_is_well(client: Client, beaten: Clock) -> None:
    body = answer(client, 200)
    assert not unwell(body)
    assert body["beat"] == body["worker"] == body["reminders"] == {"ok": True, "age_seconds": 0.0}
    assert body["messages"] == {"ok": True, "age_seconds": None}


@pytest.mark.parametrize(
    ("silent_for", "expected"),
    [
        (PATIENCE_SECONDS[SystemActor.BEAT], set()),
        (PATIENCE_SECONDS[SystemActor.BEAT] + 0.1, {"beat"}),
        (PATIENCE_SECONDS[SystemActor.WORKER], {"beat"}),
        (PATIENCE_SECONDS[SystemActor.WORKER] + 0.1, {"beat", "worker"}),
        (PATIENCE_SECONDS[SystemActor.SEALER], {"beat", "worker"}),
        (PATIENCE_SECONDS[SystemActor.SEALER] + 0.1, {"beat", "worker", "sealer"}),
        (PATIENCE_SECONDS[SystemActor.REMINDERS], {"beat", "worker", "sealer"}),
        (PATIENCE_SECONDS[SystemActor.REMINDERS] + 0.1, {"beat", "worker", "sealer", "reminders", "jobs"}),
    ],
)
def test_who_was_silent_too_long_is_named(client: Client, beaten: Clock, silent_for: float, expected: set[str]) -> None:
    beaten.set(NOON + timedelta(seconds=silent_for))
    body = answer(client, 503 if expected else 200)
    assert unwell(body) == expected
    assert body["beat"]["age_seconds"] == pytest.approx(silent_for)


def test_a_worker_that_takes_nothing_is_named_though_beat_ticks(client: Client, beaten: Clock, role: Login) -> None:
    beaten.set(NOON + timedelta(minutes=5))
    with role("worker"):
        heartbeats.record(SystemActor.BEAT)
    assert unwell(answer(client, 503)) == {"worker", "reminders", "sealer", "jobs"}


def test_a_worker_that_plans_nothing_is_deaf_though_its_heart_beats(client: Client, beaten: Clock, role: Login) -> None:
    beaten.set(NOON + timedelta(minutes=5))
    with role("worker"):
        for actor in (SystemActor.BEAT, SystemActor.WORKER):
            heartbeats.record(actor)
    assert unwell(answer(client, 503)) == {"reminders", "sealer", "jobs"}


@pytest.mark.parametrize(
    ("state", "waits_for", "is_well"),
    [
        (MessageState.WAITING, settings.REMINDER_OLDEST_SECONDS, True),
        (MessageState.WAITING, settings.REMINDER_OLDEST_SECONDS + 1, False),
        (MessageState.CLAIMED, settings.REMINDER_OLDEST_SECONDS + 1, False),
        (MessageState.HANDING_OVER, settings.REMINDER_OLDEST_SECONDS + 1, False),
        (MessageState.UNCERTAIN, settings.REMINDER_OLDEST_SECONDS + 1, True),  # shown to somebody who decides
    ],
)
def test_a_message_that_waits_too_long_is_named(
    client: Client, beaten: Clock, cast: Cast, role: Login, state: MessageState, waits_for: int, is_well: bool
) -> None:
    since = NOON - timedelta(seconds=waits_for)
    with role("seed"):
        ReminderMessage.objects.create(
            recipient=cast.asha.signatory, local_day=NOON.date(), state=state, waiting_since=since, send_after=NOON,
            claim=uuid4(), lease_until=NOON,
        )  # fmt: skip
    assert unwell(answer(client, 200 if is_well else 503)) == (set() if is_well else {"messages"})


def test_who_was_never_seen_is_named(client: Client) -> None:
    body = answer(client, 503)
    assert unwell(body) == {"beat", "worker", "reminders", "sealer", "jobs"}
    assert body["beat"] == body["worker"] == {"ok": False, "age_seconds": None}


def test_a_database_that_is_away_takes_its_witnesses_along(client: Client, beaten: Clock) -> None:
    with database_away():
        assert unwell(answer(client, 503)) == {"database", "beat", "worker", "reminders", "sealer", "jobs", "messages"}
    assert not unwell(answer(client, 200))


@pytest.mark.parametrize("broker", [broker_away, broker_silent])
def test_a_broker_that_does_not_answer_is_named(
    client: Client, beaten: Clock, broker: Callable[[], AbstractContextManager[None]]
) -> None:
    with broker():
        assert unwell(answer(client, 503)) == {"broker"}


def test_all_away_at_once(client: Client) -> None:
    with database_away(), broker_away():
        assert unwell(answer(client, 503)) == PARTS


def test_it_says_nothing_of_addresses_and_errors(client: Client) -> None:
    with database_away(), broker_away():
        body = answer(client, 503)
    assert all(set(body[part]) <= {"ok", "age_seconds"} for part in PARTS)


def test_a_process_that_lives_says_so_when_all_else_is_away(client: Client) -> None:
    with database_away(), broker_away():
        said = client.get("/health/")
    assert (said.status_code, said.json()) == (200, {"alive": True})


@pytest.mark.parametrize("path", ["/health/", "/health/?ready=yes"])
def test_both_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
