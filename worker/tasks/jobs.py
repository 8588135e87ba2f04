"""Rings for jobs that people asked for. The rows decide; a bell too many does nothing."""

from agencies import jobs
from agencies.enums import SystemActor
from worker.app import app


# Linking what a region's agencies say cannot be cut into minutes: a step that hangs ends with its lease.
@app.task(actor_name=SystemActor.JOBS, commits_itself=True, time_limit=3000, soft_time_limit=2900)
def work_next_job() -> None:
    """Work on one for a minute at most, and ring for the next until none waits."""
    if jobs.work_next():
        work_next_job.delay()
