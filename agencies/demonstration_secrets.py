"""The second factor of the demonstration's people: secrets that anybody can work out, and that open nothing elsewhere."""

import base64
import hashlib
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OPENING = "the second factor of somebody who was invented: "


def are_allowed() -> bool:
    """In development, on a service that only this machine can reach."""
    hosts = {urlsplit(settings.SERVICE_ADDRESS).hostname, *settings.ALLOWED_HOSTS} - {"testserver"}
    return bool(settings.DEVELOPMENT) and hosts <= LOOPBACK


def secret_of(email: str) -> str:
    """The same on every machine, so that a telephone that has it once need not scan it again."""
    return base64.b32encode(hashlib.sha1((OPENING + email.lower()).encode()).digest()).decode()  # noqa: S324 - no secret
