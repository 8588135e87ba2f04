"""Settings of Celery on which a promise rests: nothing is lost with a process, and nothing is unpickled."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agencies.actors import SYSTEM_PURPOSES
from agencies.enums import SystemActor
from config.database.connections import DatabaseRole
from tests.servers import environment_of_program
from worker.app import TIME_LIMIT_SECONDS, app
from worker.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("agencies", "casework", "outcomes", "api", "web", "worker", "config", "bin", "tests", "benchmarks")


def texts(*folders: str) -> dict[str, str]:
    """Every file of ours in these folders and at the top, but this one."""
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".sh", ".toml"}
    ]
    top = [ROOT / name for name in ("pyproject.toml", "docker-compose.yml", "Dockerfile", "manage.py")]
    return {str(path.relative_to(ROOT)): path.read_text() for path in (*files, *top) if path != Path(__file__)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept_content", ["json"]),
        ("task_serializer", "json"),
        ("result_backend", None),
        ("task_ignore_result", True),
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("worker_cancel_long_running_tasks_on_connection_loss", True),
        ("broker_connection_max_retries", None),
        ("broker_connection_retry_on_startup", True),
        ("timezone", "UTC"),
        ("enable_utc", True),
        ("task_always_eager", False),
        ("worker_send_task_events", False),
        ("worker_hijack_root_logger", False),
    ],
)
def test_setting(name: str, value: object) -> None:
    assert app.conf[name] == value


def test_a_task_ends_long_before_its_message_is_delivered_again() -> None:
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit == TIME_LIMIT_SECONDS
    assert 2 * app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]


# Linux counts what the program that started this one took into getrusage's peak: a test run of half a gigabyte.
AT_START = """
import re, resource, sys
from worker.app import app
app.loader.import_default_modules()
if sys.platform == "linux":
    print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_a_child_is_replaced_before_it_has_leaked_much() -> None:
    assert 0 < app.conf.worker_max_tasks_per_child <= 10_000
    # Above what a child has when it starts, or it would be replaced after each task; see celery/celery#4125.
    # Asked of a program of its own: this one has run thousands of tests.
    asked = [sys.executable, "-c", AT_START]
    environment = environment_of_program(DatabaseRole.WORKER)
    at_start = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    assert 1.2 * int(at_start.stdout) < app.conf.worker_max_memory_per_child < 1_000_000


def test_tasks_run_where_a_worker_is_and_nowhere_else() -> None:
    assert not [path for path, text in texts(*FOLDERS).items() if re.search("always_eager", text, re.IGNORECASE)]


def test_nothing_waits_in_the_broker_for_its_time() -> None:
    rooms_and_doors = texts("agencies", "casework", "outcomes", "api", "web", "worker")
    assert not [path for path, text in rooms_and_doors.items() if re.search(r"\b(eta|countdown)\s*=", text)]


# Tasks


def test_every_task_of_ours_names_a_system_actor_with_a_purpose() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if name.startswith("worker.")}
    assert ours
    assert all(SystemActor(task.actor_name) in SYSTEM_PURPOSES for task in ours.values())


def test_what_beat_rings_is_there() -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule == SCHEDULE
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)
    assert app.conf.beat_scheduler == "worker.beat:TickingScheduler"


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_bell_that_nobody_heard_is_forgotten(name: str) -> None:
    entry = SCHEDULE[name]
    assert 0 < entry["options"]["expires"] <= 10 * entry["schedule"]


def test_celery_adds_no_task_to_the_schedule() -> None:
    assert app.conf.result_expires is None
