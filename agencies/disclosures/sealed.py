"""Sealed files of disclosures: one folder, readable by this service alone, whose files this service itself cannot open.

As with extracts (agencies/extracts/kept.py) a file is written first, whole and to the disk, under a name that ends in `.new`;
then its row; and it gets its name when the row is on record. Cut off anywhere, there is never a row without a file.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyrage
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import clock
from agencies.exceptions import DisclosureSettled, Invalid, ServiceError

NEW = ".new"
PLACE = "disclosures"
# Whoever writes one has an hour until its row is on record.
UNSETTLED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder, whole, and has no row yet."""

    key: UUID
    size: int
    sha256: str

    @property
    def columns(self) -> dict[str, Any]:
        """What its disclosure says of it."""
        return {"file_key": self.key, "size": self.size, "sha256": self.sha256}


def check_key(text: str) -> str:
    """A public key of age (X25519: `age1` and 58 letters), as it is kept. Raises Invalid."""
    key = text.strip()
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise Invalid.field(
            "recipient_key",
            _(
                "This is no public key of age. Make a pair with age-keygen, keep the secret one, and give the one with age1."
            ),
        ) from error
    return key.lower()


def sealed(content: bytes, recipient_key: str) -> bytes:
    """What whoever has the secret key to this public one can open, and nobody else: age-encryption.org/v1."""
    whole: bytes = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient_key)])
    return whole


@contextmanager
def written(content: bytes) -> Iterator[Kept]:
    """Write a sealed file down for the row that is written in this block; where the block refuses, nothing of it is left."""
    key, folder = uuid4(), _folder()
    path = folder / f"{key.hex}{NEW}"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync(folder)
        yield Kept(key, len(content), hashlib.sha256(content).hexdigest())
    except ServiceError:
        path.unlink(missing_ok=True)
        raise  # of anything else nobody knows whether the row was committed: `sweep` does, later
    _settle(key)


def opened(key: UUID, sha256: str) -> bytes:
    """The file, as it was written. Raises DisclosureSettled where it is not there any more, or is not the same."""
    _settle(key)
    with suppress(FileNotFoundError):
        content = (_folder() / key.hex).read_bytes()
        if hmac.compare_digest(hashlib.sha256(content).hexdigest(), sha256):
            return content
    raise DisclosureSettled(_("The file is not as it was written. Stop this disclosure, and ask for it again."))


def forget(key: UUID | None) -> None:
    """Remove it once this transaction is committed: nobody fetches it any more."""
    if key is not None:
        transaction.on_commit(partial(_remove, key), robust=True)


def sweep(wanted: set[UUID]) -> int:
    """Remove what no disclosure wants, an hour after it was written; how many."""
    before, names = (clock.now() - UNSETTLED).timestamp(), {key.hex for key in wanted}
    left = [path for path in _folder().iterdir() if path.name.removesuffix(NEW) not in names]
    old = [path for path in left if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _remove(key: UUID) -> None:
    for end in ("", NEW):
        (_folder() / f"{key.hex}{end}").unlink(missing_ok=True)


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
    with suppress(FileNotFoundError):  # two may both be at it: one of them was first
        (folder / f"{key.hex}{NEW}").rename(folder / key.hex)
    _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
