"""Birth dates as evidence: how far apart two are, and which are no birth date at all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import IntEnum

# A system that insists on a date gets one; these are nobody's in practice.
_PLACEHOLDERS = frozenset(
    {date(1753, 1, 1), date(1900, 1, 1), date(1901, 1, 1), date(1899, 12, 31), date(9999, 12, 31)}
)
# A day that this many times as many names share as the average day, and this many names, was not typed as a birth date.
_CROWD_TIMES = 12
_CROWD = 25
_TWO = 2  # parts of three: year, month, day


class Likeness(IntEnum):
    """How far two birth dates agree, as the comparison's levels."""

    UNLIKE = 0
    TWO_PARTS = 1
    ONE_EDIT = 2
    SWAPPED = 3
    EQUAL = 4


def crowded(births: Iterable[tuple[date, str]]) -> frozenset[date]:
    """Placeholders: those that are known, and days that far more names share than any real day. `births`: date and full name."""
    names: dict[date, set[str]] = defaultdict(set)
    for born_on, name in births:
        names[born_on].add(name)
    if not names:
        return _PLACEHOLDERS
    average = sum(len(group) for group in names.values()) / len(names)
    crowds = {day for day, group in names.items() if len(group) >= max(_CROWD, _CROWD_TIMES * average)}
    return _PLACEHOLDERS | crowds


def likeness(one: date, two: date) -> Likeness:
    """The closest of the ways in which one may be a slip for the other."""
    if one == two:
        return Likeness.EQUAL
    if (one.year, one.month, one.day) == (two.year, two.day, two.month):
        return Likeness.SWAPPED
    if _is_one_edit(f"{one:%Y%m%d}", f"{two:%Y%m%d}"):
        return Likeness.ONE_EDIT
    same = (one.year == two.year) + (one.month == two.month) + (one.day == two.day)
    return Likeness.TWO_PARTS if same == _TWO else Likeness.UNLIKE


def _is_one_edit(one: str, two: str) -> bool:
    """One digit typed for another, or two neighbours the wrong way round."""
    apart = [at for at in range(len(one)) if one[at] != two[at]]
    if len(apart) == 1:
        return True
    first, last = apart[0], apart[-1]
    return last == first + 1 and one[first : last + 1] == two[last : first - 1 if first else None : -1]
