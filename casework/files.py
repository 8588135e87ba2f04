"""Files that people bring in: they wait in one folder until they are checked, and are given out from another. See
docs/decisions/0030-files.md.

A file and its row cannot be saved in one step. So the file is written first, whole and to the disk, under a name that ends
in `.new`; then its row; and when the row is on record, the file gets its name. Cut off anywhere, there may be a file
without a row, and never a row without a file: the name holds the key of the row, and `sweep` puts either right.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from agencies.exceptions import Invalid
from casework import file_types
from casework.enums import FileType
from casework.exceptions import Unfit
from casework.file_states import FileState
from casework.models import FileCheck

MOST_BYTES = 10_000_000
MOST_WORDS = gettext_lazy("10 MB")
NEW = ".new"
QUARANTINE, CLEAN = "quarantine", "clean"
# Whoever brings a file in has an hour until its row is on record; the longest request takes seconds.
UNSETTLED = timedelta(hours=1)
NAME = re.compile(r"[0-9a-f]{32}(\.new)?")
PIECE = 1024 * 1024


class Upload(Protocol):
    """A file as it comes in, in pieces; what it is called is never asked."""

    def chunks(self) -> Iterable[bytes]:
        """Its bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """A file that lies in quarantine, whole, and has no row yet."""

    key: UUID
    type: FileType
    size: int
    sha256: str

    @property
    def columns(self) -> dict[str, Any]:
        """What its document says of it."""
        return {"file_key": self.key, "file_type": self.type, "file_size": self.size, "file_sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: names that were made good, files that nothing wants any more, and rows without a file."""

    settled: int
    removed: int
    missing: list[UUID]


@contextmanager
def received(upload: Upload) -> Iterator[Received]:
    """Write a file down, readable by this service alone, for the row that is written in this block.

    - on commit the file gets its name; where the block fails, nothing of it is left
    - raises Invalid for what is empty, too large, or no kind of file that is taken
    """
    key = uuid4()
    path = _folder(QUARANTINE) / f"{key.hex}{NEW}"
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            come = _written(key, upload.chunks(), file)
        yield come
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    # Robust: the row is on record then, and a name that could not be given is given by the sweep.
    transaction.on_commit(partial(settle, key), robust=True)


def settle(key: UUID) -> None:
    """Its row is on record: give it its name. What is cut off before this is done by `sweep`."""
    _settle(_folder(QUARANTINE), key.hex)


@contextmanager
def in_quarantine(key: UUID) -> Iterator[IO[bytes]]:
    """What waits to be checked. Raises FileNotFoundError."""
    settle(key)
    with (_folder(QUARANTINE) / key.hex).open("rb") as file:
        yield file


@contextmanager
def cleaned(key: UUID, content: Iterable[bytes]) -> Iterator["Cleaned"]:
    """Write down what may be given out, under a name of this attempt's own until the block calls `release`."""
    folder = _folder(CLEAN)
    path = folder / f"{uuid4().hex}{NEW}"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            hashed, size = hashlib.sha256(), 0
            for piece in content:
                hashed.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        yield Cleaned(path, folder / key.hex, size, hashed.hexdigest())
    finally:
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that may be given out, as soon as it has its name."""

    path: Path
    named: Path
    size: int
    sha256: str

    def release(self) -> None:
        """Give it its name."""
        self.path.rename(self.named)
        _keep_names_of(self.named.parent)


def content_of(key: UUID) -> bytes:
    """What is given out, whole: 10 MB at most. Raises FileNotFoundError."""
    return (_folder(CLEAN) / key.hex).read_bytes()


def leave_quarantine(key: UUID) -> None:
    """It is given out from elsewhere now."""
    (_folder(QUARANTINE) / key.hex).unlink(missing_ok=True)


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """All of it, from the beginning."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def sweep() -> Swept:
    """Put right what was cut off: what has a row gets its name, what is wanted no more is removed, and rows without a file
    are told.
    """
    _take_over_older()
    before = (clock.now() - UNSETTLED).timestamp()
    waiting, clean = _lying(QUARANTINE), _lying(CLEAN)  # read before the rows: what comes in meanwhile has one
    states = {key.hex: state for key, state in FileCheck.objects.values_list("key", "state")}
    wanted = {name for name, state in states.items() if state != FileState.CLEAN}
    settled = 0
    for name in [name for name, path in waiting.items() if name in wanted and path.name.endswith(NEW)]:
        _settle(_folder(QUARANTINE), name)
        settled += 1
    left = [path for name, path in waiting.items() if name not in wanted and (name not in states or name in clean)]
    left += [path for name, path in clean.items() if path.name.endswith(NEW) or states.get(name) != FileState.CLEAN]
    old = [path for path in left if path.exists() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    missing = sorted(UUID(name) for name, state in states.items() if _is_missing(name, state))
    return Swept(settled, len(old), missing)


def too_large() -> Invalid:
    """What whoever brings it in can do about it."""
    return Invalid.field(
        "file",
        _("The file is larger than %(most)s. Take one photograph of one page, or scan it smaller.")
        % {"most": MOST_WORDS},
    )


def _folder(part: str) -> Path:
    if not settings.FILES_FOLDER:
        raise Invalid.field(
            "file", _("This service has no place for files yet. Keep the paper safe, and ask an administrator for one.")
        )
    folder = Path(settings.FILES_FOLDER) / part
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _settle(folder: Path, name: str) -> None:
    if not (folder / f"{name}{NEW}").exists():
        return
    with suppress(FileNotFoundError):  # the request and a sweep may both be at it: one of them was first
        (folder / f"{name}{NEW}").rename(folder / name)
    _keep_names_of(folder)


def _keep_names_of(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # the name too, or a power cut takes it back
    finally:
        os.close(descriptor)


def _written(key: UUID, chunks: Iterable[bytes], file: IO[bytes]) -> Received:
    hashed, size, head = hashlib.sha256(), 0, b""
    try:
        for chunk in chunks:
            if len(head) < file_types.HEAD:
                head = (head + chunk)[: file_types.HEAD]
                if len(head) == file_types.HEAD:
                    file_types.insist_on_head(head)
            size += len(chunk)
            if size > MOST_BYTES:
                raise too_large()
            hashed.update(chunk)
            file.write(chunk)
        if size == 0:
            raise Invalid.field("file", _("The file is empty. Take the photograph again, or choose another file."))
        file.flush()
        os.fsync(file.fileno())
        return Received(key, file_types.type_of(file), size, hashed.hexdigest())
    except Unfit as error:
        raise Invalid.field("file", str(file_types.WORDS[error.refusal])) from error


def _take_over_older() -> None:
    """Files of the time before there were checks lie beside the folders: they wait for theirs now."""
    for path in Path(settings.FILES_FOLDER).iterdir() if settings.FILES_FOLDER else ():
        if _is_ours(path):
            path.rename(_folder(QUARANTINE) / path.name)


def _lying(part: str) -> dict[str, Path]:
    return {path.name.removesuffix(NEW): path for path in _folder(part).iterdir() if _is_ours(path)}


def _is_missing(name: str, state: str) -> bool:
    """Asked of the folder again: one may have come in since it was read."""
    part = CLEAN if state == FileState.CLEAN else QUARANTINE
    return not any((_folder(part) / f"{name}{end}").exists() for end in ("", NEW))


def _is_ours(path: Path) -> bool:
    """Whether the name is one that was given here: what somebody else put into the folder is left alone."""
    return NAME.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()
