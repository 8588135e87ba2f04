"""Files that were brought in: each under a name drawn by lot, in a folder of its own, and given to nobody yet.

First the file, whole and under a name that ends in `.new`; then its row; and when the row is on record, the name without the
ending. A process that is cut off leaves a file too many, never a row without its file: `sweep` puts right what is left.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from agencies.exceptions import Invalid
from casework.enums import FileType
from casework.models import Document

MOST_BYTES = 10_000_000
MOST_WORDS = gettext_lazy("10 MB")
NEW = ".new"
# Whoever brings a file in has an hour until its row is on record; the longest request takes seconds.
UNSETTLED = timedelta(hours=1)
# What the first bytes of each kind are. What a file is called, and what a browser says of it, is never asked.
HEADS: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", FileType.PDF),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
)
HEAD = 16
NAME = re.compile(r"[0-9a-f]{32}(\.new)?")
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}


@dataclass(frozen=True, slots=True)
class Received:
    """A file that lies in the folder, whole, and has no row yet."""

    key: UUID
    type: FileType
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: names that were made good, files without a row, which are gone, and rows without a file."""

    settled: int
    removed: int
    missing: list[UUID]


def receive(chunks: Iterable[bytes]) -> Received:
    """Write a file down, readable by this service alone, and see to it that it is on the disk.

    Raises Invalid for what is empty, too large, or neither a PDF nor a picture; nothing of it is left then.
    """
    key = uuid4()
    path = _folder() / f"{key.hex}{NEW}"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            received = _written(key, chunks, file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return received


def settle(received: Received) -> None:
    """Its row is on record: give it its name. What is cut off before this is done by `sweep`."""
    _settle(_folder(), received.key.hex)


def discard(received: Received) -> None:
    """Its row was refused."""
    (_folder() / f"{received.key.hex}{NEW}").unlink(missing_ok=True)


def sweep() -> Swept:
    """Put right what was cut off: what has a row gets its name, what has none is removed; rows without a file are told."""
    folder, before = _folder(), (clock.now() - UNSETTLED).timestamp()
    lying = {path.name.removesuffix(NEW): path for path in folder.iterdir() if _is_ours(path)}
    kept = {key.hex for key in Document.objects.values_list("file_key", flat=True) if key is not None}
    settled = removed = 0
    for name, path in lying.items():
        if name in kept:
            if path.name.endswith(NEW):
                _settle(folder, name)
                settled += 1
        elif path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    # Asked again: one may have come in since the folder was read.
    missing = [name for name in kept - lying.keys() if not any((folder / f"{name}{end}").exists() for end in ("", NEW))]
    return Swept(settled, removed, sorted(UUID(name) for name in missing))


def too_large() -> Invalid:
    """What whoever brings it in can do about it."""
    return Invalid.field(
        "file",
        _("The file is larger than %(most)s. Take one photograph of one page, or scan it smaller.")
        % {"most": MOST_WORDS},
    )


def _folder() -> Path:
    if not settings.FILES_FOLDER:
        raise Invalid.field(
            "file", _("This service has no place for files yet. Keep the paper safe, and ask an administrator for one.")
        )
    folder = Path(settings.FILES_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _settle(folder: Path, name: str) -> None:
    with suppress(FileNotFoundError):  # the request and a sweep may both be at it: one of them was first
        (folder / f"{name}{NEW}").rename(folder / name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # the name too, or a power cut takes it back
    finally:
        os.close(descriptor)


def _written(key: UUID, chunks: Iterable[bytes], file: IO[bytes]) -> Received:
    hashed, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        head = (head + chunk)[:HEAD] if len(head) < HEAD else head
        size += len(chunk)
        if size > MOST_BYTES:
            raise too_large()
        hashed.update(chunk)
        file.write(chunk)
    return Received(key, _type_of(head, size), size, hashed.hexdigest())


def _type_of(head: bytes, size: int) -> FileType:
    if size == 0:
        raise Invalid.field("file", _("The file is empty. Take the photograph again, or choose another file."))
    for start, kind in HEADS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return FileType.HEIC
    raise Invalid.field(
        "file", _("This is neither a photograph nor a PDF. Choose a JPEG, PNG, HEIC or WebP picture, or a PDF.")
    )


def _is_ours(path: Path) -> bool:
    """Whether the name is one that was given here: what somebody else put into the folder is left alone."""
    return NAME.fullmatch(path.name) is not None and path.is_file() and not path.is_symlink()
