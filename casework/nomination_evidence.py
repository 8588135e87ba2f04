"""What a panel sees of a household that was found: contacts by agency, and who they are, as far as the agreements list it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from agencies.extracts.mentions import MentionRole
from agencies.models import Agency
from casework.models import Nomination

GROWN_UP = 18


class Mentioned(NamedTuple):
    """One person in one contact; the columns are those of guard.nominated_mentions, which decides who sees which."""

    person: int | None  # tells people apart within the evidence; None where the linkage knows of no person
    agency: UUID
    contact: int  # tells contacts apart within the evidence
    role: str
    occurred_on: date | None
    event: str
    is_initials: bool
    forenames: str
    surname: str
    born_on: date | None
    address: str
    postcode: str

    @property
    def name(self) -> str:
        """As the agency wrote it; an empty string where it names nobody."""
        return " ".join(filter(None, (self.forenames, self.surname)))


@dataclass(frozen=True, slots=True)
class EvidentContact:
    """One contact of one agency, with the names of whom it was about."""

    agency: Agency
    occurred_on: date | None
    event: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidentPerson:
    """Somebody of the household, by what most mentions say of them."""

    name: str
    born_on: date | None
    is_child: bool

    @property
    def year_of_birth(self) -> int | None:
        """As much as a list needs."""
        return self.born_on.year if self.born_on else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it."""

    contacts: list[EvidentContact]  # by agency, each agency's newest first
    people: list[EvidentPerson]  # the eldest first
    address: str  # where the newest mention with an address has them
    postcode: str


def evidence_of(nomination: Nomination, on: date) -> Evidence:
    """What whoever acts may see; nothing where an agreement binds them no more, or somebody objects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guard.nominated_mentions(%s)", [nomination.pk])
        mentions = [Mentioned(*row) for row in cursor.fetchall()]
    placed = [each for each in mentions if each.address or each.postcode]
    newest = max(placed, key=lambda each: (bool(each.address), each.occurred_on or date.min), default=None)
    return Evidence(
        _contacts(mentions), _people(mentions, on), newest.address if newest else "", newest.postcode if newest else ""
    )


def _contacts(mentions: Iterable[Mentioned]) -> list[EvidentContact]:
    found: dict[int, list[Mentioned]] = defaultdict(list)
    for each in mentions:
        found[each.contact].append(each)
    agencies = Agency.objects.in_bulk({each.agency for rows in found.values() for each in rows})
    contacts = [
        EvidentContact(
            agencies[rows[0].agency],
            rows[0].occurred_on,
            rows[0].event,
            tuple(dict.fromkeys(each.name for each in rows if each.name)),
        )
        for rows in found.values()
    ]
    return sorted(contacts, key=lambda each: (each.agency.name, -(each.occurred_on or date.min).toordinal()))


def _people(mentions: Iterable[Mentioned], on: date) -> list[EvidentPerson]:
    """Whoever has a name: initials are nobody's to be called by, and a place is not a person."""
    found: dict[int, list[Mentioned]] = defaultdict(list)
    for each in mentions:
        if each.person is not None and each.name and not each.is_initials:
            found[each.person].append(each)
    people = [_person(rows, on) for rows in found.values()]
    return sorted(people, key=lambda each: (each.born_on or date.max, each.name))


def _person(mentions: list[Mentioned], on: date) -> EvidentPerson:
    born_on = _most_said([each.born_on for each in mentions if each.born_on])
    if born_on:
        is_child = (on.year - born_on.year) - ((on.month, on.day) < (born_on.month, born_on.day)) < GROWN_UP
    else:
        is_child = any(each.role == MentionRole.PUPIL for each in mentions)
    return EvidentPerson(_name([each.name for each in mentions]), born_on, is_child)


def _name(names: list[str]) -> str:
    """The fullest that is not all in capitals, of those that are said most."""
    said = Counter(names)
    return max(said, key=lambda name: (not name.isupper(), len(name.split()), said[name], name))


def _most_said(days: list[date]) -> date | None:
    said = Counter(days)
    return max(said, key=lambda day: (said[day], day), default=None)
