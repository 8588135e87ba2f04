"""A parent who moved: known by the child who is with them at the one address and at the other."""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from casework.linkage.clusters import People, Thresholds
from casework.linkage.pairs import Pair
from casework.linkage.rows import Row

# Without a shared family, as much speaks against a namesake at another address as for them.
_LEAST = -9.0


def link_by_family(rows: Sequence[Row], pairs: Sequence[Pair], people: People, thresholds: Thresholds) -> None:
    """Join pairs of one name, of which one has no birth date, when both lived with the same third person.

    A name alone says little; a name, and the same child with it behind either door, says who it is. Where two namesakes
    lived with that child, father and son, nothing is joined. The pairs come heaviest first.
    """
    lived = _lived(rows)
    for pair in pairs:
        if not _LEAST <= pair.weight < thresholds.automatic or _is_told(rows, pair):
            continue
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
    def company(homes: AbstractSet[str]) -> set[int]:
        return {people.find(at) for home in homes for at in lived.get(home, ())}

    my_homes, their_homes = people.profile(one).homes, people.profile(two).homes
    if not my_homes or not their_homes:
        return False
    mine, theirs = company(my_homes), company(their_homes)
    shared = (mine & theirs) - {one, two}
    names = {people.profile(one).first, people.profile(two).first}
    return bool(shared) and not any(people.profile(each).first in names for each in (mine | theirs) - {one, two})


def _lived(rows: Sequence[Row]) -> dict[str, set[int]]:
    """The rows of people behind each door."""
    behind: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        if row.home and row.is_named:
            behind[row.home].add(at)
    return behind
