"""The data to measure in: one database for each size, migrated as owner, filled by a superuser with its triggers off."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config.database.bootstrap import bootstrap_database, create_database
from config.stack.servers import Servers

ROOT = Path(__file__).resolve().parent.parent
WORLD = Path(__file__).with_name("world.sql")
# Their indexes are built after the rows are in, as one does with millions.
LARGE = [
    "casework_household", "casework_case", "casework_caseshare", "casework_casegroupgrant",
]  # fmt: skip
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
log = logging.getLogger(__name__)


def build_world(servers: Servers, cases: int) -> str:
    """The name of a database with that many cases. One that an earlier run left on the same server is used again."""
    name = f"benchmark_{cases}"
    with psycopg.connect(servers.superuser_url) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found is None:
        started = time.monotonic()
        unfinished = f"{name}_unfinished"
        with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
        create_database(servers.superuser_url, unfinished)
        bootstrap_database(servers.superuser_url_of(unfinished))
        environment = os.environ | servers.environment(unfinished)
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
        subprocess.run(migrate, cwd=ROOT, check=True, env=environment)
        _fill(servers.superuser_url_of(unfinished), cases)
        with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
        log.info("%s: made in %.0f s", name, time.monotonic() - started)
    bootstrap_database(servers.superuser_url_of(name))
    return name


def _fill(superuser_url: str, cases: int) -> None:
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SELECT set_config('bench.cases', %s, false)", [str(cases)])
        with indexes_built_afterwards(connection, LARGE):
            connection.execute(WORLD.read_bytes())
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        # As autovacuum leaves a table: without its map of visible pages, no index-only scan is one.
        connection.execute("VACUUM ANALYZE")


@contextmanager
def indexes_built_afterwards(connection: psycopg.Connection, tables: list[str]) -> Iterator[None]:
    """Without the indexes of these tables, which are made when the rows are in."""
    indexes = connection.execute(INDEXES, [tables]).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in indexes:
        connection.execute(definition.encode())
