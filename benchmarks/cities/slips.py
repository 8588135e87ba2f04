"""How people and systems get wrong what somebody is called, when they were born, and which number they have."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from benchmarks.cities.names import called

KEYS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
BESIDE = {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in KEYS for at, key in enumerate(row)}
BY_EAR = (
    ("ph", "f"), ("ie", "y"), ("ck", "k"), ("ee", "ea"), ("ll", "l"), ("tt", "t"), ("nn", "n"), ("ae", "ai"), ("ey", "y"),
    ("ks", "x"), ("th", "t"), ("sz", "sh"), ("cz", "ch"), ("w", "v"), ("c", "k"), ("i", "y"), ("e", ""),
)  # fmt: skip
CALLED = called()


@dataclass(frozen=True)
class Errors:
    """How often each goes wrong: a share of the mentions that say it."""

    typing: float = 0.05  # of first names, and as often of surnames
    hearing: float = 0.006
    short_form: float = 0.006
    names_swapped: float = 0.002
    old_surname: float = 0.1  # of those who changed theirs, after they did
    digit: float = 0.02  # of birth dates, one digit
    month_for_day: float = 0.02
    other_part: float = 0.004  # a month or a year beside the right one
    first_of_january: float = 0.003
    no_date: float = 0.06
    placeholder: float = 0.005
    no_number: float = 0.15  # NHS numbers
    number_typing: float = 0.01
    others_number: float = 0.0005
    sex_wrong: float = 0.01
    sex_unknown: float = 0.025
    no_postcode: float = 0.04
    postcode_typing: float = 0.006
    old_address: float = 0.15  # of those who moved, after they did
    house_number: float = 0.006

    def times(self, factor: float) -> "Errors":
        """All of them more often, or less."""
        return Errors(**{each.name: min(0.6, getattr(self, each.name) * factor) for each in fields(self)})


LEVELS = {"few": Errors().times(0.5), "usual": Errors(), "many": Errors().times(1.8)}


def name(text: str, errors: Errors, chance: random.Random) -> str:
    """As it was typed, or heard."""
    if chance.random() < errors.hearing:
        text = heard(text, chance)
    return typed(text, chance) if chance.random() < errors.typing else text


def typed(text: str, chance: random.Random) -> str:
    """With one letter swapped with the next, left out, doubled, or the key beside it; one in twelve with two such slips."""
    if len(text) < 3:  # noqa: PLR2004
        return text
    at = chance.randrange(1, len(text) - 1)
    kind = chance.randrange(5)
    if kind == 0:
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    elif kind == 1:
        text = text[:at] + text[at + 1 :]
    elif kind == 2:  # noqa: PLR2004
        text = text[:at] + text[at] + text[at:]
    else:
        near = BESIDE.get(text[at].upper(), "e").lower()
        text = text[:at] + chance.choice(near) + text[at + (kind == 3) :]  # noqa: PLR2004
    return typed(text, chance) if chance.random() < 1 / 12 else text


def heard(text: str, chance: random.Random) -> str:
    """Written as it sounds."""
    ways = [pair for each in BY_EAR for pair in (each, each[::-1]) if pair[0] and pair[0] in text[1:]]
    if not ways:
        return text
    sound, other = chance.choice(ways)
    return text[0] + text[1:].replace(sound, other, 1)


def first_name(text: str, errors: Errors, chance: random.Random) -> str:
    """By the name they go by, or mistyped."""
    if text in CALLED and chance.random() < errors.short_form * 3:  # a third of all names have such a form
        return chance.choice(CALLED[text])
    return name(text, errors, chance)


def birth(born_on: date, errors: Errors, chance: random.Random) -> date:
    """A day that was typed for it; never one that is no date, or to come."""
    drawn = chance.random()
    for share, slip in (
        (errors.digit, _digit),
        (errors.month_for_day, _swapped),
        (errors.other_part, _part),
        (errors.first_of_january, _new_year),
    ):
        if drawn < share:
            return slip(born_on, chance)
        drawn -= share
    return born_on


def _digit(born_on: date, chance: random.Random) -> date:
    written = f"{born_on:%Y%m%d}"
    for _ in range(30):
        at = chance.randrange(2, 8)
        other = written[:at] + str(chance.randrange(10)) + written[at + 1 :]
        if other != written and (found := _date(other)):
            return found
    return born_on


def _swapped(born_on: date, _chance: random.Random) -> date:
    return _date(f"{born_on:%Y%d%m}") or born_on


def _part(born_on: date, chance: random.Random) -> date:
    other = born_on + timedelta(days=chance.choice([-365, -31, -10, -1, 1, 10, 31, 365]))
    return other if other < date(2026, 10, 1) else born_on


def _new_year(born_on: date, _chance: random.Random) -> date:
    return date(born_on.year, 1, 1)


def _date(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if date(1910, 1, 1) < found < date(2026, 10, 1) else None


def digits(text: str, chance: random.Random) -> str:
    """With one digit changed."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + str((int(text[at]) + chance.randint(1, 9)) % 10) + text[at + 1 :]


def nhs_number(index: int) -> str:
    """The one of that index, from 0, in the range that is never issued; some 900,000 there are."""
    weights: Sequence[int] = range(10, 1, -1)
    body = f"999{(index * 7_919 + 13) % 1_000_000:06d}"
    check = 11 - sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True)) % 11
    return "" if check == 10 else body + str(check % 11)  # noqa: PLR2004
