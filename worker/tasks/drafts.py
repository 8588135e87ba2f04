"""Rings for the drafts: what nobody came back to in time is removed."""

from agencies import drafts, heartbeats
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.WORKER)
def forget_old_drafts() -> None:
    """Remove what is older than a site keeps it, and say that it was done."""
    drafts.forget_old()
    heartbeats.record(SystemActor.DRAFTS)
