"""The worker's sign of life."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from agencies import heartbeats
from tests.conftest import Clock
from worker.tasks.heartbeat import heartbeat

pytestmark = pytest.mark.usefixtures("db")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_it_is_recorded_at_the_databases_instant(
    clock: Clock, role: Callable[[str], AbstractContextManager[None]]
) -> None:
    for instant in (NOON, NOON + timedelta(seconds=10)):
        clock.set(instant)
        with role("worker"):
            heartbeat()
        assert heartbeats.last_seen() == {"worker": instant}
