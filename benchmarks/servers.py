"""Real servers and a migrated database for one benchmark, thrown away afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from config.database.bootstrap import bootstrap_database, create_database
from config.stack.testing import test_servers

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "alongside_benchmark"


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
