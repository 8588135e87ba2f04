"""Reminders: what a due scan in a million actions costs, and how many messages a second go out.

python -m benchmarks.reminders [ACTIONS [MESSAGES]]
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any

import psycopg

from benchmarks.servers import database

ROUNDS = 15


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    actions = int(arguments[0]) if arguments else 1_000_000
    messages = int(arguments[1]) if len(arguments) > 1 else 20_000
    with database() as address:
        from benchmarks.rows import fill_actions, fill_messages, found

        founded = found()
        with psycopg.connect(address, autocommit=True) as superuser:
            fill_actions(superuser, founded, actions)
            due_scan(superuser, actions)
            for batch, workers in ((1, 1), (20, 1), (100, 1), (100, 2), (500, 2)):
                fill_messages(superuser, founded, messages if batch > 1 else messages // 20)
                outbox(batch, workers)


def due_scan(superuser: psycopg.Connection[Any], actions: int) -> None:
    """The source's own query, with the partial index, with a plain one, and without."""
    from agencies import clock
    from casework.reminder_sources import COLUMNS
    from casework.reminders import _compiled
    from outcomes.reminders import actions_overdue

    until = clock.today()
    statement = _compiled(actions_overdue(until).rows.values_list(*COLUMNS)).replace("%%", "%")
    scan = (
        f"SELECT id, due_on FROM outcomes_action WHERE done_at IS NULL AND dropped_at IS NULL AND due_on <= '{until}'"
    )
    ways = {
        "partial index": "",
        "plain index": "DROP INDEX due_actions; CREATE INDEX due_plain ON outcomes_action (due_on)",
        "no index": "DROP INDEX due_plain",
    }
    for name, change in ways.items():
        for each in filter(None, change.split(";")):
            superuser.execute(each)
        superuser.execute("ANALYZE outcomes_action")
        rows = len(superuser.execute(scan).fetchall())
        bare = _median(lambda: superuser.execute(scan).fetchall())
        whole = _median(lambda: superuser.execute(statement).fetchall())
        print(
            f"due scan, {actions:,} actions, {rows:,} due, {name:<14}{bare:8.2f} ms; with case and worker {whole:8.2f} ms"
        )
    superuser.execute(
        "CREATE INDEX due_actions ON outcomes_action (due_on) WHERE done_at IS NULL AND dropped_at IS NULL"
    )


def outbox(batch: int, workers: int) -> None:
    """Everything from claim to sent, by worker processes of their own, to a mail server that only counts."""
    context = get_context("spawn")
    with context.Pool(workers) as pool:
        pool.map(_warm, range(workers))
        began = time.perf_counter()
        sent = sum(pool.map(_send_all, [batch] * workers))
        seconds = time.perf_counter() - began
    print(f"outbox, batches of {batch:>3}, {workers} worker(s): {sent:,} messages, {sent / seconds:8,.0f} a second")


def _warm(_: int) -> None:
    import django

    django.setup()


def _send_all(batch: int) -> int:
    from benchmarks.rows import send_all

    return send_all(batch)


def _median(run: Callable[[], Any]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main(sys.argv[1:])
