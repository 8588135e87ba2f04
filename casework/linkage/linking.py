"""The linkage from end to end: mentions in; people, households, and the questions that only a person can answer, out."""

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from casework.linkage.attaching import attach_initials, attach_occupiers
from casework.linkage.backends import Backend, DuckDB
from casework.linkage.clusters import Link, People, Question, Thresholds, cluster
from casework.linkage.families import link_by_family
from casework.linkage.households import household_of
from casework.linkage.pairs import Pair
from casework.linkage.rows import Key, Row, Source, standardise
from casework.linkage.scoring import score

KeyPair = tuple[Key, Key]


class Scored(NamedTuple):
    """Mentions made ready, and their pairs weighed: what takes long, and does not depend on what people answered."""

    rows: list[Row]
    pairs: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class Linkage:
    """What a run found. Lists are in the order of the mentions."""

    rows: list[Row]
    person_of: list[int]  # equal numbers: one person
    household_of: list[int]  # equal numbers: one household
    questions: list[Question]  # rows by their position
    links: list[Link]  # why rows are of one person
    pairs: Sequence[Pair]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks through all that lives for cycles, again and again while millions of rows are made; there are none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_no_search_for_cycles()
def weigh(sources: Sequence[Source], backend: Backend | None = None) -> Scored:
    """Standardise the mentions and score their pairs. `backend`: DuckDB in memory where none is given."""
    rows = standardise(sources)
    return Scored(rows, score(rows, backend or DuckDB()))


@_no_search_for_cycles()
def link(
    scored: Scored,
    *,
    today: date,
    thresholds: Thresholds | None = None,
    refused: Collection[KeyPair] = (),
    confirmed: Collection[KeyPair] = (),
) -> Linkage:
    """People and households of weighed mentions. `refused` pairs are never of one person, `confirmed` ones always.

    Pairs of mentions that are no longer there say nothing. `today`: the day on which a child is a child, and on which
    undated rows are true.
    """
    rows, pairs = scored
    where = {row.key: at for at, row in enumerate(rows)}
    people = People(rows, _positions(refused, where), today)
    thresholds = thresholds or Thresholds()
    questions = cluster(rows, pairs, people, thresholds, _positions(confirmed, where))
    link_by_family(rows, pairs, people, thresholds)
    questions += attach_initials(rows, people, thresholds)
    if thresholds.links_occupiers:
        attach_occupiers(rows, people)
    # What was settled meanwhile, as by the family around two mentions, is no question any more.
    questions = [each for each in questions if people.find(each.left) != people.find(each.right)]
    person_of = [people.find(at) for at in range(len(rows))]
    return Linkage(rows, person_of, household_of(rows, person_of, today), questions, people.links, pairs)


def _positions(pairs: Collection[KeyPair], where: dict[Key, int]) -> list[tuple[int, int]]:
    return [(where[left], where[right]) for left, right in pairs if left in where and right in where]
