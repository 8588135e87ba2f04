"""A pytest plugin, loaded before Django's settings: real servers for the whole run, and a database for each test process.

The process that starts the run starts PostgreSQL and Valkey, and migrates one database as owner. Every test process
clones that one and points the environment at its clone, so that settings need no patching and no test meets another's rows.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.database.bootstrap import bootstrap_database, create_database
from config.database.connections import LOGINS_OF, URL_NAMES, DatabaseRole
from config.stack import assets
from config.stack.testing import test_servers

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "alongside_template"
SUPERUSER_URL = "DATABASE_URL_SUPERUSER"
# The same few people, at one address, ask a thousand times a minute here; tests of the rates set their own.
UNHURRIED = dict.fromkeys(
    ("PAGES_PER_MINUTE", "PAGES_ANONYMOUS_PER_MINUTE", "API_RATE_PER_MINUTE", "API_ANONYMOUS_RATE_PER_MINUTE"),
    "1000000",
)
NOBODY_ACTS = """
DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN SELECT polrelid FROM pg_policy WHERE polname IN ('who_has_a_part_in_it', 'reviewed_mentions') LOOP
        EXECUTE format($policy$
            CREATE POLICY nobody_acts_in_a_test ON %s TO app, worker USING (
                (SELECT current_setting('app.membership', true) <> '') IS NOT TRUE
                AND (SELECT current_setting('app.system', true) <> '') IS NOT TRUE
            )
        $policy$, walled);
    END LOOP;
END $$
"""


def url_of(url: str, database: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def start_servers() -> None:
    """Start the servers for this run, bootstrap and migrate the database that all others are cloned from."""
    assets.build()
    running = ExitStack()
    servers = running.enter_context(test_servers())
    atexit.register(running.close)
    os.environ.update(servers.environment(TEMPLATE))
    os.environ.update(
        {
            SUPERUSER_URL: servers.superuser_url,
            "SECRET_KEY": "for tests only",
            "ALONGSIDE_DEVELOPMENT": "1",
            **UNHURRIED,
        }
    )
    drop_database(TEMPLATE)
    create_database(servers.superuser_url, TEMPLATE)
    bootstrap_database(servers.superuser_url_of(TEMPLATE))
    collect = [sys.executable, "manage.py", "collectstatic", "--verbosity=0", "--no-input"]
    subprocess.run(collect, cwd=ROOT, check=True)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
    subprocess.run(migrate, cwd=ROOT, check=True)
    let_verbs_be_called(servers.superuser_url_of(TEMPLATE))


def let_verbs_be_called(superuser_url: str) -> None:
    """Open the second wall where nobody acts: a test that calls a verb by itself names no actor to the database.

    What comes through a door or a task names one, and meets the wall as it is; tests of the wall do too.
    """
    with psycopg.connect(superuser_url) as connection:
        connection.execute(NOBODY_ACTS)


def clone_database(name: str) -> None:
    """A database like the migrated one. Rights on the database itself do not travel with a template, so they are given again."""
    superuser_url = os.environ[SUPERUSER_URL]
    drop_database(name)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        connection.execute(statement)
    bootstrap_database(url_of(superuser_url, name))


def drop_database(name: str) -> None:
    """Remove a database of an earlier run."""
    with psycopg.connect(os.environ[SUPERUSER_URL], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def environment_of(database: str) -> dict[str, str]:
    """What settings read to work on that database."""
    return {name: url_of(os.environ[name], database) for name in URL_NAMES.values()}


def environment_of_program(role: DatabaseRole) -> dict[str, str]:
    """This process's environment as a program of that role has it in production: with its own logins and no other."""
    kept = {URL_NAMES[login] for login in LOGINS_OF[role]}
    return {name: value for name, value in os.environ.items() if name in kept or not name.startswith("DATABASE_")}


def prepare_process() -> None:
    """Point this test process at a clone of its own."""
    database = f"alongside_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    clone_database(database)
    os.environ.update(environment_of(database))
    os.environ["AUDIT_ROOTS"] = tempfile.mkdtemp(prefix="alongside-roots-")  # one chain for each database
    atexit.register(shutil.rmtree, os.environ["AUDIT_ROOTS"], ignore_errors=True)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if "PYTEST_XDIST_WORKER" not in os.environ:
    start_servers()
prepare_process()
