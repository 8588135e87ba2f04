"""How many households two agencies both know: what of it may be said. Numbers in, numbers out.

Households overlap, so their numbers are no table with totals. What is shown is rounded to the nearest five, and a pair is
shown only where nothing about it is small: those whom both know, those whom the one or the other knows, and those whom
neither does. Of two or three agencies alone whoever knows three numbers knows all, so there it is everything or nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

from outcomes.suppression import SMALLEST, Count, Shows, protect

FEW_AGENCIES = 3
SLACK = SMALLEST // 2  # a rounded number may be so much more or less
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Households known to anybody, to each agency, to both of each pair (in the order of the agencies), and to three or more."""

    every: int
    each: Mapping[str, int]
    both: Mapping[Pair, int]
    three: int = 0

    def parts(self, pair: Pair) -> tuple[int, int, int, int]:
        """Known to both, to the first without the second, to the second without the first, and to neither."""
        both, one, two = self.both[pair], self.each[pair[0]], self.each[pair[1]]
        return both, one - both, two - both, self.every - one - two + both

    def kept_by(self, agency: str) -> int:
        """Known to it alone, where no more than three agencies are counted."""
        return self.each[agency] - sum(both for pair, both in self.both.items() if agency in pair) + self.three


@dataclass(slots=True)
class Said:
    """What may be said of each agency and of each pair."""

    each: dict[str, Shows]
    both: dict[Pair, Shows]

    @classmethod
    def nothing(cls, found: Overlap) -> "Said":
        """Nobody's number but a nought's."""
        return cls(
            {name: Shows.HELD if number else Shows.NUMBER for name, number in found.each.items()},
            dict.fromkeys(found.both, Shows.HELD),
        )


def nearest(number: int) -> int:
    """To the nearest five."""
    return (number + SLACK) // SMALLEST * SMALLEST


def is_small(number: int) -> bool:
    """Whether it may not be known."""
    return 0 < number < SMALLEST


def protect_overlap(found: Overlap) -> Said:
    """`Shows.NUMBER` where the rounded number may be shown."""
    if len(found.each) <= FEW_AGENCIES:
        return _all_or_nothing(found)
    counts = [Count(number, number) for number in [*found.each.values(), sum(found.each.values())]]
    shows = [line[0] for line in protect([[count, count] for count in counts])]
    said = Said(dict(zip(found.each, shows, strict=False)), {})
    for pair in found.both:
        hidden = any(said.each[name] is not Shows.NUMBER for name in pair)
        said.both[pair] = Shows.HELD if hidden or any(map(is_small, found.parts(pair))) else Shows.NUMBER
    while betrayed := _betrayed(found, said):
        held = _next_to_hold(found, said, betrayed)
        if held is None:
            return Said.nothing(found)
        said.both[held] = Shows.HELD
    return said


def _all_or_nothing(found: Overlap) -> Said:
    """Of three agencies there are seven kinds of households, and of two three: none of them may be small."""
    parts = [found.kept_by(name) for name in found.each]
    parts += [both - found.three for both in found.both.values()]
    parts.append(found.three)
    if any(map(is_small, [*parts, *found.each.values(), *found.both.values()])):
        return Said.nothing(found)
    return Said(dict.fromkeys(found.each, Shows.NUMBER), dict.fromkeys(found.both, Shows.NUMBER))


def _next_to_hold(found: Overlap, said: Said, betrayed: Pair) -> Pair | None:
    """The smallest of the pairs that are shown, of those with one of these agencies first."""
    shown = [pair for pair, shows in said.both.items() if shows is Shows.NUMBER]
    return min(shown, key=lambda pair: (not set(pair) & set(betrayed), found.both[pair]), default=None)


def _betrayed(found: Overlap, said: Said) -> Pair | None:
    """A pair of which a part is small and could not be anything from 1 to 4, for whoever reasons from all that is shown."""
    span = _Spans(found, said)
    span.narrow()
    for pair in found.both:
        if said.both[pair] is Shows.NUMBER or any(said.each[name] is not Shows.NUMBER for name in pair):
            continue
        both, one, two = span.both[pair], span.each[pair[0]], span.each[pair[1]]
        ranges = (
            both,
            (one[0] - both[1], one[1] - both[0]),
            (two[0] - both[1], two[1] - both[0]),
            (found.every - one[1] - two[1] + both[0], found.every - one[0] - two[0] + both[1]),
        )
        for part, (least, most) in zip(found.parts(pair), ranges, strict=True):
            if is_small(part) and (least > 1 or most < SMALLEST - 1):
                return pair
    return None


class _Spans:
    """Between which numbers each lies for somebody who knows all that is shown, and how households can overlap at all."""

    def __init__(self, found: Overlap, said: Said) -> None:
        self.every = found.every
        self.each = {name: self._span(number, said.each[name]) for name, number in found.each.items()}
        self.both = {pair: self._span(number, said.both[pair]) for pair, number in found.both.items()}

    def _span(self, number: int, shows: Shows) -> tuple[int, int]:
        if shows is Shows.NUMBER:
            if number == 0:
                return 0, 0
            return max(nearest(number) - SLACK, SMALLEST), nearest(number) + SLACK
        return (1, SMALLEST - 1) if shows is Shows.FEWER else (0, self.every)

    def narrow(self) -> None:
        """Until nothing more follows."""
        before = None
        while before != self.both:
            before = dict(self.both)
            for pair in self.both:
                one, two = self.each[pair[0]], self.each[pair[1]]
                self._within(pair, one[0] + two[0] - self.every, min(one[1], two[1]))
            for three in permutations(self.each, 3):
                self._of_three(*three)

    def _of_three(self, name: str, other: str, third: str) -> None:
        """Whom both others share with the first is shared by these two, as far as the first has no room for them apart."""
        left, right, across = (self._pair(*two) for two in ((name, other), (name, third), (other, third)))
        most = self.each[name][1]
        self._within(across, self.both[left][0] + self.both[right][0] - most, self.every)
        self._within(left, 0, most + self.both[across][1] - self.both[right][0])
        together = sum(self.each[each][0] for each in (name, other, third)) - self.every
        self._within(left, together - self.both[right][1] - self.both[across][1], self.every)

    def _pair(self, one: str, two: str) -> Pair:
        return (one, two) if (one, two) in self.both else (two, one)

    def _within(self, pair: Pair, least: int, most: int) -> None:
        known = self.both[pair]
        self.both[pair] = max(known[0], least), min(known[1], most)


def pairs_of(names: list[str]) -> list[Pair]:
    """Each two of them once, in their order."""
    return list(combinations(names, 2))
