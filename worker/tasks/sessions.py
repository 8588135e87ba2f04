"""Rings for the sessions of the pages: those that ended by themselves are removed."""

from agencies import heartbeats, open_sessions
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.SESSIONS)
def clear_sessions() -> None:
    """Remove them, and say that it was done."""
    open_sessions.clear_expired()
    heartbeats.record(SystemActor.SESSIONS)
