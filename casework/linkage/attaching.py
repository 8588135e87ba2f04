"""Mentions by initials alone: they join a person only when exactly one is possible."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from casework.linkage.clusters import People, Question
from casework.linkage.rows import Row


def attach_initials(rows: Sequence[Row], people: People) -> list[Question]:
    """Join each mention by initials, birth date, sex and postcode sector to the one person who fits.

    Answers the questions that are left: who fits but for the sector, since people move; or who of several.
    """
    born, sectors = _born(rows, people), _sectors(rows, people)
    asked: list[Question] = []
    for at, row in enumerate(rows):
        if not row.is_initials or row.born_on is None:
            continue
        fitting = _fitting(people, at, born[row.born_on, row.first[:1], row.surname[:1]])
        near = [who for who in fitting if not sectors[who] or not row.place.sector or row.place.sector in sectors[who]]
        if len(near) == 1:
            people.merge(people.find(at), people.find(near[0]))
        elif near or len(fitting) == 1:
            asked += [Question(at, who, "initials") for who in near or fitting]
    return asked


def attach_occupiers(rows: Sequence[Row], people: People) -> None:
    """Join "Mr B Talbot" of a row about a place to the one person of those initials and that surname behind the same door."""
    behind: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named and row.place.home:
            for surname in _surnames(row):
                behind[row.place.home, row.first[0], surname].add(at)
    for at, row in enumerate(rows):
        if row.is_named or row.is_initials or not row.first or not row.place.home:
            continue
        found = _fitting(people, at, behind[row.place.home, row.first[0], row.surname])
        if len(found) == 1:
            people.merge(people.find(at), people.find(found[0]))


def _fitting(people: People, at: int, candidates: Iterable[int]) -> list[int]:
    """One row of each person among the candidates against whom nothing speaks."""
    persons = {people.find(candidate) for candidate in candidates}
    return sorted(who for who in persons if people.against(people.find(at), who) is None)


def _born(rows: Sequence[Row], people: People) -> dict[tuple[object, str, str], set[int]]:
    born: dict[tuple[object, str, str], set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named and row.born_on:
            for surname in _surnames(row):
                born[row.born_on, row.first[0], surname[0]].add(people.find(at))
    return born


def _sectors(rows: Sequence[Row], people: People) -> dict[int, set[str]]:
    sectors: dict[int, set[str]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named and row.place.sector:
            sectors[people.find(at)].add(row.place.sector)
    return sectors


def _surnames(row: Row) -> list[str]:
    return [surname for surname in (row.surname, row.other_surname) if surname]
