"""A folder of extracts, one file to an agency, as a site or a test lays it out to measure linkage."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from agencies.extracts.profiles import shipped
from agencies.extracts.rows import mentions_of
from casework.linkage.rows import Key, Source

TRUTH = "truth.csv"
# How truth.csv calls the agency of a file; other files it calls by their name.
_AGENCIES = {"nhs_emergency": "nhs", "adult_social_care": "social_care"}


class Truth(NamedTuple):
    """Who a mention is of, and of which household."""

    person: str
    household: str


def sources(folder: Path, *, today: date) -> list[Source]:
    """The mentions of all files that are named as a profile that comes with the product, in the order of the names.

    Rows that cannot be read are left out. Raises Invalid where a file is none of its profile.
    """
    return list(_sources(folder, today))


def _sources(folder: Path, today: date) -> Iterator[Source]:
    for name, profile in sorted(shipped().items()):
        path = folder / f"{name}.csv"
        if path.exists():
            with path.open("rb") as file:
                for mention in mentions_of(file, profile, today=today):
                    yield Source(_AGENCIES.get(name, name), mention)


def truth(folder: Path) -> dict[Key, Truth]:
    """What truth.csv says: columns agency, record, slot, person, household. Only an evaluation reads it."""
    with (folder / TRUTH).open(encoding="utf-8", newline="") as file:
        return {
            Key(row["agency"], row["record"], int(row["slot"])): Truth(row["person"], row["household"])
            for row in csv.DictReader(file)
        }
