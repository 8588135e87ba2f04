"""Writes a city into a folder: `python -m benchmarks.cities FOLDER --mentions 50000 --seed 1 --errors usual`."""

import argparse
from pathlib import Path

from benchmarks.cities.slips import LEVELS
from benchmarks.cities.writing import write


def main() -> None:
    """Write it, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mentions", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", choices=LEVELS, default="usual")
    parser.add_argument("--exponent", type=float, default=0.85, help="How much common names outweigh rare ones")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    mentions = write(
        given.folder, mentions=given.mentions, seed=given.seed, errors=LEVELS[given.errors], exponent=given.exponent
    )
    print(f"{given.folder}: {mentions:,} mentions")


if __name__ == "__main__":
    main()
