"""A container's health check says well only where the service does."""

import pytest

from config.probe import main
from config.stack.ports import LOOPBACK, free_port
from tests.config.answering import answering

PARTS = b'{"worker": {"ok": true}, "beat": {"ok": false}}'
ANSWERS = {"/fine/": (200, "application/json", PARTS), "/unready/": (503, "application/json", PARTS)}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["fine/"], 0),
        (["unready/"], 1),
        (["fine/", "worker"], 0),
        (["fine/", "beat"], 1),
        (["unready/", "worker"], 0),  # its own part counts: another's failure is no reason to restart this one
        (["unready/", "beat"], 1),
    ],
)
@pytest.mark.parametrize("hosts", ["alongside.example", ".alongside.example,other.example"])
def test_what_the_probe_says(monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, hosts: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    with answering(ANSWERS, host="alongside.example") as url:
        assert main([url + arguments[0], *arguments[1:]]) == status


def test_where_nobody_answers_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.probe.OWN_WEB_PROCESS", f"http://{LOOPBACK}:{free_port()}/")
    with pytest.raises(OSError, match="refused"):
        main([])
