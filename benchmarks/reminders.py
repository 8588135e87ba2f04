"""Reminders: what a due scan in a million actions costs, and how many messages a second go out.

python -m benchmarks.reminders [ACTIONS [MESSAGES]]
"""

import sys
import time
from collections.abc import Sequence
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
        taken = [_best(superuser, each) for each in (f"{scan} ORDER BY due_on LIMIT 500", scan, statement)]
        print(
            f"due scan, {actions:,} actions, {rows:,} due, {name:<14}"
            f"first 500 {taken[0]:7.2f} ms, all {taken[1]:7.2f} ms, all with case and worker {taken[2]:7.2f} ms"
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
        done = pool.map(_send_all, [batch] * workers)
        seconds = time.perf_counter() - began
    sent, busy = sum(each[0] for each in done), sum(each[1] for each in done)
    print(
        f"outbox, batches of {batch:>3}, {workers} worker(s): {sent:,} messages, {sent / seconds:7,.0f} a second;"
        f" {1000 * busy / sent:.2f} ms of the worker's processor each"
    )


def _warm(_: int) -> None:
    import django

    django.setup()


def _send_all(batch: int) -> tuple[int, float]:
    from benchmarks.rows import send_all

    began = time.process_time()
    return send_all(batch), time.process_time() - began


def _best(superuser: psycopg.Connection[Any], statement: str) -> float:
    """The server's own time in ms: the best of some rounds, which other load on the machine disturbs least."""
    explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    taken = []
    for _ in range(ROUNDS):
        (answer,) = superuser.execute(explained).fetchall()
        taken.append(float(answer[0][0]["Execution Time"]))
    return min(taken)


if __name__ == "__main__":
    main(sys.argv[1:])
