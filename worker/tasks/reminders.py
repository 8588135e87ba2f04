"""Rings for the reminders: bring them up to date, and send what waits. The rows decide; a bell too many does nothing."""

from agencies.enums import SystemActor
from casework import digests, reminder_messages, reminders
from worker.app import app


@app.task(actor_name=SystemActor.REMINDERS, commits_itself=True)
def plan_reminders() -> None:
    """Bring them to what is due, and put what waits into e-mails; what is ready goes at once."""
    reminder_messages.mark_uncertain()
    reminders.plan()
    if digests.prepare_digests():
        send_reminders.delay()


@app.task(actor_name=SystemActor.REMINDERS, commits_itself=True)
def send_reminders() -> None:
    """Send one batch, and ring for the next until none waits."""
    if reminder_messages.send():
        send_reminders.delay()
