"""Rings for the sealer of the trail."""

from agencies import seals
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.SEALER, commits_itself=True)
def seal_trail() -> None:
    """Seal one batch, and ring for the next until none waits."""
    if seals.seal():
        seal_trail.delay()
