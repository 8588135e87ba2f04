"""One `up` for each checkout: a lock that the kernel lets go of with the process that holds it, however that ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.stack.errors import StackError

# is_held() takes the lock for a moment itself: one who wants it waits that long.
PATIENCE_SECONDS = 0.5


@contextmanager
def hold(path: Path, where: str) -> Iterator[None]:
    """Hold the lock; `where` tells the next one where to find us. Raises StackError where somebody else holds it."""
    with path.open("a+") as file:  # "a+": opening must not wipe the holder's note
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _take(file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise StackError(_already_held(file))
            time.sleep(0.02)
        file.truncate(0)
        file.write(f"{os.getpid()} {where}")
        file.flush()
        yield


def is_held(path: Path) -> bool:
    """Whether an `up` runs now. A file that was left behind is no sign of one."""
    if not path.exists():
        return False
    with path.open() as file:
        return not _take(file, fcntl.LOCK_SH)


def _take(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _already_held(file: IO[str]) -> str:
    file.seek(0)
    pid, _, where = file.read().partition(" ")
    return (
        f"Alongside already runs from this checkout: process {pid}, {where}.\n"
        f"Use that one, or stop it first: Ctrl-C in its terminal, or kill {pid}."
    )
