"""From when on a household is nominated, and where it ranks: numbers in, numbers out.

The rank is a product, so that a household which lacks one part ranks low whatever the others are:

    agencies ^ a * contacts ^ c * recency ^ r * kinds ^ k

with the panel's weights as exponents. Recency halves with every six months since the last contact.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agencies.months import months_after
from casework.linkage.nominations import AGENCIES, MONTHS

HALVES_IN_MONTHS = 6.0
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a panel sets; without one, three agencies in 24 months, and all parts as they are."""

    agencies: int = AGENCIES
    months: int = MONTHS
    contacts: int = AGENCIES
    agencies_weight: int = 1
    contacts_weight: int = 1
    recency_weight: int = 1
    kinds_weight: int = 1


class Counts(NamedTuple):
    """What the agencies say of a household in the months that count."""

    agencies: int
    contacts: int  # records, not the people whom they name
    kinds: int  # of events, each of its own source; a source that tells none is one kind
    last_on: date | None  # None where no contact has a day


def since(on: date, months: int) -> date:
    """The day after which contacts count: so many months before, in a shorter month its last day."""
    return months_after(on, -months)


def is_met(counts: Counts, thresholds: Thresholds) -> bool:
    """Whether a household is nominated at all."""
    return counts.agencies >= thresholds.agencies and counts.contacts >= thresholds.contacts


def recency(last_on: date | None, on: date, months: int) -> float:
    """From 1, today, down: 0.5 after six months. Of contacts without a day, as if at the beginning of what counts."""
    passed = months if last_on is None else max(0.0, (on - last_on).days / DAYS_A_MONTH)
    return float(0.5 ** (min(passed, months) / HALVES_IN_MONTHS))


def score(counts: Counts, thresholds: Thresholds, on: date) -> float:
    """Where it ranks: the higher, the sooner somebody should look. It says nothing of how great a need is."""
    fresh = recency(counts.last_on, on, thresholds.months)
    return float(
        counts.agencies**thresholds.agencies_weight
        * counts.contacts**thresholds.contacts_weight
        * fresh**thresholds.recency_weight
        * counts.kinds**thresholds.kinds_weight
    )
