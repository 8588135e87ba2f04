"""The process environment, read in one place: a missing value is named when the service starts, not when it is used."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def setting(name: str, default: str) -> str:
    """The environment's value, or the default where it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the environment says 1, true or yes; the default where it is unset or empty."""
    value = os.environ.get(name)
    return value.lower() in {"1", "true", "yes"} if value else default


def secret(name: str) -> str:
    """The value of NAME, or the contents of the file named by NAME_FILE.

    Raises ImproperlyConfigured, naming both, where neither is set or the file cannot be read.
    """
    if value := os.environ.get(name):
        return value
    path = os.environ.get(f"{name}_FILE")
    if not path:
        raise ImproperlyConfigured(
            f"Set {name}, or {name}_FILE to a file that holds it. In development, start with bin/up."
        )
    return _text_of(name, path)


def optional_secret(name: str) -> str:
    """The same, but empty where neither is set: for what a site may do without."""
    path = os.environ.get(f"{name}_FILE")
    return os.environ.get(name) or (_text_of(name, path) if path else "")


def _text_of(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
