"""What every task has in common: the database knows who acts, in each transaction of it."""

from typing import Any

from celery import Task
from django.db import transaction

from agencies.actors import set_actor, system_actor


class ActorTask(Task):
    """Runs as a named system actor, in one transaction. Each task names it: `@app.task(actor_name=...)`.

    A long job rings for its next batch rather than looping, so that each batch is a transaction of its own.

    `commits_itself=True` is for a task whose function must have committed one step before it takes the next, such as
    handing something to somebody outside who cannot take it back. It runs in no transaction; the function opens its
    own, each `with acting(...)`.
    """

    abstract = True
    actor_name = ""  # not listed, so a task that forgets it is refused
    commits_itself = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task. Raises ValueError where its actor is not a listed system actor."""
        actor = system_actor(self.actor_name)
        if self.commits_itself:
            return super().__call__(*args, **kwargs)
        with transaction.atomic():
            set_actor(actor, route=self.name)
            return super().__call__(*args, **kwargs)

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Send the task; its arguments are kept out of everything that Celery writes about it."""
        return super().apply_async(args, kwargs, **{"argsrepr": "-", "kwargsrepr": "-", **options})
