"""Rings for the sealer of the trail, and for the e-mail with the newest seal."""

from agencies import seal_mail, seals
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.SEALER, commits_itself=True)
def seal_trail() -> None:
    """Seal one batch, and ring for the next until none waits."""
    if seals.seal():
        seal_trail.delay()


@app.task(actor_name=SystemActor.SEAL_MAIL)
def mail_newest_seal() -> None:
    """Send it to the information governance leads, once a day."""
    seal_mail.send()
