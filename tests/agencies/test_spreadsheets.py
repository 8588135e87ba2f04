"""CSV files: no cell and no header runs in a spreadsheet, and what goes out comes back in as it was, however often."""

import ast
import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import spreadsheets
from agencies.spreadsheets import guarded, plain, read, written
from tests.test_architecture import modules

FORMULAS = "=+-@＝＋－＠﹢﹣﹫"
BEFORE = ["", " ", "\u00a0", "\u200b", "\ufeff", "\t", "\r", "\n", "\x00", " \t ", "'", "''"]
PLANTED = st.builds(lambda *parts: "".join(parts), st.sampled_from(BEFORE), st.sampled_from(FORMULAS), st.text())
CELLS = st.one_of(
    PLANTED, st.text(), st.sampled_from(["", "'", "-5", "'-5", "''=1", "-1.5", "- no", "+44 1632 960 000"])
)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5)


def runs(cell: str) -> bool:
    """Whether a spreadsheet would take it for more than text, written down apart from what is tested."""
    if cell[:1] in {"\t", "\r", "\n"}:
        return True
    seen = unicodedata.normalize("NFKC", "".join(each for each in cell if unicodedata.category(each)[0] not in "ZC"))
    return seen[:1] in {"=", "+", "-", "@"} and not (cell[1:].replace(".", "", 1).isdecimal() and cell[0] == "-")


@pytest.mark.parametrize(
    ("cell", "stands"),
    [
        ("=1+1", "'=1+1"), ("+44 1632 960000", "'+44 1632 960000"), ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\rx", "'\rx"), (" =1", "' =1"), ("＝1", "'＝1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("'=1", "''=1"), ("-5", "-5"), ("-1.5", "-1.5"), ("12", "12"), ("Rosa’s", "Rosa’s"), ("'twas", "'twas"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_that_would_run_is_text(cell: str, stands: str) -> None:
    assert guarded(cell) == stands
    assert plain(stands) == cell


@given(CELLS)
def test_no_cell_runs(cell: str) -> None:
    assert not runs(guarded(cell))


@given(TABLES)
def test_out_and_in_and_out_again_it_is_the_same(table: list[list[str]]) -> None:
    first = written(table[0], table[1:])
    back = read(first)
    assert back == table
    assert written(back[0], back[1:]) == first


@given(TABLES)
def test_the_headers_are_guarded_too_and_every_cell_stands_in_quotes(table: list[list[str]]) -> None:
    text = written(table[0], table[1:]).removeprefix("\ufeff")
    assert not any(runs(cell) for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    assert text.startswith('"')
    assert text.endswith('"\r\n')


def test_there_is_one_place_that_writes_csv() -> None:
    writers = [
        str(path)
        for path in modules()
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.endswith(("writer", "Writer"))
        if isinstance(node.value, ast.Name) and node.value.id == "csv"
    ]
    assert len(writers) == 1
    assert [path for path in writers if not path.endswith("agencies/spreadsheets.py")] == []
    assert spreadsheets.GUARD == "'"
