"""The linkage on records that others made: historical people with errors, and FEBRL 3; beside exact matching.

python -m benchmarks.real_names FOLDER [--other PYTHON]

With --other also beside recordlinkage, which that Python has (benchmarks/other_library.py says how).
The folder holds historical_figures_with_errors_50k.parquet and febrl3.csv. They are made to look like one agency's mentions:
what a profile would read of them. Nothing is tuned for them.
"""

import argparse
import csv
import io
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from casework.linkage.rows import Source

TODAY = date(2026, 10, 1)
HISTORICAL, FEBRL = "historical_figures_with_errors_50k.parquet", "febrl3.csv"
SEXES = {"male": "1", "female": "2"}
Labelled = tuple["Source", str]


def said(record: str, person: str, **values: Any) -> Labelled:
    """A record as a mention, and who it is of."""
    from agencies.extracts.mentions import Mention, MentionRole
    from casework.linkage.rows import Source

    return Source("records", Mention(record, 1, MentionRole.INVOLVED, None, **values)), person


def day(text: str) -> date | None:
    """A date as either writes it; None for what is none."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def historical(folder: Path) -> Iterator[Labelled]:
    """Names, dates, made-up postcodes. The middle names are within the full name, and left out."""
    import duckdb

    columns = "unique_id, cluster, first_name, surname, dob, postcode_fake, gender"
    found = duckdb.connect().execute(f"SELECT {columns} FROM read_parquet(?)", [str(folder / HISTORICAL)])
    for record, person, first, surname, born, postcode, sex in found.fetchall():
        yield said(
            record, person, forenames=first or "", surname=surname or "", born_on=day(born or ""),
            postcode=postcode or "", sex=SEXES.get(sex, ""),
        )  # fmt: skip


def febrl(folder: Path) -> Iterator[Labelled]:
    """Australian: their postcodes are of four digits, so that only the house and the street are of use."""
    with (folder / FEBRL).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield said(
                row["rec_id"], row["rec_id"].split("-")[1], forenames=row["given_name"], surname=row["surname"],
                born_on=day(row["date_of_birth"]), address=f"{row['street_number']} {row['address_1']}",
            )  # fmt: skip


def exact(sources: Sequence["Source"]) -> list[object]:
    """First name, surname and birth date as they are written; whatever lacks one is alone."""
    found: list[object] = []
    for at, (_, mention) in enumerate(sources):
        says = (mention.forenames.lower(), mention.surname.lower(), mention.born_on)
        found.append(says if all(says) else at)
    return found


def others(python: str, sources: Sequence["Source"]) -> Iterator[dict[str, Any]]:
    """What the other library makes of the same words, each way of it: its `name`, `pairs`, and the `seconds` it worked."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "first", "surname", "born", "place"])
    for at, (_, each) in enumerate(sources):
        said = (each.forenames, each.surname, each.born_on or "", each.address or each.postcode)
        writer.writerow([at, *(str(value).lower().strip() for value in said)])
    script = Path(__file__).with_name("other_library.py")
    run = subprocess.run([python, str(script)], input=table.getvalue(), stdout=subprocess.PIPE, text=True, check=True)
    yield from map(json.loads, run.stdout.splitlines())


def connected(count: int, links: Iterable[tuple[int, int]]) -> list[object]:
    """The cluster of each record, where whatever is linked is one, also through a third."""
    of = list(range(count))

    def first(at: int) -> int:
        while of[at] != at:
            of[at] = at = of[of[at]]
        return at

    for one, two in links:
        of[first(one)] = first(two)
    return [first(at) for at in range(count)]


def figures(found: Sequence[object], people: Sequence[str]) -> str:
    """Over pairs of records: precision, recall, their harmonic mean; and how many clusters hold two people or more."""
    both = list(zip(found, people, strict=True))
    within = pairs(both)
    precision, recall = within / max(pairs(found), 1), within / pairs(people)
    wrong = sum(count > 1 for count in Counter(number for number, _ in set(both)).values())
    mean = 2 * precision * recall / (precision + recall)
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {mean:.4f}, {wrong:,} wrong clusters"


def of_pairs(links: Sequence[tuple[int, int]], people: Sequence[str]) -> str:
    """The same of the pairs alone that a library links, before any of them are put together."""
    right = sum(people[one] == people[two] for one, two in links)
    precision, recall = right / max(len(links), 1), right / pairs(people)
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / (precision + recall):.4f}"


def pairs(labels: Iterable[object]) -> int:
    """How many pairs have one label."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def main() -> None:
    """Link both, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", metavar="PYTHON", help="A Python that has recordlinkage")
    given = parser.parse_args()
    os.environ |= {"SECRET_KEY": "measured only", "ALONGSIDE_DEVELOPMENT": "1"}
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")  # the linkage asks no database
    os.environ.setdefault("DATABASE_URL_AUDIT", os.environ["DATABASE_URL"])
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from casework.linkage import linking

    for name, read in (("FEBRL 3", febrl), ("historical people", historical)):
        sources, people = zip(*read(given.folder), strict=True)
        print(f"{name}, {len(sources):,} records: exact: {figures(exact(sources), people)}")
        began = time.process_time()
        found = linking.link(linking.weigh(sources), today=TODAY)
        print(
            f"  ours: {figures(found.person_of, people)}; {len(found.questions):,} questions;"
            f" {time.process_time() - began:.0f} s worked"
        )
        for way in others(given.other, sources) if given.other else ():
            print(
                f"  recordlinkage, {way['name']}: pairs: {of_pairs(way['pairs'], people)}; {way['seconds']:.0f} s worked"
            )
            print(f"    put together: {figures(connected(len(people), way['pairs']), people)}")


if __name__ == "__main__":
    main()
