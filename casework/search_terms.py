"""What somebody types to find a household: names, a birth date, a number or a reference, told apart by their shape."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.exceptions import Invalid
from casework.identifiers import CJS_URN, PNC, IdentifierScheme, clean_identifier
from casework.references import ALPHABET

FIELD = "words"
MOST_WORDS, LONGEST, SHORTEST = 6, 200, 2
# 2026-03-27; 27/3/1988, 27.3.88, 27 3 1988; 27 March 1988, 27th Mar 1988
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_NUMBERS = re.compile(r"\b(?P<day>\d{1,2})[/. ](?P<month>\d{1,2})[/. ](?P<year>(?:19|20)\d{2})\b")
_WRITTEN = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>(?:19|20)\d{2})\b", re.I
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REFERENCE = re.compile(rf"[{ALPHABET}]{{6}}")
# Letters that no reference has, each beside the one it is taken for.
_MISREAD = str.maketrans("OILU", "011V")
DIGITS_OF_A_NUMBER = 4  # with so many it is no name
_SYSTEMS = (
    (IdentifierScheme.NHS, ""),
    (IdentifierScheme.UPN, ""),
    (IdentifierScheme.ULN, ""),
    (IdentifierScheme.NINO, ""),
    (IdentifierScheme.POLICE, PNC),
    (IdentifierScheme.POLICE, CJS_URN),
)
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. `words`: each must be in one name. `numbers`: all the ways in which a number may be kept."""

    words: tuple[str, ...] = ()
    born_on: date | None = None
    numbers: tuple[str, ...] = ()
    reference: str = ""

    @property
    def mark(self) -> str:
        """The same for whatever asks the same; for the trail, which keeps it under a key."""
        return "|".join([*map(plain, self.words), *sorted(self.numbers), self.reference, str(self.born_on or "")])

    @property
    def name(self) -> str:
        """The words as one name."""
        return " ".join(self.words)


def read(text: str) -> Asked:
    """What the text asks for. Raises Invalid where there is nothing to look for, or so little that all would be found."""
    if len(text) > LONGEST:
        raise Invalid.field(FIELD, _("Type less: at most %(longest)s characters.") % {"longest": LONGEST})
    born_on, rest = _birth(unicodedata.normalize("NFKC", text))
    reference, digits = _reference(rest), sum(map(str.isdigit, rest))
    numbers = tuple(_numbers(rest)) if digits else ()
    words = tuple(_words(rest)) if digits < DIGITS_OF_A_NUMBER else ()
    if len(words) > MOST_WORDS:
        raise Invalid.field(FIELD, _("Type at most %(most_words)s words of a name.") % {"most_words": MOST_WORDS})
    if not (born_on or numbers or reference) and not any(len(word) >= SHORTEST for word in words):
        raise Invalid.field(
            FIELD, _("Type a name of two letters or more, a date of birth such as 2 4 1988, a number, or a reference.")
        )
    return Asked(words, born_on, numbers, reference)


def plain(text: str) -> str:
    """Without capitals, accents and marks, one space between words; as near to the database's plain_name as Python comes."""
    parts = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    kept = (character for character in parts if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in kept).split())


def _words(text: str) -> list[str]:
    # With their accents: the database takes them off words and names alike, by its own rules.
    bare = text.translate(_APOSTROPHES)
    return "".join(
        character if character.isalnum() or unicodedata.combining(character) else " " for character in bare
    ).split()


def _reference(text: str) -> str:
    said = text.strip().upper()
    told = re.sub(r"\s", "", re.sub(r"^AL[-\s]*", "", said)).translate(_MISREAD)
    # One reference in ten has no digit. Six letters alone are a name; after "AL" they may be either, and both are looked for.
    sure = re.match(r"AL[-\s]", said) or any(map(str.isdigit, said))
    return f"AL-{told}" if sure and _REFERENCE.fullmatch(told) else ""


def _numbers(text: str) -> Iterator[str]:
    """As it was typed, and as each scheme keeps it; a police force's own references keep their look."""
    typed = " ".join(text.split())
    found = {typed: None, typed.upper(): None, re.sub(r"[\s-]", "", typed).upper(): None}
    for scheme, system in _SYSTEMS:
        with suppress(Invalid):
            found[clean_identifier(scheme, typed, system, allow_test_numbers=True)] = None
    yield from (each for each in found if each)


def _birth(text: str) -> tuple[date | None, str]:
    for pattern in (_ISO, _NUMBERS, _WRITTEN):
        if (found := pattern.search(text)) and (day := _day(found)):
            return day, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _day(found: re.Match[str]) -> date | None:
    month = found["month"]
    short = month.lower()[:3]
    if not month.isdigit() and short not in _MONTHS:
        return None
    try:
        return date(int(found["year"]), int(month) if month.isdigit() else _MONTHS.index(short) + 1, int(found["day"]))
    except ValueError:
        return None
