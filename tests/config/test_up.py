"""`manage.py up` as a person meets it: on servers that the environment names, which spares the making of a database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.database.connections import URL_NAMES, DatabaseRole
from config.stack import check, commands, up, waits
from config.stack.errors import StackError
from config.stack.home import CHECKOUT
from config.stack.launch import Launch, Stage
from config.stack.ports import LOOPBACK, free_port
from config.stack.processes import Processes, Program
from config.stack.waits import API, PAGES, Answer, ask, wait_for, wait_for_reminder
from tests.config.answering import answering
from tests.config.test_stack import until
from tests.servers import url_of

# The home folder is the one thing that differs: a developer's own `up` may be running from this checkout.
UP = """import sys; from pathlib import Path; from config.stack import up
up.development_home = lambda: Path(sys.argv[1])
raise SystemExit(up.main(sys.argv[2:]))"""
FINE = {
    "/": (200, "text/html", b"<p>"),
    "/api/v1/": (401, "application/json", b"{}"),
    "/health/?ready=yes": (200, "application/json", b'{"ready": true}'),
    "/broken/": (500, "text/html", b"a fault"),
}
BROKER_DATABASE = "10"  # beside those that other tests' workers listen on


def given_servers() -> dict[str, str]:
    """Every login but seed, so that no demonstration is loaded, and no secret key: `up` makes one."""
    without = {URL_NAMES[DatabaseRole.SEED], "SECRET_KEY"}
    given = {name: value for name, value in os.environ.items() if name not in without}
    return given | {"REDIS_URL": url_of(os.environ["REDIS_URL"], BROKER_DATABASE)}


# The whole


@dataclass
class Up:
    """An `up` that runs."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        """What stands on the terminal."""
        return (self.home / "terminal").read_text()


def start_up(home: Path, port: int, terminal: Path) -> subprocess.Popen[bytes]:
    """`manage.py up --port PORT`."""
    with terminal.open("wb") as output:
        command = [sys.executable, "-c", UP, str(home), "--port", str(port)]
        return subprocess.Popen(
            command, cwd=CHECKOUT, env=given_servers(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


@pytest.fixture
def running(db: None, tmp_path: Path) -> Iterator[Up]:
    """It, when it says where it is."""
    port = free_port()
    process = start_up(tmp_path, port, tmp_path / "terminal")
    started = Up(tmp_path, port, process)
    try:
        until(lambda: process.poll() is not None or "Ctrl-C stops it" in started.said(), 60)
        assert process.poll() is None, started.said()
        yield started
    finally:
        process.terminate()
        process.wait()


def test_up_from_its_start_to_ctrl_c(running: Up) -> None:
    page = ask(f"http://{LOOPBACK}:{running.port}/")
    assert page is not None
    assert page.status == 200
    assert f"http://{LOOPBACK}:{running.port}/" in running.said()
    assert "postgres" in running.said(), "each stage is told with its seconds"
    assert not (running.home / "postgres").exists(), "no server of ours beside the one that was given"
    assert (running.home / "env").stat().st_mode & 0o777 == 0o600

    second = start_up(running.home, free_port(), running.home / "second")
    assert second.wait() == 1
    assert f"process {running.process.pid}" in (running.home / "second").read_text()

    elsewhere = running.home / "elsewhere"
    elsewhere.mkdir()
    assert start_up(elsewhere, running.port, elsewhere / "terminal").wait() == 1
    assert f"Port {running.port} is taken" in (elsewhere / "terminal").read_text()

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert "Stopping." in running.said()
    assert not (running.home / "env").exists()
    assert ask(f"http://{LOOPBACK}:{running.port}/") is None


# Its parts


def launch(tmp_path: Path, environment: dict[str, str]) -> Launch:
    """A launch that has these settings and no other."""
    return Launch(Processes(tmp_path, environment), tmp_path, free_port(), durable=False)


@pytest.mark.parametrize("missing", [DatabaseRole.APP, DatabaseRole.WORKER, DatabaseRole.OWNER, DatabaseRole.AUDIT])
def test_half_of_the_logins_is_refused_before_anything_is_written_anywhere(
    tmp_path: Path, missing: DatabaseRole
) -> None:
    given = {f"{URL_NAMES[role]}_FILE": "/run/secrets/url" for role in DatabaseRole if role != missing}
    with pytest.raises(StackError, match=rf"set {URL_NAMES[missing]} \(or _FILE\)"):
        launch(tmp_path, given).start_postgres()


def test_development_says_that_it_is_development(tmp_path: Path) -> None:
    fresh = launch(tmp_path, {})
    fresh.choose_settings()
    assert fresh.settings["ALONGSIDE_DEVELOPMENT"] == "1"
    assert (tmp_path / "secret-key").read_text() == fresh.settings["SECRET_KEY"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert fresh.settings["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert fresh.settings["SECRET_KEY"] not in repr(fresh)


def test_what_was_given_stays(tmp_path: Path) -> None:
    told = launch(tmp_path, {"SECRET_KEY": "given", "ALONGSIDE_DEVELOPMENT": "0"})
    told.choose_settings()
    assert "SECRET_KEY" not in told.settings
    assert told.settings["ALONGSIDE_DEVELOPMENT"] == "0"


@pytest.mark.parametrize("seed", [True, False])
def test_the_demonstration_is_loaded_where_seed_may_log_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: bool
) -> None:
    ran: list[tuple[str | Path, ...]] = []
    told = launch(tmp_path, {URL_NAMES[DatabaseRole.SEED]: "postgresql://seed"} if seed else {})
    monkeypatch.setattr(told.processes, "run", lambda program: ran.append(program.argv[2:]) or "said")
    told.load_demonstration()
    assert told.who_to_be() == ("said" if seed else "")
    assert ran == ([("demo",), ("demo", "--who")] if seed else [])


def test_the_programs_that_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Program] = []
    told = launch(tmp_path, {})
    monkeypatch.setattr(told.processes, "start", started.append)
    told.start_programs()
    assert [program.name for program in started] == ["worker", "beat", "web"]
    assert f"--bind={LOOPBACK}:{told.port}" in started[-1].argv
    assert commands.has_command("demo")
    assert not commands.has_command("no_such_command")


# --check


@dataclass
class FakeLaunch:
    """Stages that only say that they ran."""

    processes: Processes
    home: Path
    port: int
    durable: bool
    url = ""
    seen: Path | None = None

    def stage(self, name: str) -> Stage:
        def run() -> None:
            FakeLaunch.seen = self.home
            assert self.home.is_dir()

        return name, run

    @property
    def server_stages(self) -> list[Stage]:
        return [self.stage("servers")]

    @property
    def program_stages(self) -> list[Stage]:
        return [self.stage("programs")]


@pytest.mark.parametrize(("page", "status"), [(FINE["/"], 0), ((500, "text/html", b"a fault"), 1)])
def test_check_waits_for_every_door_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    page: tuple[int, str, bytes],
    status: int,
) -> None:
    monkeypatch.setattr(check, "Launch", FakeLaunch)
    (tmp_path / "mail").write_bytes(b"Subject: Alongside\nMessage-ID: <reminder-1@example.org>\n")
    monkeypatch.setenv("EMAIL_FILE_PATH", str(tmp_path))
    with answering(FINE | {"/": page}) as url:
        monkeypatch.setattr(FakeLaunch, "url", url)
        assert up.main(["--check"]) == status
    told = capsys.readouterr()
    names = [line.rsplit(maxsplit=2)[0] for line in told.out.splitlines()]
    assert names == [
        "servers",
        "programs",
        *(["first page", "API", "readiness", "reminder by mail", "stop", "in all"] if not status else []),
    ]
    assert ("first page (/) did not come; its last answer was 500: a fault" in told.err) is bool(status)
    assert FakeLaunch.seen is not None
    assert not FakeLaunch.seen.exists()


# Waits


def test_what_one_address_answers() -> None:
    with answering(FINE) as url:
        assert ask(url) == Answer(200, is_json=False, body=b"<p>")
        assert ask(f"{url}api/v1/") == Answer(401, is_json=True, body=b"{}")
        assert ask(f"{url}broken/") == Answer(500, is_json=False, body=b"a fault")
    assert ask(url) is None


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(StackError, match=r"API .* did not come; nobody answered"):
        wait_for(API, f"http://{LOOPBACK}:{free_port()}/", Processes(tmp_path, {}))


def test_an_empty_mail_folder_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "PATIENCE_SECONDS", 0.2)
    (tmp_path / "mail").mkdir()
    given = {"EMAIL_FILE_PATH": str(tmp_path / "mail"), URL_NAMES[DatabaseRole.SEED]: "postgresql://seed"}
    with pytest.raises(StackError, match="No reminder came"):
        wait_for_reminder(Processes(tmp_path, given))
    wait_for_reminder(Processes(tmp_path, {}))  # no demonstration, so nothing is due


def test_nobody_waits_for_a_program_that_has_ended(tmp_path: Path) -> None:
    with Processes(tmp_path / "log", dict(os.environ)) as processes:
        child = processes.start(Program("web", (sys.executable, "-c", "raise SystemExit('no such setting')")))
        child.process.wait()
        with pytest.raises(StackError, match=r"(?s)web ended by itself.*no such setting"):
            wait_for(PAGES, f"http://{LOOPBACK}:{free_port()}/", processes)
