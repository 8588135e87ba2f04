"""A worker and a beat as they run: each a process, under its own login, with a broker between them."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agencies import heartbeats
from config.database.connections import DatabaseRole
from config.stack.commands import BEAT, WORKER, python
from config.stack.processes import Child, Processes
from tests.servers import environment_of_program, url_of
from tests.worker import jobs
from worker.app import app
from worker.schedule import HEARTBEAT_SECONDS

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.xdist_group("worker and beat")]

# The journeys' worker listens on the same server, and would take what is meant for this one.
BROKER_DATABASE = "9"
CANARY = "a-word-of-Ozlems"


def own_environment() -> dict[str, str]:
    """What a worker's container has: the logins of its role and no other."""
    broker = {"REDIS_URL": url_of(os.environ["REDIS_URL"], BROKER_DATABASE)}
    return environment_of_program(DatabaseRole.WORKER) | broker


@dataclass
class Running:
    """The two processes and the address of their broker."""

    worker: Child
    beat: Child
    broker: str

    def ring(self, task: Any, *arguments: str) -> None:
        """Send a task to this worker."""
        with app.connection_for_write(self.broker) as connection:
            task.apply_async(arguments, connection=connection)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Started once for all tests here; the last of them stops it."""
    environment = own_environment()
    with Processes(tmp_path_factory.mktemp("log"), environment) as processes:
        worker = processes.start(python("worker", *WORKER, "--include=tests.worker.jobs"))
        beat = processes.start(python("beat", *BEAT))
        yield Running(worker, beat, environment["REDIS_URL"])


def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def worker_seen_at() -> datetime | None:
    """When the worker was last seen."""
    return heartbeats.last_seen().get("worker")


def test_a_heartbeat_goes_from_beat_through_the_broker_to_the_worker_and_into_the_database(running: Running) -> None:
    until(lambda: {"beat", "worker"} <= set(heartbeats.last_seen()))


def test_a_child_that_is_killed_loses_neither_its_task_nor_the_heartbeat(running: Running, tmp_path: Path) -> None:
    running.ring(jobs.work_until_killed, str(tmp_path), CANARY)
    until((tmp_path / "begun").exists)
    until((tmp_path / "begun").read_text)
    child = int((tmp_path / "begun").read_text())
    assert child != running.worker.process.pid
    os.kill(child, signal.SIGKILL)
    until((tmp_path / "run again").exists)
    before = worker_seen_at()
    until(lambda: worker_seen_at() not in {None, before}, 2 * HEARTBEAT_SECONDS)
    assert not running.worker.has_ended


def test_arguments_are_not_logged_whether_a_task_is_killed_or_fails(running: Running) -> None:
    running.ring(jobs.fail, CANARY)
    until(lambda: "failed, as it was asked to" in running.worker.output())
    assert "work_until_killed" in running.worker.output()
    assert CANARY not in running.worker.output()
    assert CANARY not in running.beat.output()


def test_no_password_is_logged(running: Running) -> None:
    passwords = {value.split("@")[0].rpartition(":")[2] for value in own_environment().values() if "://" in value}
    assert not [word for word in passwords if word in running.worker.output() + running.beat.output()]


def test_asked_to_stop_they_finish_what_they_do(running: Running, tmp_path: Path) -> None:
    until(lambda: "beat: Starting" in running.beat.output())
    running.ring(jobs.work_for_a_second, str(tmp_path))
    until((tmp_path / "began").exists)
    for child in (running.beat, running.worker):
        child.process.send_signal(signal.SIGTERM)
    for child in (running.beat, running.worker):
        assert child.process.wait(15) == 0, child.output()
    assert (tmp_path / "ended").exists()
