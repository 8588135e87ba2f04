"""Rings for extracts that were taken in since the last run of the linkage was asked for. The rows decide."""

from agencies.enums import SystemActor
from casework import linkage_runs
from worker.app import app


@app.task(actor_name=SystemActor.LINKAGE, commits_itself=True)
def link_what_came() -> None:
    """Ask for one run, where anything came."""
    linkage_runs.ask_for_what_came()
