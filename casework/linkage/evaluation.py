"""How good a linkage is, where the truth is known: precision, recall, wrong clusters, what people are asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from agencies.extracts.mentions import MentionRole
from casework.linkage.clusters import Thresholds
from casework.linkage.folders import Truth
from casework.linkage.linking import KeyPair, Linkage, Scored, link
from casework.linkage.nominations import nominated
from casework.linkage.rows import Key, Row

_ROUNDS = 3
SUBSETS: Mapping[str, Callable[[Row], bool]] = {
    "linkable": lambda row: bool((row.is_named and row.born_on) or row.nhs),
    "named": lambda row: bool(row.first or row.surname or row.born_on),
    # Named, but for rows of whoever occupied a place, which are of a household: no linkage that keeps to that can join them.
    "of_persons": lambda row: SUBSETS["named"](row) and row.role is not MentionRole.OCCUPIER,
    "all": lambda _row: True,
}


class Review(NamedTuple):
    """What a perfect reviewer made of a linkage, and the rows that they were asked about."""

    linkage: Linkage
    asked: set[int]
    rounds: int


def review(
    scored: Scored, found: Linkage, truth: Mapping[Key, Truth], *, today: date, thresholds: Thresholds
) -> Review:
    """Answer every question by the truth and link again, until an answer raises no new question or three rounds are over."""
    yes: list[KeyPair] = []
    no: list[KeyPair] = []
    asked: set[int] = set()
    for rounds in range(1, _ROUNDS + 1):
        if not found.questions:
            return Review(found, asked, rounds - 1)
        asked.update(rows_asked(found))
        for question in found.questions:
            left, right = found.rows[question.left].key, found.rows[question.right].key
            (yes if truth[left].person == truth[right].person else no).append((left, right))
        found = link(scored, today=today, thresholds=thresholds, confirmed=yes, refused=no)
    return Review(found, asked, rounds)


def measured(linkage: Linkage, truth: Mapping[Key, Truth], subset: str, queued: Iterable[int]) -> dict[str, Any]:
    """The figures of one subset, as docs/linkage.md defines them; `queued`: the rows about which somebody was asked."""
    chosen = [at for at, row in enumerate(linkage.rows) if SUBSETS[subset](row)]
    found = [linkage.person_of[at] for at in chosen]
    real = [truth[linkage.rows[at].key].person for at in chosen]
    agencies = [linkage.rows[at].key.agency for at in chosen]
    both = list(zip(found, real, strict=True))
    within = _pairs(both)
    people: dict[int, set[str]] = defaultdict(set)
    for number, person in both:
        people[number].add(person)
    across = _pairs(real) - _pairs(zip(real, agencies, strict=True))
    across_found = within - _pairs(zip(both, agencies, strict=True))
    asked = set(queued)
    return {
        "mentions": len(chosen),
        "precision": _share(within, _pairs(found)),
        "recall": _share(within, _pairs(real)),
        "cross_agency_recall": _share(across_found, across),
        "wrong_clusters": sum(len(persons) > 1 for persons in people.values()),
        "queued_share": _share(sum(at in asked for at in chosen), len(chosen)),
    }


def nominations(linkage: Linkage, truth: Mapping[Key, Truth]) -> dict[str, Any]:
    """Nominated households against the true ones: a found one counts once, for the true one that most of its rows are of."""
    rows = linkage.rows
    real = [truth[row.key].household for row in rows]
    wanted, found = nominated(rows, real), nominated(rows, linkage.household_of)
    inside: dict[object, Counter[str]] = defaultdict(Counter)
    for household, true in zip(linkage.household_of, real, strict=True):
        inside[household][true] += 1
    hits = {theirs for each in found if (theirs := _most(inside[each])) in wanted}
    return {
        "true": len(wanted),
        "found": len(found),
        "precision": _share(len(hits), len(found)),
        "recall": _share(len(hits), len(wanted)),
    }


def _most(counted: Counter[str]) -> str | None:
    """The one that has more than half; None where none has."""
    each, count = counted.most_common(1)[0]
    return each if 2 * count > counted.total() else None


def _pairs(labels: Iterable[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 1.0


def rows_asked(linkage: Linkage) -> Sequence[int]:
    """The rows that stand in at least one question."""
    return sorted({at for each in linkage.questions for at in (each.left, each.right)})
