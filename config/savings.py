"""What a site decides about savings: prices of which year, by which index, and what is taken off for weak evidence."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from config.environment import setting

GRADES = 6


def _optimism() -> dict[int, Decimal]:
    said = setting("OPTIMISM_PERCENT", "0,5,10,15,25,40").split(",")
    try:
        shares = [Decimal(int(each)) / 100 for each in said]
    except ValueError:
        shares = []
    if len(shares) != GRADES or shares != sorted(shares) or not 0 <= shares[0] <= shares[-1] <= 1:
        raise ImproperlyConfigured(
            "OPTIMISM_PERCENT takes six whole numbers from 0 to 100, none smaller than the one before, such as"
            " 0,5,10,15,25,40."
        )
    return dict(enumerate(shares, 1))


@dataclass(frozen=True)
class Savings:
    """`optimism`: the grade of the evidence, from 1 (best) to 6, to a share. `series` and `price_year` name rows of an index."""

    optimism: dict[int, Decimal] = field(default_factory=_optimism)
    series: str = field(default_factory=lambda: setting("PRICE_INDEX", "quoted"))
    price_year: str = field(default_factory=lambda: setting("PRICE_YEAR", "quoted"))
