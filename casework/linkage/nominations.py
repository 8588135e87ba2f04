"""Households that several agencies know at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from casework.linkage.rows import Row

AGENCIES = 3
MONTHS = 24


def nominated(rows: Sequence[Row], household_of: Sequence[object]) -> set[object]:
    """Households with mentions from three agencies or more in the 24 months to the last date; undated ones count as now."""
    since = first_day(row.occurred_on for row in rows)
    agencies: dict[object, set[str]] = defaultdict(set)
    for row, household in zip(rows, household_of, strict=True):
        if row.occurred_on is None or since is None or row.occurred_on > since:
            agencies[household].add(row.key.agency)
    return {household for household, found in agencies.items() if len(found) >= AGENCIES}


def first_day(days: Iterable[date | None]) -> date | None:
    """The day 24 months before the last one; None where no day is known."""
    known = [day for day in days if day]
    if not known:
        return None
    last = max(known)
    return last.replace(year=last.year - MONTHS // 12, day=min(last.day, 28))
