"""The second place: the root of every seal in a file outside of the database, to which lines are only ever added.

Whoever is master of the database can write the whole chain anew; not what stands elsewhere. So the folder belongs on another
disk, and what is in it is sent off the machine: docs/operate.md.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from agencies.exceptions import RootsUnavailable

logger = logging.getLogger(__name__)

NAME = "roots.txt"
# A line that a power cut tore is passed over: it is written once more, whole.
LINE = re.compile(r"(\d+) (\d+) (\d+) ([0-9a-f]{64}) (\S+)")
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Root:
    """One seal, as the second place has it: its number, how many rows, the id of the last of them, and its root."""

    number: int
    count: int
    last_id: int
    root: str
    at: str


def append(roots: Iterable[Root]) -> None:
    """Add lines, and see to it that they are on the disk. Without any, it shows that some could be added.

    Raises RootsUnavailable.
    """
    text = "".join(f"{each.number} {each.count} {each.last_id} {each.root} {each.at}\n" for each in roots)
    try:
        path = _path()
        is_new = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if text:
                _write_whole(descriptor, ("" if _ends_whole(path) else "\n") + text)
        finally:
            os.close(descriptor)
        if is_new:
            _keep_name(path)
    except OSError as error:
        raise _unavailable(error) from error


def newest() -> Root | None:
    """The last whole line; None where there is none yet. Raises RootsUnavailable."""
    try:
        path = _path()
        if not path.exists():
            return None
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LONGEST))
            found = [root for line in file if (root := _read(line.decode(errors="replace")))]
    except OSError as error:
        raise _unavailable(error) from error
    return found[-1] if found else None


def since(number: int) -> Iterator[Root]:
    """Whole lines from this number on, as they come from the file. Raises RootsUnavailable."""
    try:
        path = _path()
        if not path.exists():
            return
        with path.open(errors="replace") as file:
            for line in file:
                root = _read(line)
                if root is not None and root.number >= number:
                    yield root
    except OSError as error:
        raise _unavailable(error) from error


def _path() -> Path:
    if not settings.AUDIT_ROOTS:
        raise RootsUnavailable("AUDIT_ROOTS names no folder: see docs/operate.md.")
    folder = Path(settings.AUDIT_ROOTS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / NAME


def _read(line: str) -> Root | None:
    found = LINE.fullmatch(line.removesuffix("\n")) if line.endswith("\n") else None
    if found is None:
        return None
    number, count, last_id, root, at = found.groups()
    return Root(int(number), int(count), int(last_id), root, at)


def _write_whole(descriptor: int, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _ends_whole(path: Path) -> bool:
    size = path.stat().st_size
    if size == 0:
        return True
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read() == b"\n"


def _keep_name(path: Path) -> None:
    """The file's name too is on the disk, or a power cut takes it back."""
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unavailable(error: OSError) -> RootsUnavailable:
    return RootsUnavailable(f"The second place of the seals cannot be used: {error.strerror}.")
