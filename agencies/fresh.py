"""What is grave is done by whoever has just shown that it is them: the one question for every such act."""

from datetime import timedelta

from django.utils.translation import gettext as _

from agencies import clock
from agencies.actors import Actor
from agencies.exceptions import FreshSignInNeeded

LASTS = timedelta(minutes=5)


def check_fresh(actor: Actor) -> None:
    """Pass whoever gave their second factor within five minutes. A program with a token never did, whoever it acts for.

    The first line of a verb that is grave: before anything is read or locked. Raises FreshSignInNeeded.
    """
    if actor.system is not None:
        return
    if actor.proved_at is None:
        raise FreshSignInNeeded(
            _("A program cannot do this. Sign in on the pages, and do it there: you are asked for your second factor.")
        )
    if not is_fresh(actor):
        raise FreshSignInNeeded(_("Show first that it is you: enter a code from your phone, then do this again."))


def is_fresh(actor: Actor) -> bool:
    """Whether they would pass: for a page that asks for the code before it asks for anything else."""
    return actor.proved_at is not None and clock.now() - actor.proved_at <= LASTS
