"""How much less happens than before: expected beforehand, or seen afterwards. The two are never one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from outcomes.savings.refusals import TooFewHouseholds, TooFewMonths
from outcomes.suppression import SMALLEST

YEAR = 12
LEAST_MONTHS = 6  # on either side


class Kind(StrEnum):
    """What a saving rests on."""

    PROJECTED = "projected"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Change:
    """How many fewer events there are in a year, over all these households; below nought where there are more."""

    kind: Kind
    fewer: Decimal
    households: int
    is_same_season: bool = True  # whether the months before and after are the same months of the year

    def __post_init__(self) -> None:
        # What a family costs must never stand beside a decision about that family.
        if self.households < SMALLEST:
            raise TooFewHouseholds(
                _(
                    "Savings are worked out for %(number)s households or more, never for one. Take more of them together."
                )
                % {"number": SMALLEST}
            )


@dataclass(frozen=True, slots=True)
class Expected:
    """Households of one complexity: how many events each has in a year, and how many are expected with support."""

    complexity: str
    households: int
    before: Decimal
    after: Decimal


def projected(rows: Sequence[Expected]) -> Change:
    """The change that is expected of them together. Raises TooFewHouseholds."""
    fewer = sum(((row.before - row.after) * row.households for row in rows), Decimal(0))
    return Change(Kind.PROJECTED, fewer, sum(row.households for row in rows))


def observed(before: Mapping[date, int], after: Mapping[date, int], *, households: int) -> Change:
    """The change that was seen, for a year. Each maps the first day of a month to how many events it had, noughts too.

    As many months before as after, at least six, none left out, and none of them on both sides. Raises TooFewMonths,
    TooFewHouseholds. Months after the beginning of support belong to neither side while support is only starting.
    """
    _check_months(before, after)
    fewer = Decimal(sum(before.values()) - sum(after.values())) * YEAR / len(after)
    seasons = [sorted(month.month for month in side) for side in (before, after)]
    return Change(Kind.OBSERVED, fewer, households, is_same_season=seasons[0] == seasons[1])


def around_starts(before: int, after: int, *, households: int, months: int) -> Change:
    """The change that was seen around the starts of cases, for a year of all of them.

    Each household counts with as many months before its own start as after it; `months`: of all of them on one side. Seasons
    are the same only where each has a whole year. Raises TooFewMonths, TooFewHouseholds.
    """
    if months < LEAST_MONTHS * households:
        raise TooFewMonths(_too_few())
    fewer = Decimal(before - after) * YEAR * households / months if months else Decimal(0)
    return Change(Kind.OBSERVED, fewer, households, is_same_season=months == YEAR * households)


def _too_few() -> str:
    return _("It takes at least %(number)s months before and %(number)s after. Ask again when there are as many.") % {
        "number": LEAST_MONTHS
    }


def _check_months(before: Mapping[date, int], after: Mapping[date, int]) -> None:
    if min(len(before), len(after)) < LEAST_MONTHS:
        raise TooFewMonths(_too_few())
    if len(before) != len(after) or max(before) >= min(after):
        raise TooFewMonths(_("Take as many months before as after, and all of those before earlier than those after."))
    if not (_is_unbroken(before) and _is_unbroken(after)):
        raise TooFewMonths(_("A month is missing. Months without any event count as well: give them as 0."))


def _is_unbroken(months: Mapping[date, int]) -> bool:
    numbers = sorted(month.year * YEAR + month.month for month in months)
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
