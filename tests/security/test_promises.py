"""docs/security.md names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


def test_every_test_that_it_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 50
    assert {name for name in named if f"def {name}(" not in TESTS} == set()


def test_every_file_that_it_names_is_there():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
    assert len(named) > 20
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_each_promise_of_the_list_is_kept_or_said_to_be_missing():
    numbers = [
        int(number) for cell in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for number in cell.split(",")
    ]
    assert numbers == list(range(1, 64))
