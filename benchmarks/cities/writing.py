"""Writes what agencies know of a city into their files, row by row, and the truth beside them."""

import csv
import random
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from agencies.extracts.profiles import Profile, shipped
from benchmarks.cities.extracts import Agencies, Written
from benchmarks.cities.names import Names
from benchmarks.cities.people import City
from benchmarks.cities.slips import Errors

MIXED = 4_000  # rows of a file that wait to be written, of which one is drawn by chance: no file is in the order of households
AGENCIES = {"nhs_emergency": "nhs", "adult_social_care": "social_care"}  # as truth.csv calls them
TRUTH = ["agency", "record", "slot", "person", "household"]


class File:
    """One agency's, which is written in another order than the rows come."""

    def __init__(self, folder: Path, name: str, profile: Profile, stack: ExitStack, chance: random.Random) -> None:
        # What a code page cannot write becomes a question mark, as in the systems that have it.
        opened: IO[str] = (folder / f"{name}.csv").open("w", encoding=profile.encoding, errors="replace", newline="")
        self._rows = csv.writer(
            stack.enter_context(opened),
            delimiter=profile.delimiter,
            quoting=csv.QUOTE_MINIMAL if profile.quote else csv.QUOTE_NONE,
            lineterminator="\n",
        )
        self._rows.writerow(profile.headers)
        self._chance = chance
        self._waiting: list[list[str]] = []

    def take(self, cells: list[str]) -> None:
        """Keep it for a while."""
        self._waiting.append(cells)
        if len(self._waiting) > MIXED:
            self._write()

    def close(self) -> None:
        """Write all that waits."""
        while self._waiting:
            self._write()

    def _write(self) -> None:
        at = self._chance.randrange(len(self._waiting))
        self._waiting[at], self._waiting[-1] = self._waiting[-1], self._waiting[at]
        self._rows.writerow(self._waiting.pop())


def write(folder: Path, *, mentions: int, seed: int, errors: Errors, exponent: float) -> int:
    """Write a city with at least so many mentions, to the end of a household; how many they are. Equal for an equal seed."""
    chance = random.Random(seed)
    agencies = Agencies(chance, errors)
    written = 0
    with ExitStack() as stack:
        files = {name: File(folder, name, profile, stack, chance) for name, profile in sorted(shipped().items())}
        truth = csv.writer(
            stack.enter_context((folder / "truth.csv").open("w", encoding="utf-8", newline="")), lineterminator="\n"
        )
        truth.writerow(TRUTH)
        for household in City(chance, Names(exponent)).households():
            for row in agencies.rows_of(household):
                files[row.agency].take(row.cells)
                truth.writerows(_truth(row))
                written += len(row.meant)
            if written >= mentions:
                break
        for file in files.values():
            file.close()
    return written


def _truth(row: Written) -> list[list[str]]:
    agency = AGENCIES.get(row.agency, row.agency)
    house = f"H{row.household:07d}"
    return [
        # A row about a place, with nobody named, is of nobody else.
        [agency, record, str(slot), f"X{record}" if person is None else f"P{person:07d}", house]
        for record, slot, person in row.meant
    ]
