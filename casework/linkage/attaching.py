"""Mentions by initials alone: they join a person only when exactly one is possible."""

from collections import defaultdict
from collections.abc import Sequence

from casework.linkage.clusters import People, Question
from casework.linkage.rows import Row


def attach_initials(rows: Sequence[Row], people: People) -> list[Question]:
    """Join each mention by initials, birth date and sex to the one person who fits; answers whom to ask about otherwise."""
    by: dict[tuple[object, str, str], set[int]] = defaultdict(set)
    sectors: dict[int, set[str]] = defaultdict(set)
    for at, row in enumerate(rows):
        if not row.is_named:
            continue
        who = people.find(at)
        if row.place.sector:
            sectors[who].add(row.place.sector)
        if row.born_on:
            for surname in (row.surname, row.other_surname):
                if surname:
                    by[row.born_on, row.first[0], surname[0]].add(who)
    asked = []
    for at, row in enumerate(rows):
        if not row.is_initials or row.born_on is None:
            continue
        found = [who for who in by[row.born_on, row.first[:1], row.surname[:1]] if people.against(people.find(at), who) is None]
        near = [who for who in found if row.place.sector in sectors[who]]
        if len(near) == 1 :
            people.merge(people.find(at), people.find(near[0]))
        elif len(near) > 1 or len(found) == 1:
            asked += [Question(at, who, "initials") for who in near or found]
    return asked
