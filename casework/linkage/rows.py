"""Mentions as they are compared: one row each, spelling and numbers put right, and what proves nothing left out."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from agencies.extracts.mentions import Mention, MentionRole
from casework.linkage import nicknames
from casework.linkage.dates import crowded
from casework.linkage.numbers import nhs_number, pupil_number
from casework.linkage.places import Place, place
from casework.linkage.spellings import LostLetters, plain, words

ADULT_FROM = 16  # the age from which a person may hold a tenancy

_SEX_OF_TITLE = {"MR": "1", "MRS": "2", "MISS": "2", "MS": "2"}
_GROWN = frozenset({MentionRole.TENANT, MentionRole.PARENT})


class Key(NamedTuple):
    """A mention's name across all extracts."""

    agency: str
    record: str
    slot: int


class Source(NamedTuple):
    """A mention and the agency whose extract it is of."""

    agency: str
    mention: Mention

    @property
    def key(self) -> Key:
        """Which mention of which record of which agency."""
        return Key(self.agency, self.mention.record, self.mention.slot)


class Row(NamedTuple):
    """One mention, ready to be compared. An empty string, or None, is what it does not say."""

    key: Key
    first: str
    middle: str
    surname: str
    other_surname: str
    born_on: date | None
    sex: str
    nhs: str
    upn: str
    place: Place
    occurred_on: date | None
    role: MentionRole
    is_initials: bool
    is_named: bool  # whether it has a first name and a surname in full, so that it can be compared with others
    is_complete: bool  # whether it says who it is without the place: a full name and a birth date, or an NHS number
    home: str  # the dwelling, as the place has it

    @property
    def is_grown(self) -> bool:
        """Whether only an adult can be what this row says: a tenant, a parent."""
        return self.role in _GROWN

    def age_on(self, day: date) -> int | None:
        """Whole years on a day; None without a birth date."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


def standardise(sources: Sequence[Source]) -> list[Row]:
    """The rows of these mentions, in their order."""
    return list(_rows(sources))


def _rows(sources: Sequence[Source]) -> Iterator[Row]:
    """Each thing that is said is looked at once, however many rows say it; what was found is forgotten at the end."""
    letters = LostLetters({name for _, mention in sources for name in (mention.forenames, mention.surname)})
    spelt, mended, forenames = cache(plain), cache(letters.mend), cache(letters.mend_forenames)
    other_surname, number, where = cache(_other_surname), cache(nhs_number), cache(_where)
    nobodys = crowded(
        (mention.born_on, spelt(mention.forenames) + spelt(mention.surname))
        for _, mention in sources
        if mention.born_on
    )
    for source in sources:
        mention = source.mention
        first, middle = forenames(mention.forenames)
        surname, nhs = mended(mention.surname), number(mention.nhs_number)
        born_on = None if mention.born_on in nobodys else mention.born_on
        where_to, home = where(mention.address, mention.postcode)
        is_named = bool(first and surname and not mention.is_initials and len(first) > 1)
        yield Row(
            source.key,
            first,
            middle,
            surname,
            other_surname(mention.surname, mention.other_surname),
            born_on,
            _sex(mention),
            nhs,
            pupil_number(mention.upn),
            where_to,
            mention.occurred_on,
            mention.role,
            mention.is_initials,
            is_named,
            is_named and (born_on is not None or bool(nhs)),
            home,
        )


def _where(address: str, postcode: str) -> tuple[Place, str]:
    found = place(address, postcode)
    return found, found.home


def _other_surname(surname: str, other: str) -> str:
    """Another that the row gives; else the last of a double-barrelled one, which many people use alone."""
    if other:
        return plain(other)
    parts = words(surname) if "-" in surname else []
    return parts[-1] if len(parts) > 1 else ""


def _sex(mention: Mention) -> str:
    """1 or 2, from the title where the row has no sex; 0 and 9 say nothing."""
    if mention.sex in {"1", "2"}:
        return mention.sex
    return _SEX_OF_TITLE.get(mention.title.upper().strip("."), "")


def name_forms(first: str) -> str:
    """The names that a first name may stand for, in the order of the alphabet, a space between them; "" without forms."""
    return " ".join(sorted(nicknames.roots(first))) if nicknames.has_forms(first) else ""
