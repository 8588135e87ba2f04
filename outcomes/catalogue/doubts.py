"""Which rows are not to be trusted: those that are named, and those that cost more than one unit of anything does."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

NAMED = Path(__file__).with_name("distrusted.csv")
# Above these an amount was more likely read wrong than spent: the dearest row of edition 1.4 that stands up is below each.
CEILINGS = {"hour": 500, "week": 4_000}
CEILING = 1_000_000


@cache
def _named() -> dict[tuple[str, str], str]:
    with NAMED.open(encoding="utf-8", newline="") as file:
        return {(row["edition"], row["code"]): row["reason"] for row in csv.DictReader(file)}


def doubt_about(edition: str, code: str, amount: Decimal, unit: str) -> str:
    """Why the row is not to be trusted; empty where nothing speaks against it."""
    if reason := _named().get((edition, code)):
        return reason
    ceiling = next((most for word, most in CEILINGS.items() if word in unit.casefold()), CEILING)
    if amount > ceiling:
        return f"£{amount:,.2f} {unit[:1].lower()}{unit[1:]} is more than £{ceiling:,}: it was probably not read right."
    return ""
