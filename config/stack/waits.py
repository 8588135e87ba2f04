"""What must answer before the service counts as up, each as a question that is asked until it is answered yes."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import psycopg

from config.database.connections import URL_NAMES, DatabaseRole
from config.stack.errors import StackError
from config.stack.processes import Processes

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.1
REQUEST_SECONDS = 10
REMINDER = b"Message-ID: <reminder-"
LINKED = "SELECT 1 FROM casework_linkagerun WHERE stored_at IS NOT NULL"
LINKAGE_PATIENCE_SECONDS = 180
LINKAGE_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Answer:
    """What came back from one address."""

    status: int
    is_json: bool
    body: bytes


@dataclass(frozen=True)
class Wait:
    """One address, and what it must answer."""

    name: str
    path: str
    is_satisfied: Callable[[Answer], bool]


def _is_page(answer: Answer) -> bool:
    return answer.status == HTTPStatus.OK


def _is_api(answer: Answer) -> bool:
    # Without a token the API refuses, but in JSON: it is there.
    return answer.is_json and answer.status in {HTTPStatus.OK, HTTPStatus.UNAUTHORIZED}


def _is_ready(answer: Answer) -> bool:
    return answer.is_json and answer.status == HTTPStatus.OK and bool(json.loads(answer.body)["ready"])


PAGES = Wait("first page", "", _is_page)
API = Wait("API", "api/v1/", _is_api)
# Readiness covers the database, the broker, beat's last tick and a heartbeat that went through queue and worker.
READINESS = Wait("readiness", "health/?ready=yes", _is_ready)


def wait_for(wait: Wait, url: str, processes: Processes) -> None:
    """Ask until satisfied. Raises StackError where a process ends meanwhile, or it fails, or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = ask(url + wait.path)
        if answer and wait.is_satisfied(answer):
            return
        processes.check()
        is_broken = answer is not None and answer.status == HTTPStatus.INTERNAL_SERVER_ERROR  # no waiting mends that
        if is_broken or time.monotonic() > deadline:
            raise StackError(_never_came(wait, answer, processes))
        time.sleep(PAUSE_SECONDS)


def wait_for_reminder(processes: Processes) -> None:
    """Wait until a reminder can be read in the mail folder: from the demonstration through planner, worker and backend.

    Where no demonstration was loaded nothing is due, and nothing is waited for. Raises StackError as `wait_for` does.
    """
    if not processes.environment.get(URL_NAMES[DatabaseRole.SEED]):
        return
    folder, deadline = Path(processes.environment["EMAIL_FILE_PATH"]), time.monotonic() + PATIENCE_SECONDS
    while not any(REMINDER in mail.read_bytes() for mail in folder.iterdir()):
        processes.check()
        if time.monotonic() > deadline:
            raise StackError(f"No reminder came into {folder}.\n\n{_tails(processes)}")
        time.sleep(PAUSE_SECONDS)


def wait_for_linkage(processes: Processes) -> None:
    """Wait until the worker has taken in and linked what the demonstration's agencies handed over, so that its pages show it.

    Raises StackError as `wait_for` does.
    """
    url, deadline = processes.environment.get(URL_NAMES[DatabaseRole.SEED]), time.monotonic() + LINKAGE_PATIENCE_SECONDS
    if not url:
        return
    with psycopg.connect(url, autocommit=True) as connection:
        while not connection.execute(LINKED).fetchone():
            processes.check()
            if time.monotonic() > deadline:
                raise StackError(f"Nothing was linked.\n\n{_tails(processes)}")
            time.sleep(LINKAGE_PAUSE_SECONDS)


def ask(url: str) -> Answer | None:
    """One GET; None where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=REQUEST_SECONDS) as response:  # noqa: S310 - our own http address
            return _answer(response, response.status)
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error, error.code)
    except (OSError, http.client.HTTPException):
        return None


def _answer(response: http.client.HTTPResponse | urllib.error.HTTPError, status: int) -> Answer:
    is_json = response.headers.get_content_type() == "application/json"
    return Answer(status, is_json, response.read())


def _never_came(wait: Wait, answer: Answer | None, processes: Processes) -> str:
    said = (
        f"its last answer was {answer.status}: {answer.body[:500].decode(errors='replace')}"
        if answer
        else "nobody answered"
    )
    return f"{wait.name} (/{wait.path}) did not come; {said}\n\n{_tails(processes)}"


def _tails(processes: Processes) -> str:
    return "\n\n".join(f"{child.log}:\n{child.log_tail()}" for child in processes.children)
