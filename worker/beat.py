"""Beat with a pulse: it records that it ticks, so that a worker without beat is not taken for a service that runs."""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from celery.beat import Scheduler
from django.db import Error, close_old_connections, transaction

from agencies import heartbeats
from agencies.actors import set_actor, system_actor
from agencies.enums import SystemActor

logger = logging.getLogger(__name__)

PULSE_SECONDS = 5
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TickingScheduler(Scheduler):
    """Celery's own scheduler, which keeps the schedule in memory, with a sign of life beside each tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Takes what Celery gives; wakes often enough for the pulse."""
        super().__init__(*args, **kwargs)
        self.max_interval: float = min(self.max_interval, PULSE_SECONDS)
        self.next_pulse = 0.0

    def setup_schedule(self) -> None:
        """Ring every bell once at the start: what came due while beat was away need not wait another period."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring what is due, then say so. Ringing first: a database that is away must not hold up the bell."""
        wait: float = super().tick(*args, **kwargs)
        if time.monotonic() >= self.next_pulse:
            record_pulse()
            self.next_pulse = time.monotonic() + PULSE_SECONDS
        return wait


def record_pulse() -> None:
    """Record that beat lives. Beat outlives the database: it logs the failure and goes on."""
    close_old_connections()
    try:
        with transaction.atomic():
            set_actor(system_actor(SystemActor.BEAT), route="beat")
            heartbeats.record(SystemActor.BEAT)
    except Error as error:
        logger.warning("Beat could not record its pulse: %s", type(error).__name__)
