"""Servers for tests and benchmarks: thrown away afterwards, and quick rather than durable."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.stack.home import temporary_home
from config.stack.postgres import start_postgres
from config.stack.processes import Processes
from config.stack.servers import Servers, with_roles
from config.stack.valkey import start_valkey


@contextmanager
def test_servers() -> Iterator[Servers]:
    """Servers of our own in a temporary folder, or those that DATABASE_URL_SUPERUSER and REDIS_URL name.

    Side effects: the roles of the server get new passwords. Ask once in a test run, and hand the answer to the others.
    """
    superuser_url, redis_url = os.environ.get("DATABASE_URL_SUPERUSER"), os.environ.get("REDIS_URL")
    if superuser_url and redis_url:
        yield with_roles(superuser_url, redis_url)
        return
    with temporary_home() as home, Processes(home / "log", dict(os.environ)) as processes:
        superuser_url = start_postgres(processes, home, durable=False)
        yield with_roles(superuser_url, start_valkey(processes, home, durable=False))


test_servers.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test, by its name
