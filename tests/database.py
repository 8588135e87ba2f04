"""Raw SQL in tests: what PostgreSQL itself refuses, whoever asks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cleaning import cleaner


def run(statement: str, **values: Any) -> int:
    """Execute one statement, or several, and say how many rows the last one touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def ask(question: str, **values: Any) -> Any:
    """The one value that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]


def others_are_done() -> None:
    """Wait for transactions that run in other databases of this server, where other tests are: the sealer waits for them, too."""
    question = "SELECT array_agg(backend_xid::text) FROM pg_stat_activity WHERE datname <> current_database()"
    at_work = set(cleaner().execute(question).fetchall()[0][0] or []) - {None}
    deadline = time.monotonic() + 30
    while at_work & set(cleaner().execute(question).fetchall()[0][0] or []):
        assert time.monotonic() < deadline, "A transaction of another test goes on for ever."
        time.sleep(0.01)


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The transaction does not commit, because of this constraint and no other; deferred ones speak at its end."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == constraint


@contextmanager
def not_allowed() -> Iterator[None]:
    """PostgreSQL says that this login role lacks the right."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.sqlstate == "42501"
