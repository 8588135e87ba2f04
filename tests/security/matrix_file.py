"""The matrix as it is written: tests/security/matrix/*.csv, which an information governance lead reads and signs.

`people.csv` says who is asked for, `rules.csv` what each of them is told under a rule, and the other files which rule
holds for an address of the API, a page, a field and a table; `levels.csv` whose column holds for somebody while the case is
kept more closely. A cell says `yes`, `none` (an answer that has nothing in it),
`no` (they are told that they may not), `-` (it is not there), or which lines of a list come.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "matrix"
TO_ADD = (
    "{what} has no line in tests/security/matrix/{file}: add one with its section, what is done there (see, list, search,"
    " count, add, change, share, close, export, file), and the rule of rules.csv that says who may. If no rule there says"
    " it, write a new one, and have it read by whoever answers for information governance."
)
TOO_MUCH = (
    "{what} stands in tests/security/matrix/{file} and nowhere in the service: take the line out, or put it right."
)


@dataclass(frozen=True)
class Line:
    """One line: in which section of the record, what is done, where, and the rule that says who may."""

    section: str
    action: str
    address: str
    rule: str


def read(name: str) -> list[dict[str, str]]:
    """A file of the matrix."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE = [row["who"] for row in read("people.csv") if row["walked"] == "yes"]
RULES = {row["rule"]: row for row in read("rules.csv")}
API = [Line(**row) for row in read("api.csv")]
PAGES = [Line(**row) for row in read("pages.csv")]
# By how closely the case is kept: of somebody, in whose column stands what they are told then.
LEVELS: dict[str, dict[str, str]] = {}
for _kept, _who, _like, _ in map(dict.values, read("levels.csv")):
    LEVELS.setdefault(_kept, {})[_who] = _like
# Where one's own agency stands in it, and not the Bells.
OF_THE_AGENCY = {"our agreement", "keep our agreement"}
# By the shape of a row: the fields that whoever sees it is shown, and those that are blank for partners.
FIELDS = {
    shape: (set(everybody.split()), set(own.split())) for shape, everybody, own in map(dict.values, read("fields.csv"))
}


def missing(found: set[str], file: str, written: set[str]) -> list[str]:
    """What to say of addresses, fields or tables that only one of the two has."""
    return [TO_ADD.format(what=each, file=file) for each in sorted(found - written)] + [
        TOO_MUCH.format(what=each, file=file) for each in sorted(written - found)
    ]
