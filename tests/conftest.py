"""What every test may ask for: a real database under real login roles, a clock to set, and the cast."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import override_settings

from tests.factories.agencies import Cast, make_cast
from tests.groups import pytest_collection_modifyitems  # noqa: F401 - a hook, which pytest finds by its name
from tests.servers import SUPERUSER_URL, url_of

# The real one takes half a second for each password, which is its purpose; no test but its own is about that.
QUICK_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Rows that migrations made, and that no test writes.
KEPT = {"django_migrations", "django_content_type", "auth_permission", "agencies_lawfulbasis"}


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Let `default` be another login role's connection: real roles, never SET ROLE, since session_user is what guards ask."""
    before = connections["default"]
    connections["default"] = connections[role]
    try:
        yield
    finally:
        connections["default"] = before


@cache
def cleaner() -> tuple[psycopg.Connection, bytes]:
    """A superuser without row triggers, who may delete what nobody may, and the statements with which they do."""
    connection = psycopg.connect(
        url_of(os.environ[SUPERUSER_URL], connections["owner"].settings_dict["NAME"]), autocommit=True
    )
    connection.execute("SET session_replication_role = replica; SET lock_timeout = '60s'")
    with connections["owner"].cursor() as cursor:
        tables = [table for table in connections["owner"].introspection.table_names(cursor) if table not in KEPT]
    return connection, "; ".join(f"DELETE FROM {table}" for table in tables).encode()


def flush() -> None:
    """Empty what the test filled. TRUNCATE makes files anew for every table and index: a hundred times as long for a few rows."""
    connection, statements = cleaner()
    connection.execute(statements)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """tests/servers.py made this process's database before Django was set up."""


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database. Tests commit, as the service does, so that deferred guards speak; afterwards it is emptied."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for connection in connections.all(initialized_only=True):
                if connection.connection is not None and not connection.get_autocommit():
                    connection.rollback()
            flush()


@pytest.fixture
def role(db: None) -> Callable[[str], AbstractContextManager[None]]:
    """A context in which `default` is another login role's connection."""
    return database_role


class Clock:
    """The database's clock, which the owner of a test database may replace."""

    def set(self, instant: datetime) -> None:
        """Stand still at this instant."""
        self._replace(f"TIMESTAMPTZ '{instant.isoformat()}'")

    def run(self) -> None:
        """Be the real clock again."""
        self._replace("statement_timestamp()")

    def _replace(self, expression: str) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION public.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
                f" AS $$ SELECT {expression} $$"
            )


@pytest.fixture
def clock(db: None) -> Iterator[Clock]:
    """A clock to set."""
    setter = Clock()
    yield setter
    setter.run()


@pytest.fixture
def cast(db: None) -> Cast:
    """Asha leads, Ben is in her team, Mina manages it; Chidi is a partner's; Dot is a stranger; and the rest of an office."""
    with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
        return make_cast()
