"""Rings for files that wait to be checked. The rows decide; a bell too many does nothing."""

from agencies.enums import SystemActor
from casework import file_checks
from worker.app import app


@app.task(actor_name=SystemActor.FILES, commits_itself=True)
def check_files() -> None:
    """Check one, and ring for the next until none waits."""
    if file_checks.check_next():
        check_files.delay()
