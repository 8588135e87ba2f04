"""Rings for jobs that people asked for. The rows decide; a bell too many does nothing."""

from agencies import jobs
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.JOBS, commits_itself=True)
def work_next_job() -> None:
    """Work on one for a minute at most, and ring for the next until none waits."""
    if jobs.work_next():
        work_next_job.delay()
