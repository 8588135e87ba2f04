"""Files that hold a secret."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from config.stack.processes import Account


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file that only its owner (or `account`) reads: never open for a moment, never half written."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        if account:
            os.fchown(descriptor, account.uid, account.gid)
    Path(name).replace(path)


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in this file, made and written the first time."""
    if not path.exists():
        write_private(path, make())
    return path.read_text()
