"""A whole stack of its own to be killed piece by piece: PostgreSQL, Valkey and a worker."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import environ
import psycopg
from django.db import connections
from kombu.exceptions import OperationalError as BrokerAway

from config.database.bootstrap import bootstrap_database, create_database
from config.database.connections import LOGINS_OF, URL_NAMES, DatabaseRole
from config.stack.commands import WORKER, manage, python
from config.stack.home import temporary_home
from config.stack.postgres import start_postgres
from config.stack.processes import Child, Processes, Program
from config.stack.servers import Servers, with_roles
from config.stack.valkey import start_valkey
from worker.app import app

DATABASE = "survivors"
PATIENCE_SECONDS = 60


@dataclass
class Stack:
    """Its processes, and what a test does to them. What they are killed at is a subclass's."""

    home: Path
    processes: Processes
    servers: Servers
    environment: dict[str, str] = field(repr=False)
    worker: Child | None = None
    bells: ClassVar[tuple[Any, ...]] = ()

    def state(self) -> str:
        """Where what it works on stands."""
        raise NotImplementedError

    def victim(self) -> int | None:
        """The process that works on it now, where one does."""
        raise NotImplementedError

    # What happens to it

    def kill_parent(self) -> None:
        """Kill -9 the worker's parent, and let a supervisor start another; who worked for it works on, for a while."""
        assert self.worker is not None
        os.kill(self.worker.process.pid, signal.SIGKILL)
        self.worker.process.wait()
        self.start_worker()

    def kill_child(self) -> None:
        """Kill -9 whoever works on it; where nobody does, one of those who could."""
        victim = self.victim()
        if victim is None:
            self.until(self.is_ready)
        with suppress(ProcessLookupError):
            os.kill(victim or self.children()[0], signal.SIGKILL)

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
        return pids("-P", str(self.worker.process.pid))

    def ring(self) -> None:
        """What beat rings; a broker that is away at the moment does not hear it."""
        with suppress(BrokerAway, OSError), app.connection_for_write(self.servers.redis_url) as broker:
            for task in self.bells:
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

    @classmethod
    @contextmanager
    def running(cls, **more: str) -> Iterator[Self]:
        """Started from nothing, without a worker; this process's connections lead there."""
        with temporary_home() as home, Processes(home / "log", dict(os.environ)) as processes:
            # What was committed is to be there after a crash, as in production.
            superuser_url = start_postgres(processes, home, durable=True)
            servers = with_roles(superuser_url, start_valkey(processes, home, durable=False))
            create_database(superuser_url, DATABASE)
            bootstrap_database(servers.superuser_url_of(DATABASE))
            environment = {
                **{name: value for name, value in os.environ.items() if name != "DATABASE_ROLE"},
                **servers.environment(DATABASE),
                "SECRET_KEY": "for tests only",
                "ALONGSIDE_DEVELOPMENT": "1",
                **{name: value.format(home=home) for name, value in more.items()},
            }
            processes.environment.clear()
            processes.environment.update(environment)
            processes.run(manage("migrate", "--verbosity=0", "--no-input"))
            with connected_to(servers):
                yield cls(home, processes, servers, environment)


def pids(*how: str) -> list[int]:
    """The processes that pgrep finds so."""
    said = subprocess.run(["pgrep", *how], capture_output=True, text=True, check=False)
    return [int(line) for line in said.stdout.split()]


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
