"""Rings for disclosures whose embargo is over, and for those that wait to be fetched. The rows decide."""

from agencies.disclosures import releasing
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.JOBS, commits_itself=True)
def look_after_disclosures() -> None:
    """Release, stop, remove: each in a transaction of its own."""
    releasing.look_after()
