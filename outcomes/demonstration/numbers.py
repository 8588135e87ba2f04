"""NHS numbers for the people of the demonstration, from the range that is never issued to anybody."""

from functools import cache

from outcomes.demonstration.story import read_all

FIRST, STRIDE = 107, 13  # scattered a little, so that they do not look like a count
NO_SUCH_DIGIT = 10


def test_number(serial: int) -> str | None:
    """The number of this serial with its check digit; None where the arithmetic asks for a digit of ten."""
    text = f"999{serial:06d}"
    check = 11 - sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=True)) % 11
    return None if check == NO_SUCH_DIGIT else f"{text}{check % 11}"


test_number.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test, by its name


@cache
def _numbers() -> dict[tuple[str, str], str]:
    people = [(story.key, who.key) for story in read_all() for who in story.people if who.has_number]
    serials = iter(range(FIRST, 1_000_000, STRIDE))
    valid = (number for number in map(test_number, serials) if number)
    return dict(zip(people, valid, strict=False))


def number_of(story: str, who: str) -> str:
    """The number of a person of a story."""
    return _numbers()[story, who]
