"""Mentions by initials alone: they join a person only when exactly one is possible."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from casework.linkage.clusters import People, Question, Thresholds
from casework.linkage.dates import Likeness
from casework.linkage.profiles import Contradiction
from casework.linkage.rows import Row


def attach_initials(rows: Sequence[Row], people: People, thresholds: Thresholds) -> list[Question]:
    """Join each mention by initials, birth date, sex and postcode sector to the one person who fits.

    A slip in the birth date is forgiven where the sector is the same. People move: the one who fits but for the sector is
    joined where initials and birth date can hardly meet by chance. Answers the questions that are left: who fits but for
    the sector, and may by chance; who of several; and who in the sector has those initials and no birth date.
    """
    wanted = [(at, row) for at, row in enumerate(rows) if row.is_initials and row.born_on is not None]
    known = _by_initials(rows, people, {fact for _, row in wanted for fact in _facts(row)})
    sectors = _sectors(rows, people, {who for found in known.values() for who in found})
    chances = _chances(rows)
    asked: list[Question] = []
    for at, row in wanted:
        by_birth, by_sector = _facts(row)
        fitting = _fitting(people, at, known[by_birth] | known[by_sector])
        sure, likely, moved = _ranked(people, row, fitting, sectors)
        if len(moved) == 1 and not sure and chances[by_birth[0]] <= 2**-thresholds.automatic:
            sure = moved
        elif not sure and not moved and not likely:
            sure = _of_other_sex(people, at, row, known[by_birth], sectors)
        if len(sure) == 1:
            people.merge(at, sure[0], "initials")
        else:
            asked += [Question(at, who, "initials") for who in sure or likely]
    return asked


def _ranked(
    people: People, row: Row, fitting: Iterable[int], sectors: dict[int, set[str]]
) -> tuple[list[int], list[int], list[int]]:
    """Those who fit best, of whom one is enough; where there are none, the one about whom to ask; and who fit elsewhere."""
    same: list[int] = []
    slipped: list[int] = []
    moved: list[int] = []
    undated: list[int] = []
    for who in fitting:
        alike = people.closest_birth(who, row.born_on)
        is_near = row.place.sector in sectors[who]
        if alike is Likeness.EQUAL:
            (same if is_near or not sectors[who] or not row.place.sector else moved).append(who)
        elif is_near and alike is None:
            undated.append(who)
        elif is_near and alike is not None and alike >= Likeness.ONE_EDIT:
            slipped.append(who)
    sure = same or ([] if moved else slipped)
    likely = moved or undated
    return sure, likely if len(likely) == 1 else [], moved


def _of_other_sex(
    people: People, at: int, row: Row, candidates: Iterable[int], sectors: dict[int, set[str]]
) -> list[int]:
    """Who fits in all but the sex: one row in fifty has the wrong one, and that outweighs twins of two sexes and one initial."""
    others = _fitting(people, at, candidates, Contradiction.SEX)
    return [who for who in others if row.place.sector in sectors[who]] if len(others) == 1 else []


def _chances(rows: Sequence[Row]) -> dict[str, float]:
    """How probable it is, for each initials, that somebody of these initials was born on a day picked by chance.

    Of the days on which anybody was: in a town a few in a thousand, in a region so many that a birth date tells nobody.
    """
    days: dict[str, set[object]] = defaultdict(set)
    for row in rows:
        if row.is_named and row.born_on:
            for surname in _surnames(row):
                days[row.first[0] + surname[0]].add(row.born_on)
    every = len(set().union(*days.values()))
    return defaultdict(float, {initials: len(born) / every for initials, born in days.items()})


def attach_occupiers(rows: Sequence[Row], people: People) -> None:
    """Join "Mr B Talbot" of a row about a place to the one person of those initials and that surname behind the same door."""
    behind: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named and row.home:
            for surname in _surnames(row):
                behind[row.home, row.first[0], surname].add(at)
    for at, row in enumerate(rows):
        if row.is_named or row.is_initials or not row.first or not row.home:
            continue
        found = _fitting(people, at, behind[row.home, row.first[0], row.surname])
        if len(found) == 1:
            people.merge(at, found[0], "occupier")


def _fitting(people: People, at: int, candidates: Iterable[int], but: Contradiction | None = None) -> list[int]:
    """One row of each person among the candidates against whom nothing speaks, or this alone."""
    persons = {people.find(candidate) for candidate in candidates}
    return sorted(who for who in persons if people.against(people.find(at), who) == but)


Fact = tuple[str, object]


def _facts(row: Row) -> tuple[Fact, Fact]:
    """What a row by initials is looked for by: with the birth date, and with the postcode sector."""
    initials = row.first[:1] + row.surname[:1]
    return (initials, row.born_on), (initials, row.place.sector)


def _by_initials(rows: Sequence[Row], people: People, wanted: set[Fact]) -> dict[Fact, set[int]]:
    """People by their initials and a birth date, and by their initials and a postcode sector."""
    known: dict[Fact, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named:
            for surname in _surnames(row):
                for fact in (row.born_on, row.place.sector):
                    if fact and (row.first[0] + surname[0], fact) in wanted:
                        known[row.first[0] + surname[0], fact].add(people.find(at))
    return known


def _sectors(rows: Sequence[Row], people: People, wanted: set[int]) -> dict[int, set[str]]:
    sectors: dict[int, set[str]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.is_named and row.place.sector and people.find(at) in wanted:
            sectors[people.find(at)].add(row.place.sector)
    return sectors


def _surnames(row: Row) -> list[str]:
    return [surname for surname in (row.surname, row.other_surname) if surname]
