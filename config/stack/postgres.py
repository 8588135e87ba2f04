"""The embedded PostgreSQL: makes its data folder once and starts it on loopback with a random port."""

import os
import secrets
import shutil
import signal
import time
from pathlib import Path

import psycopg

from config.stack import placement
from config.stack.errors import StackError
from config.stack.ports import LOOPBACK, free_port
from config.stack.private_files import kept, write_private
from config.stack.processes import Child, Processes, Program

MAJOR = 18
SUPERUSER = "postgres"
PASSWORD_FILE = "postgres-password"  # noqa: S105 - the name of a file
# Python, pg_trgm and the sort order must agree with the image in docker-compose.yml, which is given the same words.
INITDB_LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
# For data that nobody will miss: tests and `up --check`.
NOT_DURABLE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
START_SECONDS = 30
# Nothing of ours goes along: PGPORT and its like would change what the server does.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def start_postgres(processes: Processes, home: Path, *, durable: bool) -> str:
    """Start the server of this home folder, wait until it answers, and return the superuser's address.

    Side effects: makes the data first where there is none.
    Raises StackError where it does not start, or where the data is of another major version.
    """
    password = kept(home / PASSWORD_FILE, lambda: secrets.token_urlsafe(24))
    place = placement.choose(home, password)
    if not (place.data / "PG_VERSION").exists():
        _make_data(processes, place, password, durable=durable)
    _check_major(place.data)
    _wait_for_last_run(place.data)
    port = free_port()
    child = processes.start(_server(place, port, durable=durable))
    url = f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{port}/postgres"
    _wait_until_it_answers(child, url)
    return url


def remove_data(home: Path) -> None:
    """Forget the data of this home folder, wherever it lies; only after its server was stopped."""
    password_file = home / PASSWORD_FILE
    if password_file.exists():
        shutil.rmtree(placement.choose(home, password_file.read_text()).data, ignore_errors=True)


def _server(place: placement.Placement, port: int, *, durable: bool) -> Program:
    listen = ("-h", LOOPBACK, "-p", str(port), "-k", "")
    return Program(
        name="postgres",
        argv=(place.binaries / "postgres", "-D", place.data, *listen, *(() if durable else NOT_DURABLE)),
        stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: does not wait for clients to leave
        account=place.account,
        environment=ENVIRONMENT,
        cwd=Path("/"),
    )


def _make_data(processes: Processes, place: placement.Placement, password: str, *, durable: bool) -> None:
    """Run initdb beside the final folder and rename, so that an interrupted one is never taken for a database."""
    unfinished = place.data.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    placement.make_folder(unfinished, place.account, 0o700)
    password_file = place.data.with_suffix(".password")  # initdb, as another user, can open no descriptor of ours
    write_private(password_file, password, place.account)
    initdb = Program(
        name="initdb",
        argv=(
            *(place.binaries / "initdb", "-D", unfinished, "-U", SUPERUSER, f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", *INITDB_LOCALE, *(() if durable else ("--no-sync",))),
        ),
        account=place.account,
        environment=ENVIRONMENT,
        cwd=Path("/"),
    )
    try:
        processes.run(initdb)
        unfinished.rename(place.data)
    finally:
        password_file.unlink()
        shutil.rmtree(unfinished, ignore_errors=True)


def _check_major(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise StackError(
            f"{data} was made by PostgreSQL {found}; this is {MAJOR}. Remove the .dev folder to start afresh."
        )


def _wait_for_last_run(data: Path) -> None:
    """A server whose supervisor was killed takes a moment to shut down, and two on one folder are refused."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(int(pid_file.read_text().split()[0]), 0)
        except (OSError, ValueError, IndexError):  # no such file, or no such process
            return
        time.sleep(0.1)


def _wait_until_it_answers(child: Child, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if child.has_ended:
                raise child.fault("did not start") from None
            time.sleep(0.03)
        else:
            return
    raise child.fault(f"did not answer within {START_SECONDS} seconds")
