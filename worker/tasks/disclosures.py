"""Rings for disclosures whose embargo is over, that wait to be fetched or pushed, or asked for again. The rows decide."""

from agencies.disclosures import pushing, releasing, schedules
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.JOBS, commits_itself=True)
def look_after_disclosures() -> None:
    """Release, stop, remove, ask again: each in a transaction of its own."""
    releasing.look_after()
    schedules.ask_what_is_due()


@app.task(actor_name=SystemActor.JOBS, commits_itself=True)
def push_disclosures() -> None:
    """Push one, and ring for the next until none waits."""
    if pushing.push_next():
        push_disclosures.delay()
