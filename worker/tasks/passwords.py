"""Rings for the links with which somebody sets a new password."""

from agencies import heartbeats, passwords
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.SIGN_INS)
def send_password_links() -> None:
    """Send one, and ring for the next until none waits."""
    heartbeats.record(SystemActor.SIGN_INS)
    if passwords.send_next():
        send_password_links.delay()
