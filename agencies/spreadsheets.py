"""Tables as files for spreadsheets: no cell of them runs, and what was written so is read back as it was.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which spreadsheets show as text. So that it
can be taken off again, and nothing else with it, a cell that has such apostrophes already gets one more.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

GUARD = "'"
FORMULA = frozenset("=+-@")
# These end a cell, or move into the next, where a spreadsheet takes another separator than ours.
MOVES = ("\t", "\r", "\n")
A_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MARK = "\ufeff"  # by which spreadsheets know UTF-8
# Spaces, controls and what cannot be seen: a spreadsheet may pass over them before it looks for a formula.
PASSED_OVER = ("Z", "C")


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The file's text. Every cell stands in quotes, so that no separator within one begins another."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(cell) for cell in columns])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return MARK + text.getvalue()


def read(text: str) -> list[list[str]]:
    """The columns and the rows of such a file, as they were before. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True)
    return [[plain(cell) for cell in row] for row in reader]


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs. Numbers stay numbers."""
    return GUARD + cell if _runs(cell.lstrip(GUARD)) else cell


def plain(cell: str) -> str:
    """The cell as it was before it was guarded."""
    return cell[1:] if cell.startswith(GUARD) and _runs(cell.lstrip(GUARD)) else cell


def _runs(cell: str) -> bool:
    """Whether a spreadsheet may take it for a formula, also in full width or after what is passed over."""
    if A_NUMBER.fullmatch(cell):
        return False
    if cell.startswith(MOVES):
        return True
    first = next((letter for letter in cell if unicodedata.category(letter)[0] not in PASSED_OVER), "")
    return unicodedata.normalize("NFKC", first)[:1] in FORMULA if first else False
