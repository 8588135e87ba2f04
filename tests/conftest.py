"""What every test may ask for: a real database under real login roles, a clock to set, and the cast."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connections
from django.dispatch import receiver
from django.middleware import csrf
from django.test import override_settings
from hypothesis import HealthCheck, settings

from tests.cleaning import Kept, flush
from tests.factories.agencies import Cast, make_cast
from tests.groups import pytest_collection_modifyitems  # noqa: F401 - a hook, which pytest finds by its name

# The real one takes half a second for each password, which is its purpose; no test but its own is about that.
QUICK_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CAST = Kept()
# How long something takes is measured in benchmarks/, and never what a test fails by.
settings.register_profile("alongside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("alongside")
# Tests look for names and numbers on pages, and a token of all letters and digits spells one now and then.
csrf.CSRF_ALLOWED_CHARS = "JQXZ"


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Let `default` be another login role's connection: real roles, never SET ROLE, since session_user is what guards ask."""
    before = connections["default"]
    connections["default"] = connections[role]
    try:
        yield
    finally:
        connections["default"] = before


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

    def ahead(self, by: timedelta) -> None:
        """Go on, by so much ahead of the real one."""
        self._replace(f"statement_timestamp() + interval '{by.total_seconds()} seconds'")

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
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """Asha leads, Ben is in her team, Mina manages it; Chidi is a partner's; Dot is a stranger; and the rest of an office.

    Where a test sets the clock they are made at its time; else once in a process, and put back after that.
    """
    with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
        return make_cast() if "clock" in request.fixturenames else CAST.back(make_cast)


@receiver(request_finished)
def nobody_acts_any_more(**_: Any) -> None:
    """Where a test keeps one transaction open around many requests, end with each what the service ends with its own."""
    default = connections["default"]
    if default.connection is not None and default.in_atomic_block and not default.needs_rollback:
        # Past Django, whose statements are counted.
        default.connection.execute("SELECT set_config('app.membership', '', true), set_config('app.system', '', true)")
