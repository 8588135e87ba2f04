"""Puts scored pairs together into people: the surest first, and never two that contradict each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from casework.linkage.dates import Likeness, likeness
from casework.linkage.pairs import Pair
from casework.linkage.profiles import IMPOSSIBLE, Contradiction, Profile, Said, contradiction
from casework.linkage.rows import Row
from casework.linkage.spellings import within


@dataclass(frozen=True, slots=True)
class Thresholds:
    """In bits. A weight of 6 is odds of 64 to 1."""

    automatic: float = 6.0  # from here on two mentions are linked, unless they contradict each other
    review: float = 2.0  # from here on a person is asked; below, nothing happens
    rivals: float = 3.0  # two candidates this close are too close to choose between
    links_occupiers: bool = False  # whether a fire row's "Mr B Talbot" may be linked with the one B Talbot at that door


class Question(NamedTuple):
    """Two rows about which a person is asked, and why: a contradiction's value, `weight` or `rivals`."""

    left: int
    right: int
    why: str


class Link(NamedTuple):
    """Two rows by which two clusters became one, and on what ground: `weight`, `confirmed`, `family`, `initials`, `occupier`."""

    left: int
    right: int
    ground: str


# A first name that this many different full names begin with is a name, and not a slip.
_BEARERS = 8
# One name is typed as another once in so many times, at most.
_SLIPS = 10


class People:
    """Clusters that grow; each knows what its mentions say."""

    def __init__(self, rows: Sequence[Row], refused: Iterable[tuple[int, int]], today: date) -> None:
        self._apart: dict[int, set[int]] = defaultdict(set)
        for left, right in refused:
            self._apart[left].add(right)
            self._apart[right].add(left)
        self._of = list(range(len(rows)))
        self._rows = rows
        self._said = Said()
        self._profiles: dict[int, Profile] = {}
        self.links: list[Link] = []
        self._established = established(rows)
        self._today = today

    def find(self, at: int) -> int:
        """The cluster of a row, by one of its rows."""
        while self._of[at] != at:
            self._of[at] = at = self._of[self._of[at]]
        return at

    def profile(self, cluster: int) -> Profile:
        """What its rows say. Made when somebody asks: most rows of a large city are compared with none."""
        found = self._profiles.get(cluster)
        if found is None:
            apart = frozenset(self._apart.get(cluster, ()))
            found = self._profiles[cluster] = Profile.of(cluster, self._rows[cluster], apart, self._said)
        return found

    def against(self, left: int, right: int) -> str | None:
        """What speaks against one person, of two clusters."""
        return contradiction(self.profile(left), self.profile(right), self._established, self._today)

    def closest_birth(self, at: int, born_on: date | None) -> Likeness | None:
        """How near a birth date comes to any that a cluster has; None where there is none."""
        births = self.profile(self.find(at)).births
        return max(likeness(born_on, other) for other in births) if births and born_on else None

    def merge(self, one: int, two: int, ground: str) -> None:
        """Make one cluster of the two that these rows are in, and remember by which rows, and why."""
        left, right = self.find(one), self.find(two)
        self.links.append(Link(one, two, ground))
        mine, theirs = self.profile(left), self.profile(right)
        if len(mine.rows) < len(theirs.rows):
            left, right, mine, theirs = right, left, theirs, mine
        mine.absorb(theirs)
        del self._profiles[right]
        self._of[right] = left


def established(rows: Sequence[Row]) -> frozenset[str]:
    """First names that many families use, and that are no usual slip for one that many times as many use."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.is_named:
            bearers[row.first].add(row.surname)
    many = {first: len(surnames) for first, surnames in bearers.items() if len(surnames) >= _BEARERS}
    return frozenset(
        first
        for first, count in many.items()
        if not any(
            other_count >= _SLIPS * count and other != first and within(first, other, 1)
            for other, other_count in many.items()
        )
    )


def cluster(
    rows: Sequence[Row],
    pairs: Sequence[Pair],
    people: People,
    thresholds: Thresholds,
    confirmed: Collection[tuple[int, int]] = (),
) -> list[Question]:
    """Merge what belongs together, and tell what a person is to be asked.

    The pairs come heaviest first.

    What people confirmed comes before all else but what they refused: of answers that contradict each other, the no holds.
    """
    for left, right in confirmed:
        one, two = people.find(left), people.find(right)
        if one != two and people.against(one, two) is not Contradiction.REFUSED:
            people.merge(left, right, "confirmed")
    least = min(thresholds.review, thresholds.automatic - thresholds.rivals)  # below, nothing comes of a pair
    ranked = list(takewhile(lambda pair: pair.weight >= least, pairs))
    doubts: list[tuple[Pair, str]] = []
    complete = [pair for pair in ranked if rows[pair.left].is_complete and rows[pair.right].is_complete]
    _merge_all(complete, people, thresholds, doubts)
    incomplete = [pair for pair in ranked if not (rows[pair.left].is_complete and rows[pair.right].is_complete)]
    _merge_without_rivals(incomplete, people, thresholds, doubts)
    return _questions(doubts, people)


def _merge_all(pairs: Iterable[Pair], people: People, thresholds: Thresholds, doubts: list[tuple[Pair, str]]) -> None:
    for pair in pairs:
        one, two = people.find(pair.left), people.find(pair.right)
        if one == two or pair.weight < thresholds.review:
            continue
        against = people.against(one, two)
        if pair.weight >= thresholds.automatic and against is None:
            people.merge(pair.left, pair.right, "weight")
        elif against not in IMPOSSIBLE:
            doubts.append((pair, against or "weight"))


def _merge_without_rivals(
    pairs: Sequence[Pair], people: People, thresholds: Thresholds, doubts: list[tuple[Pair, str]]
) -> None:
    """A mention without a birth date joins the one person that it fits; where two fit nearly as well, a person is asked."""
    of: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of[pair.left].append(pair)
        of[pair.right].append(pair)
    for pair in pairs:
        one, two = people.find(pair.left), people.find(pair.right)
        if one == two or pair.weight < thresholds.review:
            continue
        against = people.against(one, two)
        if against in IMPOSSIBLE:
            continue
        if against is not None or pair.weight < thresholds.automatic:
            doubts.append((pair, against or "weight"))
        elif _has_rival(pair, of, people, thresholds):
            doubts.append((pair, "rivals"))
        else:
            people.merge(pair.left, pair.right, "weight")


def _has_rival(pair: Pair, of: dict[int, list[Pair]], people: People, thresholds: Thresholds) -> bool:
    """Whether either side has another candidate nearly as good that cannot be the same person as this one."""
    one, two = people.find(pair.left), people.find(pair.right)
    for mine, theirs in ((one, two), (two, one)):
        if people.profile(mine).births:
            continue  # it says who it is; others do not compete for it
        for at in people.profile(mine).rows:
            for other in of[at]:
                if other.weight < pair.weight - thresholds.rivals:
                    break  # they come in falling weight
                rival = people.find(other.right if people.find(other.left) == mine else other.left)
                if (
                    rival not in {mine, theirs}
                    and people.against(rival, mine) is None
                    and people.against(rival, theirs)
                ):
                    return True
    return False


def _questions(doubts: Iterable[tuple[Pair, str]], people: People) -> list[Question]:
    """One question for two clusters, by their best pair, as they stand at the end."""
    asked: dict[tuple[int, int], Question] = {}
    for pair, why in doubts:
        one, two = sorted((people.find(pair.left), people.find(pair.right)))
        if one != two and people.against(one, two) not in IMPOSSIBLE:
            asked.setdefault((one, two), Question(pair.left, pair.right, why))
    return list(asked.values())
