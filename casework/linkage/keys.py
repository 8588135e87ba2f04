"""Households keep their key from run to run, so that what a panel decided about one is not forgotten the next night."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4


def carried_over(household_of: Sequence[int], before: Mapping[int, UUID]) -> dict[int, UUID]:
    """The key of each household: the one that most of its mentions had before, else a new one.

    `before`: the key that the mention at a position had. Of two households that a former one fell apart into, the larger
    part keeps its key; of two that became one, the larger gives it.
    """
    shared = Counter((household_of[at], key) for at, key in before.items())
    ranked = sorted(shared.items(), key=lambda each: (-each[1], each[0][0], str(each[0][1])))
    keys: dict[int, UUID] = {}
    taken: set[UUID] = set()
    for (household, key), _count in ranked:
        if household not in keys and key not in taken:
            keys[household] = key
            taken.add(key)
    return {household: keys.get(household) or uuid4() for household in set(household_of)}
