"""A container's health check says well only where the service does."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.probe import main
from config.stack.ports import LOOPBACK, free_port

ANSWERS = {
    "/fine/": (200, b'{"worker": {"ok": true}, "beat": {"ok": false}}'),
    "/unready/": (503, b'{"worker": {"ok": true}, "beat": {"ok": false}}'),
}


class Service(BaseHTTPRequestHandler):
    """Answers to one host name only, as Django does."""

    def do_GET(self) -> None:
        status, body = ANSWERS[self.path] if self.headers["Host"] == "alongside.example" else (400, b"")
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing on the terminal."""


@pytest.fixture
def service() -> Iterator[str]:
    """Its address."""
    server = HTTPServer((LOOPBACK, 0), Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["/fine/"], 0),
        (["/unready/"], 1),
        (["/fine/", "worker"], 0),
        (["/fine/", "beat"], 1),
        (["/unready/", "worker"], 0),  # its own part counts: another's failure is no reason to restart this one
        (["/unready/", "beat"], 1),
    ],
)
@pytest.mark.parametrize("hosts", ["alongside.example", ".alongside.example,other.example"])
def test_what_the_probe_says(
    service: str, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, hosts: str
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert main([service + arguments[0], *arguments[1:]]) == status


def test_where_nobody_answers_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.probe.OWN_WEB_PROCESS", f"http://{LOOPBACK}:{free_port()}/")
    with pytest.raises(OSError, match="refused"):
        main([])
