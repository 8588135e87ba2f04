"""Beat rings first, then says that it lives; neither a database nor a broker that is away ends it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from agencies import heartbeats
from tests.conftest import Clock
from tests.outages import database_away
from worker import beat
from worker.app import app
from worker.beat import PULSE_SECONDS, TickingScheduler
from worker.schedule import SCHEDULE

pytestmark = pytest.mark.usefixtures("db")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Beat:
    """A scheduler whose bells are written down and not sent, and both clocks in one hand."""

    def __init__(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = clock
        self.passed = 0.0
        self.rung: list[str] = []
        monkeypatch.setattr(beat, "time", SimpleNamespace(monotonic=lambda: 1000 + self.passed))
        self.scheduler = TickingScheduler(app=app)
        self.scheduler.producer = None  # it would connect to the broker
        monkeypatch.setattr(self.scheduler, "apply_async", self.ring)
        self.wait(0)

    def ring(self, entry: Any, **_: Any) -> None:
        """In place of sending."""
        self.rung.append(entry.name)

    def wait(self, seconds: float) -> None:
        """Let this time pass."""
        self.passed += seconds
        self.clock.set(NOON + timedelta(seconds=self.passed))

    def recorded(self) -> float | None:
        """After how many seconds beat was seen last."""
        seen_at = heartbeats.last_seen().get("beat")
        return (seen_at - NOON).total_seconds() if seen_at else None


@pytest.fixture
def beating(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, role: Callable[[str], AbstractContextManager[None]]
) -> Iterator[Beat]:
    """Beat, logged in as it is."""
    with role("worker"):
        yield Beat(clock, monkeypatch)


def test_every_bell_rings_once_at_the_start(beating: Beat) -> None:
    for _ in SCHEDULE:
        beating.scheduler.tick()
    assert sorted(beating.rung) == sorted(SCHEDULE)


def test_it_wakes_often_enough_for_its_pulse(beating: Beat) -> None:
    assert beating.scheduler.max_interval <= PULSE_SECONDS
    assert all(beating.scheduler.tick() <= PULSE_SECONDS for _ in range(3))


def test_the_pulse_is_recorded_every_few_seconds_and_not_at_every_tick(beating: Beat) -> None:
    seen = []
    for seconds in (0, 1, PULSE_SECONDS - 1.5, 0.5, 1, PULSE_SECONDS):
        beating.wait(seconds)
        beating.scheduler.tick()
        seen.append(beating.recorded())
    assert seen == [0, 0, 0, PULSE_SECONDS, PULSE_SECONDS, 2 * PULSE_SECONDS + 1]


def test_the_bell_is_rung_though_the_database_is_away(beating: Beat, caplog: pytest.LogCaptureFixture) -> None:
    with database_away():
        for _ in SCHEDULE:
            beating.scheduler.tick()
    assert sorted(beating.rung) == sorted(SCHEDULE)
    assert "could not record its pulse: OperationalError" in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_it_is_seen_again_when_the_database_is_back(beating: Beat) -> None:
    with database_away():
        beating.scheduler.tick()
    beating.wait(PULSE_SECONDS)
    beating.scheduler.tick()
    assert beating.recorded() == PULSE_SECONDS


def test_a_broker_that_refuses_the_bell_does_not_end_it(beating: Beat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(beating.scheduler, "apply_async", refuse)
    beating.scheduler.tick()
    assert beating.recorded() == 0
