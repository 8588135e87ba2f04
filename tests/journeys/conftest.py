"""The running service: the web server, a worker and beat as processes of their own, and clients that speak HTTP to it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, sync_playwright

from agencies import tokens
from agencies.actors import Actor
from config.database.connections import DatabaseRole
from config.stack.commands import BEAT, WORKER, python, web_arguments
from config.stack.ports import free_port
from config.stack.processes import Processes
from config.stack.waits import API, Answer, Wait, wait_for
from tests.journeys.browsing import Visit
from tests.servers import environment_of_program
from web.inspection import browser_path, sandbox


def _beat_arrived(answer: Answer) -> bool:
    return answer.is_json and all(json.loads(answer.body)[of]["ok"] for of in ("beat", "worker", "broker"))


BEAT_ARRIVES = Wait("a beat through queue and worker", "health/?ready=yes", _beat_arrived)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys in one test process, so that one running service serves them all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("running service"))


@pytest.fixture(scope="package")
def mail_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running service's mail arrives."""
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory, mail_folder: Path) -> Iterator[str]:
    """Its address. It ends with these tests: its worker would do in the next ones what they mean to do themselves."""
    address = f"127.0.0.1:{free_port()}"
    as_worker, as_app = (environment_of_program(role) for role in (DatabaseRole.WORKER, DatabaseRole.APP))
    as_worker |= {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(mail_folder),
    }
    with Processes(tmp_path_factory.mktemp("log"), dict(os.environ)) as processes:
        processes.start(replace(python("worker", *WORKER), environment=as_worker))
        processes.start(replace(python("beat", *BEAT), environment=as_worker))
        processes.start(replace(python("web", *web_arguments(address)), environment=as_app))
        wait_for(API, f"http://{address}/", processes)
        yield f"http://{address}/"


@pytest.fixture
def ready_service(service: str, db: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same, once a beat of beat's went through the queue to the worker and into the database.

    What comes by the minute only is not waited for: each test begins in an empty database. `bin/up --check` waits for all.
    """
    wait_for(BEAT_ARRIVES, service, Processes(tmp_path_factory.mktemp("none"), {}))
    return service


@dataclass
class Client:
    """Somebody who acts through the API. Sends back the ETag that it was given last for an address."""

    root: str
    token: str
    etags: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, status: int = 200) -> Any:
        """What stands there."""
        return self._send("GET", path, None, status)

    def post(self, path: str, body: dict[str, Any] | None = None, status: int = 201, seen: str = "") -> Any:
        """Do something; `seen` is the address whose version it is done to."""
        return self._send("POST", path, body or {}, status, seen)

    def hand_over(self, path: str, document: dict[str, Any], name: str, content: bytes) -> Any:
        """A file, and what is said of it."""
        parts = {"document": (None, json.dumps(document), "application/json"), "file": (name, content, "text/csv")}
        return self._send("POST", path, None, 201, files=parts)

    def do(self, reference: str, verb: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
        """A verb on a case, on the version that is there now."""
        self.get(f"cases/{reference}/")
        return self.post(f"cases/{reference}/{verb}/", body, status, seen=f"cases/{reference}/")

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, status: int, seen: str = "", *, files: Any = None
    ) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        if seen:
            headers["If-Match"] = self.etags[seen]
        address = f"{self.root}api/v1/{path}"
        answer = requests.request(method, address, json=body, files=files, headers=headers, timeout=60)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        if etag := answer.headers.get("ETag"):
            self.etags[path] = etag
        return json.loads(answer.text)


@pytest.fixture
def client_of(service: str) -> Any:
    """`client_of(cast.asha)` speaks to the running service as Asha."""

    def make(actor: Actor) -> Client:
        assert actor.membership is not None
        return Client(service, tokens.issue(actor.membership))

    return make


@pytest.fixture(scope="package")
def chromium(service: str) -> Iterator[Browser]:
    """One browser for all tests. It is Debian's, since playwright's own would have to be fetched from elsewhere."""
    path = browser_path()
    if path is None:
        pytest.skip("No Chromium was found. Install one (Debian, Ubuntu: apt install chromium), and these tests run.")
    # Playwright keeps an event loop in this thread, and Django would refuse to ask the database beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Browser, service: str) -> Iterator[Callable[..., Visit]]:
    """`visit(390, scripts=False)` opens a window of its own, with cookies of its own."""
    contexts = []

    def make(width: int = 1280, *, scripts: bool = True) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visit(context.new_page(), service, scripts)

    yield make
    for context in contexts:
        context.close()
