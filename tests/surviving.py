"""A whole stack of its own to be killed piece by piece: PostgreSQL, Valkey, a worker, and one reminder that is due."""

import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.db import connections
from django.test import override_settings
from kombu.exceptions import OperationalError as BrokerAway

from casework import digests, reminders
from config.database.bootstrap import bootstrap_database, create_database
from config.database.connections import LOGINS_OF, URL_NAMES, DatabaseRole
from config.stack.commands import WORKER, manage, python
from config.stack.home import temporary_home
from config.stack.postgres import start_postgres
from config.stack.processes import Child, Processes, Program
from config.stack.servers import Servers, with_roles
from config.stack.valkey import start_valkey
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.agencies import make_cast
from tests.factories.casework import make_scene
from tests.factories.outcomes import make_action
from tests.worker.gated_mail import AFTER, BEFORE, CLAIMED
from worker.app import app
from worker.tasks.reminders import plan_reminders, send_reminders

DATABASE = "survivors"
PATIENCE_SECONDS = 60
LEASE_SECONDS = "2"
FINAL = {"sent", "uncertain", "cancelled"}
# Noon, so that no test waits for eight o'clock; and it goes on, so that leases end.
NOON = (
    "CREATE OR REPLACE FUNCTION public.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
    " AS $$ SELECT statement_timestamp() + interval '{} seconds' $$"
)
# It is due in a week; here that is today.
OVERDUE = "UPDATE outcomes_action SET due_on = today() - 1"
FORGET = "TRUNCATE casework_reminder, casework_remindermessage"


@dataclass
class Stack:
    """Its processes, and what a test does to them."""

    home: Path
    processes: Processes
    servers: Servers
    environment: dict[str, str] = field(repr=False)
    worker: Child | None = None

    # The reminder's life, as far as a stage

    def prepare(self, stage: str) -> None:
        """Bring the one reminder to this stage, and stop it there; nobody has heard of it before."""
        self.forget()
        if stage in {CLAIMED, BEFORE, AFTER}:
            (self.gates / stage).touch()
        if stage in {"planned", "prepared"}:
            connections["worker"].close()  # it may have been cut off by the test before
            with database_role("worker"):
                reminders.plan()
                if stage == "prepared":
                    digests.prepare_digests()
            return
        self.until(self.mails if stage == "sent" else (self.gates / f"at {stage}").exists, ringing=True)
        if stage == "sent":
            self.until(lambda: self.state() == "sent")

    def forget(self) -> None:
        """As if it had never been."""
        self.open_gates()
        self.ask(FORGET)
        for mail in self.mail.iterdir():
            mail.unlink()

    def open_gates(self) -> None:
        """Whoever waits may go on."""
        for gate in self.gates.iterdir():
            gate.unlink(missing_ok=True)

    def end(self) -> tuple[str, int]:
        """Ring until the message has come to an end; gives which, and how many e-mails are in the folder.

        Then ring on: what has ended stays as it is.
        """
        self.open_gates()
        self.until(lambda: self.state() in FINAL, ringing=True)
        for _ in range(2):
            before = self.planned_at()
            self.until(lambda seen=before: self.planned_at() != seen, ringing=True)
        self.until(lambda: self.state() in FINAL)
        return self.outcome()

    def planned_at(self) -> object:
        """When a worker last went through the whole of it."""
        return self.ask("SELECT max(seen_at) FROM agencies_heartbeat WHERE name = 'reminders'")[0][0]

    def outcome(self) -> tuple[str, int]:
        """The state of the one message, and how many e-mails bear its Message-ID; no other e-mail may be there."""
        counted = self.mails()
        assert len(counted) <= 1
        return self.state(), sum(counted.values())

    def state(self) -> str:
        """Where the one message stands; empty where there is none yet."""
        rows = self.ask("SELECT state FROM casework_remindermessage")
        assert len(rows) <= 1
        return str(rows[0][0]) if rows else ""

    def mails(self) -> Counter[str]:
        """The e-mails in the folder, by Message-ID."""
        texts = [path.read_text() for path in self.mail.iterdir()]
        return Counter(found for text in texts for found in re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE))

    # What happens to it

    def kill_parent(self) -> None:
        """Kill -9 the worker's parent, and let a supervisor start another; who worked for it works on, for a while."""
        assert self.worker is not None
        os.kill(self.worker.process.pid, signal.SIGKILL)
        self.worker.process.wait()
        self.start_worker()

    def kill_child(self) -> None:
        """Kill -9 whoever sends; where nobody does, one of those who could."""
        at = [path for path in self.gates.glob("at *") if path.read_text()]
        if not at:
            self.until(self.is_ready)
        victim = int(at[0].read_text()) if at else self.children()[0]
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)

    def kill_redis(self) -> None:
        """Kill -9 the broker; another starts with nothing in it."""
        self.restart("valkey", signal.SIGKILL)

    def restart_postgres(self) -> None:
        """Every connection is lost, as in a crash; the data are recovered from its log."""
        self.restart("postgres", signal.SIGQUIT)
        self.until(self.postgres_answers)

    def restart(self, name: str, how: signal.Signals) -> None:
        """End a server so, and start it again on the same port."""
        child = next(each for each in self.processes.children if each.program.name == name)
        child.process.send_signal(how)
        child.process.wait()
        self.processes.children.remove(child)
        again = self.processes.start(child.program)
        self.processes.children.remove(again)
        self.processes.children.insert(0, again)  # servers are stopped last

    # Its parts

    @property
    def mail(self) -> Path:
        """The folder of mail."""
        return self.home / "mail"

    @property
    def gates(self) -> Path:
        """The folder of gates."""
        return self.home / "gates"

    def start_worker(self) -> None:
        """A worker as in production: its own logins, its own mail backend."""
        own = {URL_NAMES[login] for login in LOGINS_OF[DatabaseRole.WORKER]}
        logins = {name for name in self.environment if name.startswith("DATABASE_")} - own
        told = {name: value for name, value in self.environment.items() if name not in logins}
        plain = python("worker", *WORKER)
        self.worker = self.processes.start(Program("worker", plain.argv, cwd=plain.cwd, environment=told))

    def supervise(self) -> None:
        """Start a worker where it has ended by itself, as `restart: unless-stopped` does.

        Celery gives up where its first children are killed before they have told their parent that they are up.
        """
        if self.worker is not None and self.worker.has_ended:
            self.start_worker()

    def is_ready(self) -> bool:
        """Whether the worker's children are up."""
        return self.worker is not None and "ready." in self.worker.output() and len(self.children()) > 1

    def children(self) -> list[int]:
        """The processes that the worker's parent has started."""
        assert self.worker is not None
        said = subprocess.run(
            ["pgrep", "-P", str(self.worker.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in said.stdout.split()]

    def ring(self) -> None:
        """What beat rings every minute; a broker that is away at the moment does not hear it."""
        with suppress(BrokerAway, OSError), app.connection_for_write(self.servers.redis_url) as broker:
            for task in (plan_reminders, send_reminders):
                task.apply_async(connection=broker, expires=10, retry=False)

    def until(self, condition: Callable[[], Any], *, ringing: bool = False) -> None:
        """Wait for it, and ring meanwhile."""
        deadline, bell = time.monotonic() + PATIENCE_SECONDS, 0.0
        while not condition():
            self.supervise()
            assert time.monotonic() < deadline, f"stuck at {self.state()}\n{self.worker and self.worker.log_tail()}"
            if ringing and time.monotonic() > bell:
                self.ring()
                bell = time.monotonic() + 0.5
            time.sleep(0.03)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """As superuser, on a connection of its own, waiting for a server that starts."""
        self.until(self.postgres_answers)
        with psycopg.connect(self.servers.superuser_url_of(DATABASE)) as connection:
            found = connection.execute(statement)  # type: ignore[call-overload]  # a constant of this file
            return list(found.fetchall()) if found.description else []

    def postgres_answers(self) -> bool:
        """Whether it takes connections."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.servers.superuser_url_of(DATABASE)):
            return True
        return False


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Started from nothing, with one action of Asha's that was due yesterday; this process's connections lead there."""
    with temporary_home() as home, Processes(home / "log", dict(os.environ)) as processes:
        superuser_url = start_postgres(processes, home, durable=False)
        servers = with_roles(superuser_url, start_valkey(processes, home, durable=False))
        create_database(superuser_url, DATABASE)
        bootstrap_database(servers.superuser_url_of(DATABASE))
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_ROLE"},
            **servers.environment(DATABASE),
            "SECRET_KEY": "for tests only",
            "ALONGSIDE_DEVELOPMENT": "1",
            "EMAIL_BACKEND": "tests.worker.gated_mail.GatedMail",
            "EMAIL_FILE_PATH": str(home / "mail"),
            "GATES": str(home / "gates"),
            "REMINDER_CLAIM_SECONDS": LEASE_SECONDS,
            "REMINDER_HANDOVER_SECONDS": LEASE_SECONDS,
            "REMINDER_ATTEMPTS": "100",
        }
        stack = Stack(home, processes, servers, environment)
        for folder in (stack.mail, stack.gates):
            folder.mkdir()
        processes.environment.clear()
        processes.environment.update(environment)
        processes.run(manage("migrate", "--verbosity=0", "--no-input"))
        with connected_to(servers):
            make_due(stack)
            stack.start_worker()
            yield stack
            stack.open_gates()


def make_due(stack: Stack) -> None:
    """One thing of one person's."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 43200 - extract(epoch FROM (clock() AT TIME ZONE 'Europe/London')::time)::int")
        cursor.execute(NOON.format(cursor.fetchone()[0]))
    with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
        make_action(make_scene(make_cast()))
    stack.ask(OVERDUE)


@contextmanager
def connected_to(servers: Servers) -> Iterator[None]:
    """Let this process's connections lead to those servers, until the end of the block."""
    before = {alias: connections[alias] for alias in connections}
    for alias, connection in before.items():
        role = DatabaseRole.APP if alias == "default" else DatabaseRole(alias)
        there = connection.copy()
        address: dict[str, Any] = environ.Env.db_url_config(servers.url(role, DATABASE))
        there.settings_dict.update({name: address[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")})
        connections[alias] = there
    try:
        yield
    finally:
        for alias, connection in before.items():
            connections[alias].close()
            connections[alias] = connection
