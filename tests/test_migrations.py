"""Migrations: none is missing, each can be taken back, and on rows as well as on an empty database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from casework.enums import CaseStatus
from casework.models import Case
from config.database.bootstrap import bootstrap_database
from outcomes.models import Closure, ClosureAgreement
from tests.cleaning import let_go
from tests.conftest import database_role
from tests.factories.everything import make_every_row
from tests.servers import ROOT, SUPERUSER_URL, clone_database, drop_database, environment_of, url_of

# They make and drop whole databases, one after the other.
pytestmark = pytest.mark.xdist_group("migrations")

ROOMS = ["outcomes", "casework", "agencies"]  # in the order in which they can be taken back
GUARDS = {
    "guard": "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'guard'",
    "triggers": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
    "policies": "SELECT count(*) FROM pg_policy WHERE polname <> 'nobody_acts_in_a_test'",
    "walls": "SELECT count(*) FROM pg_class WHERE relrowsecurity",
    "constraints": "SELECT count(*) FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace"
    " WHERE nspname = 'public'",
}


def migrations_of(room: str) -> list[str]:
    """Their names, first to last."""
    return sorted(path.stem for path in (ROOT / room / "migrations").glob("0*.py"))


class Elsewhere:
    """A database of its own, and manage.py on it."""

    def __init__(self, name: str) -> None:
        self.url = url_of(os.environ[SUPERUSER_URL], name)
        # Without a role: manage.py gives migrate its own. A test of the worker leaves the worker's in this process.
        roleless = {key: value for key, value in os.environ.items() if key != "DATABASE_ROLE"}
        self.environment = {**roleless, **environment_of(name)}

    def manage(self, *arguments: str) -> str:
        """Run manage.py as an operator does."""
        return self._run(["manage.py", *arguments], self.environment)

    @staticmethod
    def _run(arguments: list[str], environment: dict[str, str]) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def migrate(self, *to: str) -> None:
        """As owner, forward or back."""
        self.manage("migrate", "--verbosity=0", "--no-input", *to)

    def ask(self, question: str) -> Any:
        """As superuser, who sees everything."""
        with psycopg.connect(self.url) as asking:
            return asking.execute(question).fetchone()[0]

    def tables(self) -> set[str]:
        """The tables of the rooms as they are now."""
        named = "SELECT array_agg(tablename::text) FROM pg_tables WHERE tablename ~ '^(casework|outcomes|agencies)_'"
        return set(self.ask(named)) & {model._meta.db_table for model in apps.get_models()}

    def shape(self) -> dict[str, Any]:
        """What guards the rows."""
        return {name: self.ask(question) for name, question in GUARDS.items()}


@contextmanager
def database(name: str) -> Iterator[Elsewhere]:
    """One that was migrated from nothing, as the one of every test process was."""
    clone_database(name)
    try:
        yield Elsewhere(name)
    finally:
        drop_database(name)


@contextmanager
def copy(name: str) -> Iterator[Elsewhere]:
    """A copy of this process's own database, with its rows; nobody may be connected to the original meanwhile."""
    original = connection.settings_dict["NAME"]
    drop_database(name)
    from django.db import connections  # noqa: PLC0415 - closed here, opened again by the next question

    connections.close_all()
    let_go()
    with psycopg.connect(os.environ[SUPERUSER_URL], autocommit=True) as superuser:
        # The running service may be this process's too: it is sent away for a moment, and comes back by itself.
        superuser.execute(f"ALTER DATABASE {original} ALLOW_CONNECTIONS false")
        try:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [original]
            )
            superuser.execute(f"CREATE DATABASE {name} TEMPLATE {original}")
        finally:
            superuser.execute(f"ALTER DATABASE {original} ALLOW_CONNECTIONS true")
    try:
        bootstrap_database(url_of(os.environ[SUPERUSER_URL], name))
        yield Elsewhere(name)
    finally:
        drop_database(name)


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("room", ROOMS)
def test_migrations_of_a_room_stand_in_one_line(room):
    loader = MigrationLoader(None)
    assert loader.graph.leaf_nodes(room) == [(room, migrations_of(room)[-1])]
    assert [name.partition("_")[0] for name in migrations_of(room)] == [
        f"{number:04}" for number in range(1, len(migrations_of(room)) + 1)
    ]


def test_each_is_taken_back_and_all_go_forward_again():
    with database("alongside_steps") as elsewhere:
        shape = elsewhere.shape()
        assert min(shape.values()) > 10
        for room in ROOMS:
            elsewhere.migrate(room, "zero")
        assert elsewhere.ask(GUARDS["guard"]) == 0
        assert elsewhere.ask("SELECT count(*) FROM pg_tables WHERE tablename ~ '^(casework|outcomes|agencies)_'") == 0
        elsewhere.migrate()
        assert elsewhere.shape() == shape


def counted(elsewhere: Elsewhere) -> dict[str, int]:
    """How many rows of every kind."""
    tables = [model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {table: elsewhere.ask(f"SELECT count(*) FROM {table}") for table in tables}


def refused_by(elsewhere: Elsewhere, statement: str) -> str:
    """Which constraint refuses the statement, as the login role app."""
    with psycopg.connect(elsewhere.environment["DATABASE_URL"]) as app:
        app.autocommit = True  # so that deferred guards speak with the statement
        with pytest.raises(psycopg.errors.IntegrityError) as refusal:
            app.execute(statement)
        return str(refusal.value.diag.constraint_name)


def test_on_rows_the_guards_go_and_come_back_and_the_rows_stay(cast):
    with database_role("seed"):
        closed = make_every_row(cast).case
    assert (Case.objects.count(), Closure.objects.count(), ClosureAgreement.objects.count()) == (1, 1, 2)
    assert closed.status == CaseStatus.CLOSED
    reopened = f"UPDATE casework_case SET status = 'working' WHERE id = '{closed.pk}'"
    with copy("alongside_rows") as elsewhere:
        before, shape = counted(elsewhere), elsewhere.shape()
        assert min(before[table] for table in ("casework_case", "casework_contact", "outcomes_closure")) > 0
        refusal = refused_by(elsewhere, reopened)
        elsewhere.migrate("outcomes", "0001")
        elsewhere.migrate("casework", "0001")
        assert elsewhere.shape()["triggers"] < shape["triggers"]
        kept = elsewhere.tables()  # what a later migration made goes with it; what was there before stays
        elsewhere.migrate()
        after = counted(elsewhere)
        assert {table: after[table] for table in kept} == {table: before[table] for table in kept}
        assert elsewhere.shape() == shape
        assert refused_by(elsewhere, reopened) == refusal


def test_a_new_database_is_ready_without_another_step():
    with database("alongside_ready") as elsewhere:
        elsewhere.manage("migrate", "--check")
        assert elsewhere.ask("SELECT has_table_privilege('app', 'casework_case', 'INSERT')")
        assert not elsewhere.ask("SELECT has_table_privilege('app', 'casework_case', 'DELETE')")
        assert not elsewhere.ask("SELECT has_table_privilege('app', 'agencies_auditevent', 'UPDATE')")
