"""Servers that are away, as a test needs them: addresses at which nobody listens, or nobody answers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test import override_settings

from config.stack.ports import LOOPBACK, free_port


@contextmanager
def database_away() -> Iterator[None]:
    """`default` leads to a port that nobody listens on."""
    before = connections["default"]
    away = before.copy()
    away.settings_dict["PORT"] = free_port()
    connections["default"] = away
    try:
        yield
    finally:
        connections["default"] = before


@contextmanager
def trail_away() -> Iterator[None]:
    """The audit role's own connection leads nowhere; the record itself is there."""
    before = connections["audit"]
    away = before.copy()
    away.settings_dict["PORT"] = free_port()
    connections["audit"] = away
    try:
        yield
    finally:
        away.close()
        connections["audit"] = before


@contextmanager
def trail_closed(*logins: str) -> Iterator[None]:
    """These login roles may not write the trail, because the owner has said so."""
    named = ", ".join(logins)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"REVOKE INSERT ON agencies_auditevent FROM {named}")
        try:
            yield
        finally:
            cursor.execute(f"GRANT INSERT ON agencies_auditevent TO {named}")


@contextmanager
def broker_away() -> Iterator[None]:
    """Nobody listens where the broker should be."""
    with override_settings(REDIS_URL=f"redis://{LOOPBACK}:{free_port()}/0"):
        yield


@contextmanager
def broker_silent() -> Iterator[None]:
    """Somebody listens there, and never says a word."""
    with (
        socket.create_server((LOOPBACK, 0)) as listener,
        override_settings(REDIS_URL=f"redis://{LOOPBACK}:{listener.getsockname()[1]}/0"),
    ):
        yield
