"""The Celery application: the worker and beat start from here, logged in to the database as `worker`."""

import os
from typing import Any

# Before anything reads settings: the role of this process is decided by its program, not by whoever starts it.
os.environ.setdefault("DATABASE_ROLE", "worker")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery, signals
from django.conf import settings
from django.db import close_old_connections

from worker.schedule import SCHEDULE

TIME_LIMIT_SECONDS = 300

app = Celery("alongside", task_cls="worker.task:ActorTask")
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever: the default gives up for good after a hundred
    # A message that is not acknowledged in this time is delivered again: it must outlast the longest task.
    broker_transport_options={"visibility_timeout": 12 * TIME_LIMIT_SECONDS, "socket_connect_timeout": 5},
    # No pickles: what is in the broker must never be able to run here.
    accept_content=["json"],
    task_serializer="json",
    result_backend=None,  # the database holds every result that matters
    task_ignore_result=True,
    result_expires=None,  # else Celery adds a nightly task of its own that clears a backend which is not there
    # A task that dies with its process is run again; each claims its row first, so twice does no harm.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_cancel_long_running_tasks_on_connection_loss=True,  # its message comes again: one of the two must stop
    task_time_limit=TIME_LIMIT_SECONDS,
    task_soft_time_limit=TIME_LIMIT_SECONDS - 60,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=1000,
    # In KiB: several times what a child needs when it starts, since a ceiling below that would replace it for ever.
    worker_max_memory_per_child=400_000,
    worker_hijack_root_logger=False,  # settings.LOGGING says how we log
    timezone="UTC",
    enable_utc=True,
    beat_schedule=SCHEDULE,
    beat_scheduler="worker.beat:TickingScheduler",
    imports=[
        f"worker.tasks.{name}"
        for name in (
            "disclosures",
            "drafts",
            "emergencies",
            "files",
            "heartbeat",
            "jobs",
            "linkage",
            "nominations",
            "passwords",
            "reminders",
            "seals",
            "sessions",
            "watch",
        )
    ],
)


@signals.task_prerun.connect
def start_with_live_connections(**_: Any) -> None:
    """A connection that the database has dropped meanwhile would fail the task that meets it first."""
    close_old_connections()
