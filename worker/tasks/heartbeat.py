"""The worker's sign of life, which travels through the queue: it proves beat, broker, worker and database at once."""

from agencies import heartbeats
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.WORKER)
def heartbeat() -> None:
    """Record that the worker works."""
    heartbeats.record(SystemActor.WORKER)
