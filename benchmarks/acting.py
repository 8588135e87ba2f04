"""What the service does around each question: one transaction, and the database told who acts, for the second wall asks it."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from agencies.actors import Actor, set_actor

Answer = TypeVar("Answer")


def acting_as(actor: Actor, ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """The same question, asked as a request asks it."""

    def asked() -> Answer:
        with transaction.atomic():
            set_actor(actor)
            return ask()

    return asked
