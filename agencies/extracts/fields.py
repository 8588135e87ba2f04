"""What a column of an extract can be, and how its words are read: dates, codes, names."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

MOST_LETTERS = 300
A_CENTURY = 100
# The database and every program after it take no text with these, and no keyboard writes them.
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u2028\u2029\ud800-\udfff]")
# What a spreadsheet would run. No name, address or reference begins so.
FORMULA = ("=", "+", "@")
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "master", "dr", "rev", "revd", "sir", "dame", "lady", "lord", "prof"}
)
# Words that belong to the surname which follows them.
PARTICLES = frozenset(
    {
        "al", "ap", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "san", "st",
        "van", "von",
    }
)  # fmt: skip
SURNAME_FIRST = re.compile(r"(?P<surname>[^,()]+),\s*(?P<forenames>[^,()]*?)\s*(?:\((?P<title>[^()]*)\))?")


class Field(StrEnum):
    """What a column says."""

    RECORD = "record"
    SLOT = "slot"
    OCCURRED_ON = "occurred_on"
    EVENT = "event"
    NAME = "name"
    TITLE = "title"
    FORENAMES = "forenames"
    SURNAME = "surname"
    OTHER_SURNAME = "other_surname"
    FORENAME_INITIAL = "forename_initial"
    SURNAME_INITIAL = "surname_initial"
    BORN_ON = "born_on"
    SEX = "sex"
    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    UPRN = "uprn"
    ADDRESS = "address"
    POSTCODE = "postcode"
    POSTCODE_SECTOR = "postcode_sector"
    UNREAD = "unread"  # never taken in, whatever an agreement lists


INITIALS = frozenset({Field.FORENAME_INITIAL, Field.SURNAME_INITIAL})
# What a column says of one of the people of a row; the rest is about the row.
FOR_ONE = INITIALS | {
    Field.NAME, Field.TITLE, Field.FORENAMES, Field.SURNAME, Field.OTHER_SURNAME, Field.BORN_ON, Field.SEX,
    Field.NHS_NUMBER, Field.UPN,
}  # fmt: skip


class Shape(StrEnum):
    """How one column holds a whole name."""

    FULL = "full"  # "Miss Rajata Behl", "Charlie Lowe", "Mr B Talbot"
    SURNAME_FIRST = "surname_first"  # "FOWLER, Daniel James (Mr)"


# The item of an agreement that a field belongs to; one that the agreement does not list is dropped at the door.
ITEMS: Mapping[Field, str] = {
    Field.RECORD: "record_reference",
    Field.SLOT: "record_reference",
    Field.OCCURRED_ON: "event_date",
    Field.EVENT: "event",
    Field.NAME: "name",
    Field.TITLE: "name",
    Field.FORENAMES: "name",
    Field.SURNAME: "name",
    Field.OTHER_SURNAME: "name",
    Field.FORENAME_INITIAL: "initials",
    Field.SURNAME_INITIAL: "initials",
    Field.BORN_ON: "birth_date",
    Field.SEX: "sex",
    Field.NHS_NUMBER: "nhs_number",
    Field.UPN: "upn",
    Field.UPRN: "uprn",
    Field.ADDRESS: "address",
    Field.POSTCODE: "postcode",
    Field.POSTCODE_SECTOR: "postcode_sector",
}


class Unreadable(Exception):
    """A cell that cannot be taken as it is. `code` names what is wrong, the words say what to mend."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Name(NamedTuple):
    """A whole name, cut apart."""

    title: str
    forenames: str
    surname: str


def text(cell: str) -> str:
    """A cell without the spaces around it, and with one between two words. Raises Unreadable."""
    words = " ".join(cell.split()) if not CONTROL.search(cell.strip()) else cell
    if CONTROL.search(words):
        raise Unreadable("control", _("Take out the line break or the control character, and save the file again."))
    if words.startswith(FORMULA):
        raise Unreadable("formula", _("Begins like a formula of a spreadsheet. Write the words alone."))
    if len(words) > MOST_LETTERS:
        raise Unreadable(
            "long", _("Longer than %(most)d letters: something else is in this column.") % {"most": MOST_LETTERS}
        )
    return words


def day(words: str, formats: Iterable[str], placeholders: frozenset[str]) -> date | None:
    """A day, written in one of the formats of strptime; None for a blank and for a placeholder. Raises Unreadable."""
    if not words or words in placeholders:
        return None
    for each in formats:
        try:
            return datetime.strptime(words, each).date()  # noqa: DTZ007 - a day, without a time zone
        except ValueError:
            continue
    raise Unreadable(
        "date", _("No date as this profile expects: %(formats)s.") % {"formats": ", ".join(map(shown, formats))}
    )


def birth_date(words: str, formats: Iterable[str], placeholders: frozenset[str], today: date) -> date | None:
    """The same of a birth: with two digits for the year, it was not in the future. Raises Unreadable."""
    found = day(words, formats, placeholders)
    if found is not None and found > today and any("%y" in each for each in formats):
        found = found.replace(year=found.year - A_CENTURY)
    if found is not None and not date(1850, 1, 1) <= found <= today:
        raise Unreadable("born", _("No possible birth date. Correct it, or leave it blank if it is not known."))
    return found


def code(words: str, codes: Mapping[str, str]) -> str:
    """What the agency's code means here; "" for a blank. Raises Unreadable for one that the profile does not list."""
    if not words:
        return ""
    if words not in codes:
        raise Unreadable("code", _("Not one of the codes of this profile: %(codes)s.") % {"codes": ", ".join(codes)})
    return codes[words]


def slot(words: str) -> int:
    """A number of somebody within a record. Raises Unreadable."""
    if not (words.isascii() and words.isdigit() and 1 <= int(words[:4]) <= 999 and len(words) < 4):  # noqa: PLR2004
        raise Unreadable("slot", _("Expected a number from 1 to 999."))
    return int(words)


def name(words: str, shape: Shape) -> Name:
    """A name cut apart; all blank for a blank. Raises Unreadable."""
    if not words:
        return Name("", "", "")
    return SHAPES[shape](words)


def shown(form: str) -> str:
    """`%d/%m/%Y` as people write it: `DD/MM/YYYY`."""
    for mark, words in MARKS.items():
        form = form.replace(mark, words)
    return form


def _surname_first(words: str) -> Name:
    found = SURNAME_FIRST.fullmatch(words)
    if found is None:
        raise Unreadable("name", _("Expected: SURNAME, Forenames (Title)."))
    return Name((found["title"] or "").strip(), found["forenames"].strip(), found["surname"].strip())


def _full(words: str) -> Name:
    parts = words.split(" ")
    title = parts.pop(0) if parts[0].rstrip(".").casefold() in TITLES and len(parts) > 1 else ""
    start = len(parts) - 1
    while start > 1 and parts[start - 1].casefold() in PARTICLES:
        start -= 1
    return Name(title, " ".join(parts[:start]), " ".join(parts[start:]))


SHAPES: Mapping[Shape, Callable[[str], Name]] = {Shape.FULL: _full, Shape.SURNAME_FIRST: _surname_first}
MARKS = {
    "%d": "DD",
    "%m": "MM",
    "%Y": "YYYY",
    "%y": "YY",
    "%b": "MON",
    "%B": "Month",
    "%H": "HH",
    "%M": "MM",
    "%S": "SS",
}
