"""Why true links are missed, and what wrong clusters are made of: counted over the pairs of a city whose truth is known.

python -m benchmarks.missed_links FOLDER

A missed pair is counted once, by the first of these that holds of its two rows.
"""

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from casework.linkage.folders import Truth
    from casework.linkage.linking import Linkage
    from casework.linkage.rows import Key, Row

TODAY = date(2026, 10, 1)


def kinds() -> Mapping[str, Callable[["Row", "Row"], bool]]:
    """What two rows of one person may differ in, the gravest first."""
    from casework.linkage.dates import Likeness, likeness
    from casework.linkage.nicknames import is_form
    from casework.linkage.spellings import is_slip

    def born(one: "Row", two: "Row", *alike: Likeness) -> bool:
        return one.born_on is not None and two.born_on is not None and likeness(one.born_on, two.born_on) in alike

    def is_same_home(one: "Row", two: "Row") -> bool:
        return bool(one.place.postcode) and one.place.postcode == two.place.postcode

    return {
        "a fire row's occupier": lambda one, two: not one.is_named and not one.is_initials and bool(one.first),
        "by initials alone": lambda one, two: one.is_initials,
        "two valid NHS numbers": lambda one, two: bool(one.nhs and two.nhs) and one.nhs != two.nhs,
        "birth dates that no slip explains": lambda one, two: born(one, two, Likeness.UNLIKE),
        "first names unlike": lambda one, two: not (is_form(one.first, two.first) or is_slip(one.first, two.first)),
        "surnames unlike": lambda one, two: not is_slip(one.surname, two.surname),
        "no birth date, and moved": lambda one, two: None in {one.born_on, two.born_on} and not is_same_home(one, two),
        "no birth date, at one postcode": lambda one, two: None in {one.born_on, two.born_on},
        "a slip in the birth date, and in a name": lambda one, two: (
            not born(one, two, Likeness.EQUAL) and (one.first, one.surname) != (two.first, two.surname)
        ),
        "a slip in the birth date": lambda one, two: not born(one, two, Likeness.EQUAL),
        "slips in both names": lambda one, two: one.first != two.first and one.surname != two.surname,
        "a slip in a name": lambda one, two: (one.first, one.surname) != (two.first, two.surname),
        "nothing": lambda one, two: True,
    }


def missed(linkage: "Linkage", truth: Mapping["Key", "Truth"], subset: str) -> Counter[str]:
    """Pairs of rows of one person that are not in one cluster, by kind."""
    from casework.linkage.evaluation import SUBSETS

    people: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(linkage.rows):
        if SUBSETS[subset](row):
            people[truth[row.key].person].append(at)
    found, asked = Counter[str](), kinds()
    for rows in people.values():
        for left, right in combinations(rows, 2):
            if linkage.person_of[left] != linkage.person_of[right]:
                one, two = linkage.rows[left], linkage.rows[right]
                found[next(kind for kind, holds in asked.items() if holds(one, two) or holds(two, one))] += 1
    return found


def main() -> None:
    """Link, and print what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    os.environ |= {"SECRET_KEY": "measured only", "ALONGSIDE_DEVELOPMENT": "1"}
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")  # the linkage asks no database
    os.environ.setdefault("DATABASE_URL_AUDIT", os.environ["DATABASE_URL"])
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from casework.linkage import folders, linking

    truth = folders.truth(given.folder)
    found = linking.link(linking.weigh(folders.sources(given.folder, today=TODAY)), today=TODAY)
    for subset in ("linkable", "named"):
        counted = missed(found, truth, subset)
        print(f"{subset}: {counted.total():,} true pairs are missed")
        for kind, count in counted.most_common():
            print(f"  {count:6,}  {count / counted.total():.0%}  {kind}")


if __name__ == "__main__":
    main()
