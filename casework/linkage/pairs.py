"""Pairs of rows that were weighed: millions of them in a large city, so each takes a few bytes until somebody looks at it."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

Finding = tuple[tuple[int, ...], tuple[float, ...]]


class Pair(NamedTuple):
    """Two rows, by their position, and the evidence that they are one person."""

    left: int
    right: int
    weight: float  # bits; 0 is even odds
    found: tuple[int, ...]  # the level of each comparison, -1 where one side says nothing
    bits: tuple[float, ...]  # what each comparison adds, term frequency included


class Pairs(Sequence[Pair]):
    """Pairs in columns. What was found is the same for many pairs, and is kept once."""

    def __init__(self, findings: Sequence[Finding], pairs: Iterable[tuple[int, int, float, int]]) -> None:
        """`pairs`: the two rows, the weight, and which of the findings."""
        self._left, self._right, self._weight, self._place = array("i"), array("i"), array("d"), array("i")
        self._findings = findings
        for left, right, weight, place in pairs:
            self._left.append(left)
            self._right.append(right)
            self._weight.append(weight)
            self._place.append(place)

    def __len__(self) -> int:
        return len(self._left)

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> list[Pair]: ...
    def __getitem__(self, at: int | slice) -> Pair | list[Pair]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return Pair(self._left[at], self._right[at], self._weight[at], *self._findings[self._place[at]])

    def __iter__(self) -> Iterator[Pair]:
        findings = self._findings
        for left, right, weight, place in zip(self._left, self._right, self._weight, self._place, strict=True):
            yield Pair(left, right, weight, *findings[place])
