"""What every task has in common: one transaction, in which the database knows who acts."""

from typing import Any

from celery import Task
from django.db import transaction

from agencies.actors import set_actor, system_actor


class ActorTask(Task):
    """Runs as a named system actor, in one transaction. Each task names it: `@app.task(actor_name=...)`.

    A long job rings for its next batch rather than looping, so that each batch is a transaction of its own.
    """

    abstract = True
    actor_name = ""  # not listed, so a task that forgets it is refused

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task. Raises ValueError where its actor is not a listed system actor."""
        with transaction.atomic():
            set_actor(system_actor(self.actor_name), route=self.name)
            return super().__call__(*args, **kwargs)

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Send the task; its arguments are kept out of everything that Celery writes about it."""
        return super().apply_async(args, kwargs, **{"argsrepr": "-", "kwargsrepr": "-", **options})
