"""How the other commands of manage.py find the servers that `up` started: a file of settings in .dev, while it runs."""

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.database.connections import URL_NAMES, is_given
from config.stack.home import DEVELOPMENT_HOME
from config.stack.lock import is_held
from config.stack.private_files import write_private

FILE_NAME = "env"
LOCK_NAME = "lock"


def load_development_environment(home: Path = DEVELOPMENT_HOME) -> None:
    """Take the settings of the `up` that runs now, where this process was given none of its own.

    Side effects: sets names in os.environ that are not set. A file left by an `up` that was killed is not believed.
    """
    if any(is_given(name) for name in URL_NAMES.values()):
        return
    file = home / FILE_NAME
    if file.exists() and is_held(home / LOCK_NAME):
        for name, value in parse(file.read_text()).items():
            os.environ.setdefault(name, value)


@contextmanager
def published(home: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Let other commands find these settings, until the end of the block."""
    file = home / FILE_NAME
    write_private(file, render(settings))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def render(settings: Mapping[str, str]) -> str:
    """One NAME=value a line, quoted so that a shell may read it too."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())


def parse(text: str) -> dict[str, str]:
    """The settings that render() wrote."""
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: value for name, _, value in pairs}
