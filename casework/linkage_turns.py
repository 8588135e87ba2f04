"""One at a time links and nominates: two who did at once would each keep what the other removes."""

from django.db import connection

KEY = 4_300_044  # of an advisory lock, which lasts to the end of the transaction


def take_turn() -> None:
    """Wait until nobody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])


def has_turn() -> bool:
    """Whether nobody else is at it; then it is this transaction's turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [KEY])
        return bool(cursor.fetchone()[0])
