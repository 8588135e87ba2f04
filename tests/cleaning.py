"""The database between two tests: emptied of what a test wrote, and given back what nearly every test begins with."""

import os
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import connections

from agencies import roots
from tests.servers import SUPERUSER_URL, url_of

Made = TypeVar("Made")
# Rows that migrations made, and that no test writes.
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "agencies_lawfulbasis",
    "outcomes_unitcost",
    "outcomes_priceindex",
}
# What a running service writes by itself, while tests of it run.
OF_A_SERVICE = {"agencies_heartbeat", "agencies_trailreader", "agencies_auditseal", "agencies_unusualaccess"}


@cache
def cleaner() -> psycopg.Connection:
    """A superuser without row triggers: who may delete what nobody may, and write what verbs wrote before."""
    address = url_of(os.environ[SUPERUSER_URL], connections["owner"].settings_dict["NAME"])
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("SET session_replication_role = replica; SET lock_timeout = '60s'")
    return connection


def let_go() -> None:
    """Close it, for whoever copies this process's database: nobody may be connected to that. It comes back when it is needed."""
    cleaner().close()
    cleaner.cache_clear()


@cache
def tables() -> list[str]:
    """All that a test may fill."""
    with connections["owner"].cursor() as cursor:
        return [table for table in connections["owner"].introspection.table_names(cursor) if table not in KEPT]


def flush() -> None:
    """Empty what the test filled. TRUNCATE makes files anew for every table and index: a hundred times as long for a few rows."""
    cleaner().execute("; ".join(f"DELETE FROM {table}" for table in tables()).encode())
    # The second place of the seals goes with the first: what was sealed in one test must not contradict the next.
    (Path(settings.AUDIT_ROOTS) / roots.NAME).unlink(missing_ok=True)


class Kept:
    """What a maker made in an empty database once in this process: its rows and its objects, put back as they were."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.rows: dict[str, bytes] = {}
        self.made: object = None

    def back(self, make: Callable[[], Made]) -> Made:
        """Put them back; the first time, make them."""
        if not self.rows:
            made = make()
            self.rows = {table: rows for table in set(tables()) - OF_A_SERVICE if (rows := _copied(table))}
            self.made = deepcopy(made)
            return made
        for table, rows in self.rows.items():
            with cleaner().cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                copy.write(rows)
        return deepcopy(self.made)  # type: ignore[return-value]  # what the same maker made


def _copied(table: str) -> bytes:
    with cleaner().cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(each) for each in copy)
