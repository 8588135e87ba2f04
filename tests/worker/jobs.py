"""Tasks of the tests' own, which a worker that is told `--include=tests.worker.jobs` runs beside ours."""

import os
import time
from pathlib import Path

from django.db import connection

from agencies import heartbeats
from agencies.enums import SystemActor
from worker.app import app


@app.task(actor_name=SystemActor.WORKER)
def work_until_killed(folder: str, word: str) -> None:
    """Says which process runs it and works on; when it is run again, it ends."""
    begun = Path(folder) / "begun"
    if begun.exists():
        (Path(folder) / "run again").touch()
        return
    begun.write_text(str(os.getpid()))
    time.sleep(60)


@app.task(actor_name=SystemActor.WORKER)
def work_for_a_second(folder: str) -> None:
    """Says when it began and when it ended."""
    (Path(folder) / "began").touch()
    time.sleep(1)
    (Path(folder) / "ended").touch()


@app.task(actor_name=SystemActor.WORKER)
def fail(word: str) -> None:
    """A fault of ours, after something was written."""
    heartbeats.record(SystemActor.BEAT)
    raise RuntimeError("failed, as it was asked to")


@app.task(actor_name=SystemActor.BEAT)
def say_who_acts(*names: str) -> list[str]:
    """What the database knows of who acts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.' || name, true), '') FROM unnest(%s::text[]) AS name", [[*names]]
        )
        return [row[0] for row in cursor.fetchall()]


@app.task(actor_name="")
def nameless() -> None:
    """Forgot whom it runs as."""
    raise AssertionError("it ran")


@app.task(actor_name="asha")
def impostor() -> None:
    """Would run as a person."""
    raise AssertionError("it ran")
