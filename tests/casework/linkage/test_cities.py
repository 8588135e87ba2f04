"""The invented cities that linkage is measured on: the same from the same seed, readable by every profile, and true."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.cities.slips import LEVELS, nhs_number
from benchmarks.cities.writing import write
from casework.linkage import folders, numbers
from casework.linkage.rows import standardise

TODAY = date(2026, 10, 1)


def city(folder: Path, seed: int = 3, errors: str = "usual", mentions: int = 3000) -> Path:
    folder.mkdir()
    write(folder, mentions=mentions, seed=seed, errors=LEVELS[errors], exponent=0.85)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return city(tmp_path_factory.mktemp("cities") / "usual")


def test_an_equal_seed_is_an_equal_city(usual, tmp_path):
    assert content(usual) == content(city(tmp_path / "again"))
    assert content(usual) != content(city(tmp_path / "other", seed=4))


def test_every_row_is_read_and_every_mention_has_its_truth(usual):
    found = folders.sources(usual, today=TODAY)
    truth = folders.truth(usual)
    assert len(found) >= 3000
    assert {source.key for source in found} == set(truth)
    assert {source.agency for source in found} == {
        "housing", "police", "fire", "nhs", "schools", "treatment", "social_care",
    }  # fmt: skip


def test_the_people_are_told_apart_by_what_is_true_of_them(usual):
    """Two people of one record are two; and nobody has two valid NHS numbers, but by the rare slip that is meant."""
    rows = standardise(folders.sources(usual, today=TODAY))
    truth = folders.truth(usual)
    together = Counter((row.key.agency, row.key.record, truth[row.key].person) for row in rows)
    assert max(together.values()) == 1
    theirs: dict[str, set[str]] = {}
    for row in rows:
        if row.nhs:
            theirs.setdefault(truth[row.key].person, set()).add(row.nhs)
    several = sum(len(each) > 1 for each in theirs.values())
    assert several <= len(theirs) // 50


def test_more_errors_are_more(tmp_path):
    """How many mentions of a person have the first name that most of them have."""

    def odd(folder: Path) -> float:
        truth = folders.truth(folder)
        said: dict[str, Counter] = {}
        for row in standardise(folders.sources(folder, today=TODAY)):
            if row.is_named:
                said.setdefault(truth[row.key].person, Counter())[row.first] += 1
        several = [each for each in said.values() if each.total() > 1]
        return sum(each.total() - max(each.values()) for each in several) / sum(each.total() for each in several)

    shares = [odd(city(tmp_path / level, errors=level)) for level in ("few", "usual", "many")]
    assert shares == sorted(shares)
    assert shares[0] < shares[2] / 2


def test_nhs_numbers_are_valid_and_differ():
    made = [number for number in map(nhs_number, range(5000)) if number]
    assert len(set(made)) == len(made) > 4000
    assert all(numbers.nhs_number(number) == number and number.startswith("999") for number in made)


def test_letters_are_lost_where_the_code_page_has_none(usual):
    assert b"?" in (usual / "police.csv").read_bytes()
    assert "ł".encode() in b"".join(content(usual).values())
