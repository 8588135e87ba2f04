"""Rings for whoever looks for unusual access in what was sealed."""

from agencies.enums import SystemActor
from casework import unusual
from worker.app import app


@app.task(actor_name=SystemActor.WATCH)
def find_unusual_access() -> None:
    """Read some seals, and ring for the next until none waits."""
    if unusual.find():
        find_unusual_access.delay()
