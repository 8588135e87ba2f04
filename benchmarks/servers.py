"""Real servers and a migrated database for one benchmark, thrown away afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from config.database.bootstrap import bootstrap_database, create_database
from config.stack.testing import test_servers

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "alongside_benchmark"
WALLED = "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity"


@contextmanager
def database() -> Iterator[str]:
    """Django set up on it; gives the superuser's address of it."""
    with test_servers() as servers:
        create_database(servers.superuser_url, DATABASE)
        address = servers.superuser_url_of(DATABASE)
        bootstrap_database(address)
        os.environ.update(servers.environment(DATABASE))
        os.environ.update({"SECRET_KEY": "for benchmarks only", "ALONGSIDE_DEVELOPMENT": "1"})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
        subprocess.run(migrate, cwd=ROOT, check=True)
        django.setup()
        yield address


@contextmanager
def no_policies(superuser: psycopg.Connection[tuple[str]]) -> Iterator[None]:
    """As if the second wall were not there: what the service finds is the same, since the first one stands."""
    tables = [row[0] for row in superuser.execute(WALLED).fetchall()]
    for table in tables:
        superuser.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY".encode())
    try:
        yield
    finally:
        for table in tables:
            superuser.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY, ENABLE ROW LEVEL SECURITY".encode())
