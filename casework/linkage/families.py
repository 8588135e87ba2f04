"""A parent who moved: known by the child who is with them at the one address and at the other."""

from collections import defaultdict
from collections.abc import Sequence

from casework.linkage.clusters import People, Thresholds
from casework.linkage.pairs import Pair
from casework.linkage.rows import Row

# Without a shared family, as much speaks against a namesake at another address as for them.
_LEAST = -9.0


def link_by_family(rows: Sequence[Row], pairs: Sequence[Pair], people: People, thresholds: Thresholds) -> None:
    """Join pairs of one name, of which one has no birth date, when both lived with the same third person.

    A name alone says little; a name, and the same child with it behind either door, says who it is. Where two namesakes
    lived with that child, father and son, nothing is joined.
    """
    lived = _lived(rows)
    light = (each for each in pairs if _LEAST <= each.weight < thresholds.automatic and not _is_told(rows, each))
    for pair in sorted(light, key=lambda each: (-each.weight, each.left, each.right)):
        one, two = people.find(pair.left), people.find(pair.right)
        if one == two:
            continue
        if _share_somebody(people, one, two, lived) and people.against(one, two) is None:
            people.merge(pair.left, pair.right, "family")


def _is_told(rows: Sequence[Row], pair: Pair) -> bool:
    """Whether both say who they are by themselves, or their names are not the same."""
    left, right = rows[pair.left], rows[pair.right]
    return (left.is_complete and right.is_complete) or (left.first, left.surname) != (right.first, right.surname)


def _share_somebody(people: People, one: int, two: int, lived: dict[str, set[int]]) -> bool:
    def company(who: int) -> set[int]:
        rows = {at for home in people.profile(who).homes for at in lived.get(home, ())}
        return {people.find(at) for at in rows}

    mine, theirs = company(one), company(two)
    shared = (mine & theirs) - {one, two}
    names = {people.profile(one).first, people.profile(two).first}
    return bool(shared) and not any(people.profile(each).first in names for each in (mine | theirs) - {one, two})


def _lived(rows: Sequence[Row]) -> dict[str, set[int]]:
    """The rows of people behind each door."""
    behind: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.place.home and row.is_named:
            behind[row.place.home].add(at)
    return behind
