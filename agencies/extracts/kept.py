"""Files of extracts, from when they came in until they are taken in: one folder, readable by this service alone.

As with files of documents (casework/files.py), a file is written first, whole and to the disk, under a name that ends in
`.new`; then its row; and it gets its name when the row is on record. Cut off anywhere, there is never a row without a file.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import clock
from agencies.exceptions import Invalid

MOST_BYTES = 100_000_000
NEW = ".new"
PLACE = "extracts"
# Whoever hands one over has an hour until its row is on record.
UNSETTLED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder, whole, and has no row yet."""

    key: UUID
    size: int
    sha256: str

    @property
    def columns(self) -> dict[str, Any]:
        """What its extract says of it."""
        return {"file_key": self.key, "size": self.size, "sha256": self.sha256}


@contextmanager
def received(pieces: Iterable[bytes]) -> Iterator[Kept]:
    """Write a file down for the row that is written in this block; where the block fails, nothing of it is left.

    Raises Invalid for what is empty or larger than 100 MB.
    """
    key = uuid4()
    path = _folder() / f"{key.hex}{NEW}"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            kept = _written(key, pieces, file)
        yield kept
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    transaction.on_commit(partial(_settle, key), robust=True)


@contextmanager
def opened(key: UUID) -> Iterator[IO[bytes]]:
    """The file of an extract. Raises Invalid where it is not there any more."""
    _settle(key)
    try:
        file = (_folder() / key.hex).open("rb")
    except FileNotFoundError as error:
        raise Invalid.field("file", _("The file is not kept any more. Hand it over again.")) from error
    with file:
        yield file


def forget(key: UUID) -> None:
    """It is taken in: nothing reads the file any more."""
    for end in ("", NEW):
        (_folder() / f"{key.hex}{end}").unlink(missing_ok=True)


def sweep(wanted: set[UUID]) -> int:
    """Remove what no extract wants, an hour after it came; how many."""
    before = (clock.now() - UNSETTLED).timestamp()
    left = [path for path in _folder().iterdir() if path.name.removesuffix(NEW) not in {key.hex for key in wanted}]
    old = [path for path in left if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def too_large() -> Invalid:
    """What whoever hands it over can do about it."""
    return Invalid.field("file", _("The file is larger than 100 MB. Hand it over in parts, by month or by year."))


def _written(key: UUID, pieces: Iterable[bytes], file: IO[bytes]) -> Kept:
    hashed, size = hashlib.sha256(), 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise too_large()
        hashed.update(piece)
        file.write(piece)
    if size == 0:
        raise Invalid.field(
            "file", _("The file is empty. Make the extract again, and hand over the file that it wrote.")
        )
    file.flush()
    os.fsync(file.fileno())
    return Kept(key, size, hashed.hexdigest())


def _folder() -> Path:
    if not settings.FILES_FOLDER:
        raise Invalid.field("file", _("This service has no place for files yet. Ask an administrator for one."))
    folder = Path(settings.FILES_FOLDER) / PLACE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _settle(key: UUID) -> None:
    """Its row is on record: give it its name."""
    folder = _folder()
    if not (folder / f"{key.hex}{NEW}").exists():
        return
    with suppress(FileNotFoundError):  # the request and the worker may both be at it: one of them was first
        (folder / f"{key.hex}{NEW}").rename(folder / key.hex)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
