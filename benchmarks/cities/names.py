"""Draws names as they fall: few that many have, and many that few have."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from benchmarks.cities import words

MAN, WOMAN = "1", "2"


class Zipf:
    """Words of which the one at rank r is drawn as often as 1 / (r + `shift`) ** `exponent`."""

    def __init__(self, drawn: Sequence[str], exponent: float, shift: float) -> None:
        self._words = drawn
        self._sums = list(accumulate(1 / (rank + shift) ** exponent for rank in range(1, len(drawn) + 1)))

    def draw(self, chance: random.Random) -> str:
        """One of them."""
        return self._words[bisect_right(self._sums, chance.random() * self._sums[-1], hi=len(self._words) - 1)]


class Tradition(NamedTuple):
    """Names that go together; first names by the year from which they were usual."""

    share: float
    men: dict[int, Zipf]
    women: dict[int, Zipf]
    surnames: Zipf
    womens_surnames: Zipf | None = None  # of half of the women, whatever their family's is


@dataclass(frozen=True)
class Names:
    """All traditions of a city. `exponent`: how much the common names outweigh the rare, about 1."""

    exponent: float

    @cached_property
    def traditions(self) -> list[Tradition]:
        """The most usual first."""
        places = [first + last for first in words.PLACES[0].split() for last in words.PLACES[1].split()]
        random.Random(1).shuffle(places)
        english = Tradition(
            0.8,
            {since: self._some(each, 2) for since, each in words.ENGLISH_MEN.items()},
            {since: self._some(each, 2) for since, each in words.ENGLISH_WOMEN.items()},
            Zipf([*words.ENGLISH_SURNAMES.split(), *places], self.exponent, 4),
        )
        return [
            english,
            self._tradition(0.07, words.MUSLIM_MEN, words.MUSLIM_WOMEN, words.MUSLIM_SURNAMES)._replace(
                womens_surnames=self._some(words.MUSLIM_WOMENS_SURNAMES, 0)
            ),
            self._tradition(0.04, words.HINDU_AND_SIKH_MEN, words.HINDU_AND_SIKH_WOMEN, words.HINDU_AND_SIKH_SURNAMES),
            self._tradition(0.05, words.POLISH_MEN, words.POLISH_WOMEN, words.POLISH_SURNAMES),
            self._tradition(0.04, words.AFRICAN_MEN, words.AFRICAN_WOMEN, words.AFRICAN_SURNAMES),
        ]

    def tradition(self, chance: random.Random) -> Tradition:
        """One household's."""
        return chance.choices(self.traditions, [each.share for each in self.traditions])[0]

    def _tradition(self, share: float, men: str, women: str, surnames: str) -> Tradition:
        return Tradition(share, {0: self._some(men, 1)}, {0: self._some(women, 1)}, self._some(surnames, 1))

    def _some(self, each: str, shift: float) -> Zipf:
        return Zipf(each.split(), self.exponent, shift)


def given(tradition: Tradition, sex: str, year: int, chance: random.Random) -> str:
    """A first name that was usual in the year of birth; one in ten is of any time."""
    by_year = tradition.men if sex == MAN else tradition.women
    usual = max((since for since in by_year if since <= year), default=min(by_year))
    since = usual if chance.random() > 0.1 else chance.choice(sorted(by_year))  # noqa: PLR2004
    return by_year[since].draw(chance)


def surname_of(tradition: Tradition, sex: str, family: str, chance: random.Random) -> str:
    """What somebody of this family is called."""
    if sex == WOMAN and tradition.womens_surnames and chance.random() < 0.5:  # noqa: PLR2004
        return tradition.womens_surnames.draw(chance)
    if sex == WOMAN and family.endswith(("ski", "cki", "dzki")):
        return family[:-1] + "a"
    return family


def called() -> dict[str, list[str]]:
    """Other names by which people go, by their first name."""
    pairs = (each.partition(":") for each in words.CALLED.split())
    return {name: others.split(",") for name, _, others in pairs}
