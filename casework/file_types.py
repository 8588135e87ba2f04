"""What a file is by what is in it, whatever it was called; and what of each kind is refused before anybody opens it."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import pictures
from casework.enums import FileType
from casework.exceptions import Unfit
from casework.file_states import FileRefusal

HEAD = 16
# What a phone or a scanner makes, told by the first bytes; what a browser says of a file is never asked.
HEADS: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", FileType.PDF),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
)
ZIP = b"PK\x03\x04"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file of this type is given out."""

    media_type: str
    ending: str


KINDS: dict[str, Kind] = {
    FileType.PDF: Kind("application/pdf", "pdf"),
    FileType.JPEG: Kind("image/jpeg", "jpg"),
    FileType.PNG: Kind("image/png", "png"),
    FileType.WEBP: Kind("image/webp", "webp"),
    FileType.DOCX: Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    FileType.ODT: Kind("application/vnd.oasis.opendocument.text", "odt"),
}
# What is wrong, and what to do about it.
WORDS: dict[str, str | Promise] = {
    FileRefusal.HARMFUL: _(
        "Something harmful was found in this file, so nobody can open it. Tell your administrator, and ask whoever sent it"
        " for another copy."
    ),
    FileRefusal.DAMAGED: _("This file is damaged. Open it where it came from, save it again, and choose that copy."),
    FileRefusal.UNKNOWN: _(
        "This is neither a photograph nor a document that is taken. Choose a JPEG, PNG or WebP picture, a PDF, or a Word"
        " or OpenDocument text."
    ),
    FileRefusal.TOO_LARGE: _("The picture has too many points. Take a photograph of one page, or scan it less finely."),
    FileRefusal.PACKED: _("This document unpacks to far more than a text needs. Save it as a PDF, and choose that."),
    FileRefusal.ACTIVE: _(
        "This document holds a program, or a link that opens by itself. Save it as a PDF, and choose that."
    ),
}

# A text of an office: how much may be in it, all told and unpacked for certain, not as it says itself.
MOST_ENTRIES = 1000
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
SMALL = 1_000_000  # of an entry; a page of blanks packs by more than a hundred, and does no harm
LONGEST_NAME = 200
PIECE = 256 * 1024
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
RUNS = re.compile(
    r"vbaproject|vbadata|activex|(^|/)(basic|scripts)/|embeddings/.*\.bin$|\.(exe|dll|js|vbs|hta|lnk|bat|cmd|ps1)$",
    re.I,
)
# A template or a frame from elsewhere is fetched when the document is opened, and tells there who opened it.
FETCHES = re.compile(rb"(attachedTemplate|/frame|/oleObject|/subDocument)\"[^>]*TargetMode=\"External\"", re.I)
FETCHES_TOO = re.compile(
    rb"TargetMode=\"External\"[^>]*(attachedTemplate|/frame|/oleObject|/subDocument)\"", re.IGNORECASE
)


def type_of(file: IO[bytes]) -> FileType:
    """What the whole file is, looked at more closely than by its head. Raises Unfit."""
    file.seek(0)
    kind = _by_head(file.read(HEAD))
    if kind is None:
        return _office_text(file)
    if kind in pictures.FORMATS:
        pictures.measure(file, kind)
    return kind


def insist_on_head(head: bytes) -> None:
    """What does not even begin as anything that is taken need not be read to its end. Raises Unfit."""
    if _by_head(head) is None and not head.startswith(ZIP):
        raise Unfit(FileRefusal.UNKNOWN)


def _by_head(head: bytes) -> FileType | None:
    """None for what may be a text of an office. Raises Unfit for HEIC, which nothing here can draw anew."""
    for start, kind in HEADS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise Unfit(FileRefusal.UNKNOWN)
    return None


def _office_text(file: IO[bytes]) -> FileType:
    file.seek(0)
    if not file.read(HEAD).startswith(ZIP):
        raise Unfit(FileRefusal.UNKNOWN)
    try:
        with zipfile.ZipFile(file) as packed:
            return _unpacked(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unfit(FileRefusal.DAMAGED) from error


def _unpacked(packed: zipfile.ZipFile) -> FileType:
    """Its kind, after every entry was unpacked to its end and thrown away."""
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unfit(FileRefusal.PACKED)
    if len(set(names)) < len(names) or not all(_is_plain(entry) for entry in entries):
        raise Unfit(FileRefusal.DAMAGED)
    kind = _kind_of(packed, names)
    total = 0
    for entry in entries:
        total += _weigh(packed, entry)
        if total > MOST_UNPACKED:
            raise Unfit(FileRefusal.PACKED)
    return kind


def _weigh(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many bytes the entry is, unpacked. Raises Unfit for what grows too much, or runs by itself."""
    if RUNS.search(entry.filename):
        raise Unfit(FileRefusal.ACTIVE)
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise Unfit(FileRefusal.PACKED)
    is_of_links, kept, size = entry.filename.endswith(".rels"), b"", 0
    with packed.open(entry) as unpacked:
        while piece := unpacked.read(PIECE):
            size += len(piece)
            kept += piece if is_of_links else b""
            if len(kept) > SMALL:
                raise Unfit(FileRefusal.PACKED)
    if FETCHES.search(kept) or FETCHES_TOO.search(kept):
        raise Unfit(FileRefusal.ACTIVE)
    return size


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether it can be unpacked by anybody, and lies where its name says."""
    name = entry.filename
    is_inside = not name.startswith("/") and ".." not in name.split("/") and "\\" not in name and "\0" not in name
    is_open = not entry.flag_bits & ENCRYPTED and entry.compress_type in PACKINGS
    return is_inside and is_open and 0 < len(name) <= LONGEST_NAME


def _kind_of(packed: zipfile.ZipFile, names: list[str]) -> FileType:
    """A text of Word's or of OpenDocument, as it says in the one place where each must. Raises Unfit."""
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        if packed.getinfo("[Content_Types].xml").file_size > SMALL:
            raise Unfit(FileRefusal.PACKED)
        told = packed.read("[Content_Types].xml")
        if b"macroEnabled" in told:
            raise Unfit(FileRefusal.ACTIVE)
        if WORD in told:
            return FileType.DOCX
    says_so = names[:1] == ["mimetype"] and packed.getinfo("mimetype").file_size == len(OPEN_DOCUMENT)
    if says_so and packed.read("mimetype") == OPEN_DOCUMENT and "content.xml" in names:
        return FileType.ODT
    raise Unfit(FileRefusal.UNKNOWN)
