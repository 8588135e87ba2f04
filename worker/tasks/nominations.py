"""Rings for the nominations of the night. One bell too many finds the same once more."""

from agencies.enums import SystemActor
from casework import nominating
from worker.app import app


@app.task(actor_name=SystemActor.LINKAGE, commits_itself=True)
def nominate_households() -> None:
    """Rank the households that the last run of the linkage found, as of today."""
    nominating.nominate_tonight()
