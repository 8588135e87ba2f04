"""Mentions of invented people, in few words; and a linkage of them whose pairs are weighed by the test itself."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, count
from typing import Any

from agencies.extracts.mentions import Mention, MentionRole
from casework.linkage.linking import Linkage, Scored, link
from casework.linkage.pairs import Pair
from casework.linkage.rows import Key, Source, standardise
from casework.linkage.scoring import COMPARISONS

TODAY = date(2026, 10, 1)
ROLES = {
    "housing": MentionRole.TENANT,
    "police": MentionRole.INVOLVED,
    "fire": MentionRole.OCCUPIER,
    "nhs": MentionRole.PATIENT,
    "schools": MentionRole.PUPIL,
    "treatment": MentionRole.CLIENT,
}
HERE = {"address": "17 Dale Road", "postcode": "ST1 3AS"}
THERE = {"address": "4 Canal Lane", "postcode": "ST6 2QP"}
_numbers = count(1)


def said(agency: str, name: str = "", born: str = "", **more: Any) -> Source:
    """What a row of an agency says: "Ben Hayes", "1963-02-24". The last word is the surname."""
    forenames, _, surname = name.rpartition(" ")
    given = {
        "record": f"R{next(_numbers)}",
        "slot": 1,
        "role": ROLES[agency],
        "occurred_on": date(2026, 3, 1),
        "forenames": forenames,
        "surname": surname,
        "born_on": date.fromisoformat(born) if born else None,
    }
    return Source(agency, Mention(**(given | more)))


def namesakes(*firsts: str) -> list[Source]:
    """People of many families with these first names, so that the names are known to be names."""
    surnames = ("Abel", "Bond", "Cole", "Dunn", "Eads", "Ford", "Gunn", "Hood", "Ince", "Judd")
    return [said("nhs", f"{first} {surname}") for first in firsts for surname in surnames]


def linked(subjects: Sequence[Source], *, weight: float = 20, others: Sequence[Source] = (), **options: Any) -> Linkage:
    """The linkage where every two of the subjects weigh so much: only what speaks against a link can prevent it."""
    rows = standardise([*subjects, *others])
    empty = (-1,) * len(COMPARISONS), (0.0,) * len(COMPARISONS)
    pairs = [
        Pair(left, right, weight, *empty)
        for left, right in combinations(range(len(subjects)), 2)
        if rows[left].is_named and rows[right].is_named
    ]
    return link(Scored(rows, pairs), today=TODAY, **options)


def are_one(found: Linkage, *sources: Source) -> bool:
    """Whether these mentions are of one person."""
    return len({person(found, source) for source in sources}) == 1


def person(found: Linkage, source: Source) -> int:
    """The person of a mention."""
    return found.person_of[position(found, source)]


def household(found: Linkage, source: Source) -> int:
    """The household of a mention."""
    return found.household_of[position(found, source)]


def asked(found: Linkage) -> list[tuple[frozenset[Key], str]]:
    """The questions: which two mentions, and why."""
    return [(frozenset({found.rows[each.left].key, found.rows[each.right].key}), each.why) for each in found.questions]


def position(found: Linkage, source: Source) -> int:
    """Where a mention stands."""
    return [row.key for row in found.rows].index(source.key)
