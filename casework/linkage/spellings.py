"""Names as they are compared: capitals without accents, apostrophes or hyphens; and letters that a code page lost."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

LOST = "?"  # what an encoder writes for a letter that Windows-1252 does not have
_LONG = 6

# Letters that do not fall apart into a plain one and an accent.
_WHOLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
)


def plain(name: str) -> str:
    """Capitals only, in any alphabet: "O'Neill-Łuć" is ONEILLLUC. What the code page lost is left out."""
    apart = unicodedata.normalize("NFKD", name.lower().translate(_WHOLE))
    return "".join(letter for letter in apart if letter.isalpha()).upper()


def words(name: str) -> list[str]:
    """The words of a name, plain, hyphens parting them: "Mary-Jane Ann" is MARY, JANE, ANN."""
    parts = (plain(word) for word in name.replace("-", " ").replace("\u2010", " ").split())
    return [part for part in parts if part]


class LostLetters:
    """Gives back letters lost to `?`, by writing the names that other agencies gave as Windows-1252 would have."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names`: forenames and surnames as they were given; each word of them is a name too."""
        rendered: dict[str, set[str]] = defaultdict(set)
        foreign = {name for name in names if not name.isascii()}
        for name in foreign | {word for each in foreign for word in each.split()}:
            if LOST not in name and LOST in (lost := _rendered(name)):
                rendered[lost].add(plain(name))
        self._whole = {lost: next(iter(found)) for lost, found in rendered.items() if len(found) == 1}

    def mend(self, name: str) -> str:
        """The name, plain, with its letters where exactly one known name could have been written so; else without them."""
        return self._whole.get(name.upper(), plain(name)) if LOST in name else plain(name)

    def mend_forenames(self, forenames: str) -> tuple[str, str]:
        """The first of them and the second, mended; "" where there is none."""
        first, middle, *_ = [*(self.mend(word) for word in forenames.replace("-", " ").split()), "", ""]
        return first, middle


def _rendered(name: str) -> str:
    composed = unicodedata.normalize("NFC", name).upper()
    return composed.encode("cp1252", errors="replace").decode("cp1252")


@lru_cache(maxsize=200_000)
def edits(one: str, two: str) -> int:
    """How many letters must be typed, left out, changed, or swapped with their neighbour, to turn one into the other."""
    one, two = _apart(one, two)
    before: list[int] = []
    last = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, other in enumerate(two, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and one[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _apart(one: str, two: str) -> tuple[str, str]:
    """Both without what they begin and end with alike: no edit is needed there."""
    shorter = min(len(one), len(two))
    start = 0
    while start < shorter and one[start] == two[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == two[-1 - end]:
        end += 1
    return one[start : len(one) - end], two[start : len(two) - end]


def is_slip(one: str, two: str) -> bool:
    """Whether one may be the other, mistyped: one edit, or two in a name of six letters and more."""
    return within(one, two, 2 if max(len(one), len(two)) >= _LONG else 1)


def within(one: str, two: str, most: int) -> bool:
    """Whether so many edits are enough. Each changes the length by one, and brings in one other letter, at most."""
    if one == two:
        return True
    if abs(len(one) - len(two)) > most:
        return False
    mine, theirs = set(one), set(two)
    return len(mine - theirs) <= most and len(theirs - mine) <= most and edits(one, two) <= most
