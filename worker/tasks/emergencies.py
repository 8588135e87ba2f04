"""Rings for the e-mails that tell of emergency access."""

from agencies.enums import SystemActor
from casework import emergency_notices
from worker.app import app


@app.task(actor_name=SystemActor.REMINDERS)
def send_emergency_notices() -> None:
    """Send one, and ring for the next until none waits."""
    if emergency_notices.send_next():
        send_emergency_notices.delay()
