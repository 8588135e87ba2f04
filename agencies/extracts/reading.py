"""The lines of a file, one after the other: what is no table of the profile's columns is refused before it fills anything."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from agencies.exceptions import Invalid
from agencies.extracts.profiles import Profile

MOST_LINE = 65_536
MOST_CELLS = 1000
MOST_HEADERS_SHOWN = 12
# What files begin with that are no text: packed ones, spreadsheets, PDF.
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
OTHER = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
WIDE = (b"\xff\xfe", b"\xfe\xff")
MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file: its last line's number, from 1, and its cells in the order of the headers."""

    line: int
    cells: list[str]


class Table:
    """A file that has the profile's columns; its rows come one by one, and none is kept."""

    def __init__(self, file: IO[bytes], profile: Profile) -> None:
        """Read the headers. Raises Invalid where this is no file of the profile."""
        self._profile, self._file = profile, file
        _insist_on_text(file)
        self._reader = csv.reader(
            self._lines(),
            delimiter=profile.delimiter,
            quotechar=profile.quote or None,
            quoting=csv.QUOTE_MINIMAL if profile.quote else csv.QUOTE_NONE,
            strict=True,
        )
        self._record_bytes = 0
        headers = next(self._records(), None)
        if headers is None:
            raise _refused(_("The file is empty. Make the extract again, and hand over the file that it wrote."))
        self.headers = [header.strip() for header in headers.cells]
        _insist_on_headers(self.headers, profile)

    def rows(self) -> Iterator[Row]:
        """The rows below the headers, without blank lines. Raises Invalid where the file stops being a table."""
        for row in self._records():
            if any(cell.strip() for cell in row.cells):
                yield row

    def _records(self) -> Iterator[Row]:
        while True:
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _refused(_not_closed(self._reader.line_num)) from error
            if len(cells) > MOST_CELLS:
                raise _refused(
                    _("Line %(line)d has more than %(most)d columns: it is no table of this profile.")
                    % {"line": self._reader.line_num, "most": MOST_CELLS}
                )
            self._record_bytes = 0
            yield Row(self._reader.line_num, cells)

    def _lines(self) -> Iterator[str]:
        """Decoded line by line, so that a wrong letter is told with its line."""
        encoding = self._profile.encoding
        number = 0
        while line := self._file.readline(MOST_LINE):
            number += 1
            if len(line) == MOST_LINE and not line.endswith(b"\n"):
                raise _refused(
                    _("Line %(line)d is longer than 64 KiB: it is no row of a table. Make the extract again.")
                    % {"line": number}
                )
            self._record_bytes += len(line)
            if self._record_bytes > MOST_LINE:
                raise _refused(_not_closed(number))
            if b"\x00" in line:
                raise _refused(
                    _("Line %(line)d holds NUL: this is no text. Hand over the CSV file itself.") % {"line": number}
                )
            try:
                words = line.decode("utf-8" if encoding == "utf-8-sig" else encoding)
            except UnicodeDecodeError as error:
                raise _refused(_not_encoded(number, encoding)) from error
            yield words.removeprefix(MARK) if number == 1 else words


def _insist_on_text(file: IO[bytes]) -> None:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(PACKED):
        raise _refused(_("The file is packed, or a workbook. Unpack it, or save the sheet as CSV, and hand over that."))
    if head.startswith(OTHER):
        raise _refused(_("This is a workbook, a picture or a PDF. Save it as CSV, and hand over that."))
    if head.startswith(WIDE):
        raise _refused(_("The file is in UTF-16. Save it as CSV in the encoding that the profile names."))


def _insist_on_headers(headers: list[str], profile: Profile) -> None:
    """All of the profile's columns, each once. Others are told: what they hold, nobody has agreed on."""
    # Of the file no word is repeated: where the headers are missing, its first line is about somebody.
    twice = sorted({header for header in profile.headers if headers.count(header) > 1})
    if twice:
        raise _refused(_("These columns stand twice: %(columns)s. Take one of each out.") % {"columns": _some(twice)})
    missing = [header for header in profile.headers if header not in headers]
    if missing:
        raise _refused(
            _(
                "These columns are missing: %(missing)s. The first line has %(number)d others, and must hold the names of"
                " columns: choose the profile that fits, or change it."
            )
            % {"missing": _some(missing), "number": len(headers)}
        )


def _not_closed(line: int) -> str:
    return _("Up to line %(line)d there is no row: a quotation mark is not closed, or stands within words.") % {
        "line": line
    }


def _not_encoded(line: int, encoding: str) -> str:
    return _(
        "Line %(line)d is not in %(encoding)s, which the profile names. Save the file in it, or choose a profile with the"
        " encoding that the file has."
    ) % {"line": line, "encoding": encoding}


def _some(headers: list[str]) -> str:
    shown = [repr(header[:60]) for header in headers[:MOST_HEADERS_SHOWN]]
    more = len(headers) - len(shown)
    return ", ".join(shown) + (_(" and %(more)d more") % {"more": more} if more else "")


def _refused(words: str) -> Invalid:
    return Invalid.field("file", words)
