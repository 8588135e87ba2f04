"""What beat rings, and how often. Written down here and nowhere else: no table, no file that can drift."""

from typing import Any

HEARTBEAT_SECONDS = 10.0

SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {
        "task": "worker.tasks.heartbeat.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        # Where no worker runs, yesterday's heartbeats must not wait in the queue to be answered one by one.
        "options": {"expires": 2 * HEARTBEAT_SECONDS},
    },
}
