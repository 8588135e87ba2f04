"""Whether a kept file may be opened: the worker takes what waits, looks for harm, and puts a clean copy where it is given out.

The row says who has it before anything is done with the file, and what came of it in the transaction that gives the clean
copy its name. Cut off anywhere, the row waits until the lease is over, and another takes it: to do it twice changes nothing.
"""

import hashlib
import logging
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from agencies import audit, clock, heartbeats
from agencies.actors import Actor, acting
from agencies.enums import SystemActor
from agencies.exceptions import NOT_FOUND, Missing
from casework import file_types, files, malware, pictures
from casework.enums import FileType
from casework.exceptions import FileNotReady, FileRefused, Unfit
from casework.file_states import FileRefusal, FileScan, FileState
from casework.files import Cleaned
from casework.malware import ScannerAway
from casework.models import Document, FileCheck

logger = logging.getLogger(__name__)

LEASE_SECONDS = 200  # a scan takes CLAMD_SECONDS at most, and a picture is drawn in a few
MOST_TRIES = 5  # of those that ended with their process: such a file is not tried for ever
PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """One file that this process has for now."""

    key: UUID
    claim: UUID
    tries: int


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file as it is served: its name is made here, of nothing that anybody wrote."""

    key: UUID
    name: str
    media_type: str
    size: int
    content: bytes


def begin(document: Document) -> FileCheck:
    """A new file waits for its check; in the transaction that writes its document."""
    return FileCheck.objects.create(key=document.file_key, document=document, case_id=document.case_id)


def can_check() -> FileScan | None:
    """Who looks for harm here; None where nobody does, and nothing can be given out."""
    if malware.is_configured():
        return FileScan.HERE
    if settings.FILES_SCANNED_ELSEWHERE:
        return FileScan.ELSEWHERE
    return FileScan.NONE if settings.DEVELOPMENT else None


def check_next() -> bool:
    """Check one file that waits; False where none does, or where the scanner cannot be asked now.

    Outside any transaction: each step is one of its own.
    """
    scan, taken = can_check(), claim_next()
    if scan is None or taken is None:
        return False
    try:
        with files.in_quarantine(taken.key) as file:
            _look(taken, file, scan)
    except Unfit as unfit:
        _refuse(taken, FileRefusal(unfit.refusal))
    except (ScannerAway, FileNotFoundError) as error:
        trouble = "its file is missing" if isinstance(error, FileNotFoundError) else str(error)
        logger.warning("a file waits to be checked: %s", trouble)
        _put_off(taken, trouble)
        return isinstance(error, FileNotFoundError)  # about this one alone: the next may be there
    return True


def claim_next() -> Claim | None:
    """Take one that waits, or whose taker's lease is over; no two processes take the same.

    - says that the bell was heard, also where nobody looks for harm here, and so none is taken
    """
    claim = uuid4()
    with acting(SystemActor.FILES), connection.cursor() as cursor:
        heartbeats.record(SystemActor.FILES)
        cursor.execute(
            """
            UPDATE casework_filecheck SET claim = %s, tries = tries + 1,
                lease_until = clock() + make_interval(secs => %s)
            WHERE key = (
                SELECT key FROM casework_filecheck
                WHERE %s AND state = 'waiting' AND try_after <= clock()
                    AND (lease_until IS NULL OR lease_until < clock())
                ORDER BY try_after, key LIMIT 1 FOR UPDATE SKIP LOCKED
            ) RETURNING key, tries
            """,
            [claim, LEASE_SECONDS, can_check() is not None],
        )
        row = cursor.fetchone()
    return Claim(row[0], claim, row[1]) if row else None


def given_out(document: Document) -> GivenOut:
    """The file of a document that the caller has loaded for whoever asks; look it up again for every request.

    Raises Missing where it has none, FileNotReady, and FileRefused.
    """
    check = check_of(document)
    if check is None:
        raise Missing(NOT_FOUND)
    if check.state != FileState.CLEAN:
        raise (FileRefused if check.state == FileState.REFUSED else FileNotReady)(words_of(document))
    content = b""
    if not settings.FILES_ACCEL:
        content = _whole(check)
    kind = file_types.KINDS[document.file_type]
    return GivenOut(check.key, name_of(document), kind.media_type, check.size or 0, content)


def check_of(document: Document) -> FileCheck | None:
    """Its check; None where no file is kept."""
    return getattr(document, "file_check", None)


def words_of(document: Document) -> str:
    """Why its file cannot be opened, and what to do; empty where it can, and where there is none."""
    check = check_of(document)
    if check is None or check.state == FileState.CLEAN:
        return ""
    if check.state == FileState.REFUSED:
        return str(file_types.WORDS[check.refusal])
    if can_check() is None:
        return _(
            "Files cannot be opened here yet, because nothing checks them for harm. Keep the paper itself as well, and ask"
            " your administrator for a scanner."
        )
    if check.trouble:
        return _(
            "This file could not be checked for harm yet. It is tried again every minute; if it stays like this, tell your"
            " administrator."
        )
    return _("This file is being checked for harm, which takes a minute. Load the page again then.")


def name_of(document: Document) -> str:
    """`AL-7K3M9P-2026-03-10-1b9d6bcd.pdf`: for a folder of downloads on a shared computer, which must tell nobody's name."""
    ending = file_types.KINDS[document.file_type].ending
    return f"{document.case.reference}-{document.dated_on:%Y-%m-%d}-{document.pk.hex[:8]}.{ending}"


def _look(taken: Claim, file: IO[bytes], scan: FileScan) -> None:
    """Scan, look at what it is, and release a clean copy. Raises Unfit, ScannerAway."""
    if taken.tries > MOST_TRIES:
        raise Unfit(FileRefusal.DAMAGED)
    finding = malware.scan(file) if scan == FileScan.HERE else ""
    if finding:
        _refuse(taken, FileRefusal.HARMFUL, finding)
        return
    with files.cleaned(taken.key, _clean_pieces(file)) as clean:
        _release(taken, clean, scan)
    files.leave_quarantine(taken.key)


def _clean_pieces(file: IO[bytes]) -> Iterable[bytes]:
    kind = file_types.type_of(file)
    return [pictures.redraw(file, FileType(kind))] if kind in pictures.FORMATS else files.pieces_of(file)


@contextmanager
def _held(taken: Claim):  # type: ignore[no-untyped-def]  # a generator of what `acting` gives
    """The row, locked, in a transaction of its own; None where another has it by now."""
    with acting(SystemActor.FILES) as actor:
        held = FileCheck.objects.select_for_update().filter(claim=taken.claim, state=FileState.WAITING)
        yield held.filter(pk=taken.key).first(), actor


def _release(taken: Claim, clean: Cleaned, scan: FileScan) -> None:
    with _held(taken) as (row, actor):
        if row is not None:
            row.size, row.sha256, row.scan = clean.size, clean.sha256, scan
            _decide(row, FileState.CLEAN, actor)
            clean.release()


def _refuse(taken: Claim, refusal: FileRefusal, finding: str = "") -> None:
    with _held(taken) as (row, actor):
        if row is not None:
            row.refusal, row.finding = refusal, finding
            _decide(row, FileState.REFUSED, actor)


def _decide(row: FileCheck, state: FileState, actor: Actor) -> None:
    row.state, row.trouble, row.decided_at = state, "", clock.now()
    row.save(update_fields=["state", "trouble", "decided_at", "scan", "refusal", "finding", "size", "sha256"])
    audit.record(f"file.{state}", row, by=actor, at=row.decided_at, case_id=row.case_id)


def _put_off(taken: Claim, trouble: str) -> None:
    with _held(taken) as (row, _actor):
        if row is not None:
            row.tries, row.trouble, row.claim, row.lease_until = 0, trouble[:100], None, None
            row.try_after = clock.now() + PAUSE
            row.save(update_fields=["tries", "trouble", "claim", "lease_until", "try_after"])


def _whole(check: FileCheck) -> bytes:
    """What lies there, where it is what was checked. Raises FileNotReady."""
    try:
        content = files.content_of(check.key)
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != check.sha256:
        logger.error("a kept file is missing or was changed: %s", check.key.hex)
        raise FileNotReady(_("This file is not as it was when it was checked. Tell your administrator."))
    return content
