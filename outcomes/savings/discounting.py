"""What a later pound is worth today: the declining schedule of HM Treasury's Green Book (2026).

Factors are cumulative: each year after the first is discounted by the rate of its own segment, so the lower rate of a later
segment never reaches back. Year 0 is not discounted. Amounts are real, that is in the prices of one year.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

# The last year of a segment, or None for ever after, and its rate.
Schedule = Sequence[tuple[int | None, Decimal]]
GREEN_BOOK: Schedule = (
    (30, Decimal("0.035")),
    (75, Decimal("0.030")),
    (125, Decimal("0.025")),
    (200, Decimal("0.020")),
    (300, Decimal("0.015")),
    (None, Decimal("0.010")),
)


def factor(year: int, schedule: Schedule = GREEN_BOOK) -> Decimal:
    """What one pound of that year is worth in year 0. Raises ValueError for a year before."""
    if year < 0:
        raise ValueError("years begin with 0")
    worth, reached = Decimal(1), 0
    for last, rate in schedule:
        until = year if last is None else min(year, last)
        worth /= (1 + rate) ** (until - reached)
        reached = until
    return worth


def present_value(amounts: Iterable[Decimal], first_year: int = 0, schedule: Schedule = GREEN_BOOK) -> Decimal:
    """What one amount a year, from `first_year` on, is worth in year 0."""
    return sum((amount * factor(year, schedule) for year, amount in enumerate(amounts, first_year)), Decimal(0))
