"""Brings the whole service up, stage by stage: servers, roles, schema, demonstration, worker, beat, web."""

import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.database.bootstrap import bootstrap_database, create_database
from config.database.connections import URL_NAMES, DatabaseRole
from config.stack import assets, commands
from config.stack.errors import StackError
from config.stack.ports import LOOPBACK
from config.stack.postgres import start_postgres
from config.stack.private_files import kept
from config.stack.processes import Processes
from config.stack.servers import with_roles
from config.stack.valkey import start_valkey

DATABASE = "alongside"
# `up` starts every program, so it needs every login that one of them needs. Without seed there is no demonstration.
OF_A_GIVEN_SERVER = (DatabaseRole.APP, DatabaseRole.WORKER, DatabaseRole.OWNER, DatabaseRole.AUDIT)
Stage = tuple[str, Callable[[], None]]


@dataclass
class Launch:
    """One start of the service. `settings` is what it adds to the environment that it was given.

    Servers that the environment names already are used as they are: nothing of ours starts in their place.
    """

    processes: Processes
    home: Path
    port: int
    durable: bool
    superuser_url: str = field(default="", repr=False)
    settings: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def server_stages(self) -> Sequence[Stage]:
        """What must be there before any program of ours can read its settings."""
        return [
            ("settings", self.choose_settings),
            ("postgres", self.start_postgres),
            ("valkey", self.start_valkey),
            ("database", self.prepare_database),
        ]

    @property
    def program_stages(self) -> Sequence[Stage]:
        """Our own programs, in the order in which they need each other."""
        return [
            ("pages", self.build_pages),
            ("migrate", self.migrate),
            ("static files", self.collect_static_files),
            ("demonstration", self.load_demonstration),
            ("worker, beat, web", self.start_programs),
        ]

    def choose_settings(self) -> None:
        """Development's own settings, where the environment has none."""
        mail = self.home / "mail"
        mail.mkdir(mode=0o700, exist_ok=True)
        self._set_default("ALONGSIDE_DEVELOPMENT", "1")
        self._set_default("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
        self._set_default("EMAIL_FILE_PATH", str(mail))
        self._set_default("SERVICE_ADDRESS", self.url)
        self._set_default("AUDIT_ROOTS", str(self.home / "audit-roots"))
        if not self._is_given("SECRET_KEY"):
            self._set_default("SECRET_KEY", kept(self.home / "secret-key", lambda: secrets.token_urlsafe(48)))

    def start_postgres(self) -> None:
        """The embedded server, where no address is given. Raises StackError where some are given and others are not."""
        given = {role for role in DatabaseRole if self._is_given(URL_NAMES[role])}
        if missing := [URL_NAMES[role] for role in OF_A_GIVEN_SERVER if role not in given]:
            if given:
                raise StackError(
                    f"A database server was given, but not every login: set {' and '.join(missing)} (or _FILE) too."
                )
            self.superuser_url = start_postgres(self.processes, self.home, durable=self.durable)

    def start_valkey(self) -> None:
        """The embedded broker, where no address is given."""
        if not self._is_given("REDIS_URL"):
            self._set_default("REDIS_URL", start_valkey(self.processes, self.home, durable=self.durable))

    def prepare_database(self) -> None:
        """Roles with new passwords, and the database. On a server that was given, somebody has bootstrapped already."""
        if not self.superuser_url:
            return
        servers = with_roles(self.superuser_url, self.processes.environment.get("REDIS_URL", ""))
        with suppress(psycopg.errors.DuplicateDatabase):
            create_database(self.superuser_url, DATABASE)
        bootstrap_database(servers.superuser_url_of(DATABASE))
        for name, value in servers.environment(DATABASE).items():
            self._set_default(name, value)

    def build_pages(self) -> None:
        """The style sheet and the scripts, where they are not up to date."""
        assets.build()

    def migrate(self) -> None:
        """The schema, as owner."""
        self.processes.run(commands.manage("migrate", "--no-input"))

    def collect_static_files(self) -> None:
        """DEBUG is off in development too, so files are served from where collectstatic puts them."""
        self.processes.run(commands.manage("collectstatic", "--no-input"))

    def load_demonstration(self) -> None:
        """The demonstration's households, where seed may log in; loading them twice changes nothing."""
        if self._has_demonstration():
            self.processes.run(commands.manage("demo"))

    def start_programs(self) -> None:
        """The three programs that stay. They start together and are ready when they say so."""
        self.processes.start(commands.python("worker", *commands.WORKER))
        self.processes.start(commands.python("beat", *commands.BEAT))
        self.processes.start(commands.python("web", *commands.web_arguments(f"{LOOPBACK}:{self.port}")))

    def who_to_be(self) -> str:
        """As whom to look at the demonstration, in its own words."""
        return self.processes.run(commands.manage("demo", "--who")) if self._has_demonstration() else ""

    def _has_demonstration(self) -> bool:
        return commands.has_command("demo") and self._is_given(URL_NAMES[DatabaseRole.SEED])

    def _is_given(self, name: str) -> bool:
        environment = self.processes.environment
        return bool(environment.get(name) or environment.get(f"{name}_FILE"))

    def _set_default(self, name: str, value: str) -> None:
        self.settings[name] = self.processes.environment.setdefault(name, value)


def run_stages(stages: Sequence[Stage], tell: Callable[[str, float], None]) -> None:
    """Run each stage and tell its name and how many seconds it took."""
    for name, run in stages:
        began = time.monotonic()
        run()
        tell(name, time.monotonic() - began)
