"""Whom the service calls on an administrator's word: the issuer's own host, out in the world, and not for long."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from agencies import provider_calls
from agencies.outward import is_public
from agencies.provider_calls import CallFailed, ask, require_own
from tests.clamd import drips

ISSUER = "https://login.example.org/tenant"


@pytest.mark.parametrize(
    ("address", "is_out_there"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody listens
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a01:203", False),
        ("2002:a01:203::1", False),
    ],
)
def test_what_is_out_in_the_world(address: str, is_out_there: bool) -> None:
    assert is_public(address) is is_out_there


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/token",
        "https://login.example.org.elsewhere.example/token",
        "https://login.example.org:8443/token",
        "https://login.example.org@elsewhere.example/token",
        "https://x@login.example.org/token",
        "https://login.example.org\\@elsewhere.example/token",
        "https://login.example.org/token#part",
        "https://login.example.org/a b",
        "https://login.example.org/\r\nHost: x",
        "http://login.example.org/token",
        "file:///etc/passwd",
        "https://[login.example.org/token",
        "",
        None,
    ],
)
def test_an_address_elsewhere_is_not_called(url: Any) -> None:
    with pytest.raises(CallFailed):
        require_own(url, issuer=ISSUER)
    assert require_own("https://login.example.org/token?a=1", issuer=ISSUER).path == "/token"


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8000", "http://10.0.0.1", "https://login.example.org:8443"])
def test_outside_development_it_is_https_on_its_own_port(settings: Any, issuer: str) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CallFailed):
        require_own(issuer, issuer=issuer)


@pytest.mark.parametrize("found", [["10.0.0.7"], ["93.184.216.34", "127.0.0.1"], []])
def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it was called"))
    with pytest.raises(CallFailed, match="not a public one"):
        ask(f"{ISSUER}/token", issuer=ISSUER)


@contextmanager
def a_dripping_host() -> Iterator[str]:
    """A host that sends a byte now and then, and never an end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                drips(line, b"")

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_who_answers_a_byte_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_calls, "SECONDS", 0.4)
    with a_dripping_host() as issuer:
        began = time.monotonic()
        with pytest.raises(CallFailed, match="did not answer"):
            ask(f"{issuer}/keys", issuer=issuer)
        assert time.monotonic() - began < 2
