"""When somebody was born or is expected, as exactly as it is known, and who is old enough to take part themselves."""

import re
from datetime import date, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.exceptions import Invalid
from agencies.months import months_after

FIELD = "born_on"
PRECISION_FIELD = "birth_precision"
ADULT_PARTICIPANT_AGE = 16

# 19000101 stands for "we do not know" in police data, and nobody living was born before it.
PLACEHOLDER = date(1900, 1, 1)

EXPECTED_LATEST_MONTHS_AHEAD = 10
EXPECTED_MAY_BE_OVERDUE = timedelta(weeks=6)

_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class BirthPrecision(models.TextChoices):
    """How much of the date is known; with month or year only, the stored date is the first day of the period."""

    DAY = "day", gettext_lazy("Exact date")
    MONTH = "month", gettext_lazy("Month and year")
    YEAR = "year", gettext_lazy("Year only")
    ESTIMATED = "estimated", gettext_lazy("Estimated")
    EXPECTED = "expected", gettext_lazy("Not yet born: expected date")
    UNKNOWN = "unknown", gettext_lazy("Not known")


def parse_birth(text: str) -> tuple[date | None, BirthPrecision]:
    """YYYY, YYYY-MM or YYYY-MM-DD (partial dates of ISO 8601 and FHIR) as the first day of the period; "" is unknown.

    Whether the date is possible today is the question of clean_birth(): a text does not know what day it is.
    Errors: Invalid on "born_on": another shape, a day that does not exist, or 1 January 1900 and before.
    """
    text = text.strip(" \t\r\n")
    if not text:
        return None, BirthPrecision.UNKNOWN
    if text == "19000101":
        raise _placeholder()
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise _invalid(_("Write the date as 1987-03-03, or 1987-03 or 1987 if that is all that is known."))
    year, month, day = match.groups()
    try:
        born = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise _invalid(_("There is no such day in the calendar. Check the month and the day.")) from None
    if born <= PLACEHOLDER:
        raise _placeholder()
    if day:
        return born, BirthPrecision.DAY
    return born, BirthPrecision.MONTH if month else BirthPrecision.YEAR


def clean_birth(born: date | None, precision: BirthPrecision | str, on: date) -> date | None:
    """The date to store for a birth recorded on the local day `on`: the first day of the period for month and year.

    Errors: Invalid on "birth_precision" for a word that is not one of them; on "born_on" for what cannot
    be: a date with "unknown" or none without it, 1 January 1900 and before, a future birth that is not expected, and
    an expected one more than 6 weeks ago or more than 10 months ahead.
    """
    if precision not in BirthPrecision.values:
        raise Invalid.field(PRECISION_FIELD, _("Say how exactly the date is known. Choose one from the list."))
    if born is None:
        if precision != BirthPrecision.UNKNOWN:
            raise _invalid(_("Give the date, or record it as not known."))
        return None
    if precision == BirthPrecision.UNKNOWN:
        raise _invalid(_("Leave the date empty if it is not known, or say how exactly it is known."))
    earliest = _first_day(born, precision)
    if earliest <= PLACEHOLDER:
        raise _placeholder()
    if precision == BirthPrecision.EXPECTED:
        _check_expected(born, on)
    elif earliest > on:
        raise _invalid(_("This date is in the future. If the child is not born yet, record an expected date."))
    return earliest


def born_earliest(born: date | None, precision: BirthPrecision | str) -> date | None:
    """The earliest day that fits what is known: the first of the month or year; otherwise the date itself, or None."""
    if born is None or precision == BirthPrecision.UNKNOWN:
        return None
    return _first_day(born, precision)


def show_birth(born: date | None, precision: BirthPrecision | str) -> str:
    """In plain words: 3 March 1987, March 1987, 1987, about 1987, expected in June 2026, not known."""
    if born is None or precision == BirthPrecision.UNKNOWN:
        return _("not known")
    month = date_format(born, "F Y")
    words = {
        BirthPrecision.MONTH: month,
        BirthPrecision.YEAR: f"{born.year}",
        BirthPrecision.ESTIMATED: _("about %(year)s") % {"year": born.year},
        # Never the day: a due date is a guess, and a parent should not read it as a deadline.
        BirthPrecision.EXPECTED: _("expected in %(month)s") % {"month": month},
    }
    return words.get(BirthPrecision(precision), date_format(born, "j F Y"))


def age_on(born: date | None, precision: BirthPrecision | str, on: date) -> int | None:
    """Completed years on the local day `on`; the highest possible where only month or year is known.

    None: not known, expected, or not born by that day. An estimated birth gives an estimated age.
    Someone born on 29 February is a year older on 1 March of a common year, and on 29 February of a leap year.
    That is general knowledge and not legal advice: the Family Law Reform Act 1969 s.9 puts an age at the start of the
    anniversary of the birth without saying which day that is; for Scotland the Age of Legal Capacity (Scotland) Act
    1991 s.6 says 1 March.
    """
    earliest = born_earliest(born, precision)
    if earliest is None or precision == BirthPrecision.EXPECTED or earliest > on:
        return None
    return on.year - earliest.year - ((on.month, on.day) < (earliest.month, earliest.day))


def counts_as_adult_participant(born: date | None, precision: BirthPrecision | str, on: date) -> bool:
    """Whether this person's own word is asked for on the local day `on`: 16 or over, as far as anybody can tell.

    Doubt counts as adult (unknown, estimated, or a month or year that may make them 16 already): asking one person too
    many costs a conversation, asking one too few takes a decision over somebody's head. A child not yet born is not.

    The same rule in PostgreSQL, where date_of_birth_earliest is born_earliest():
        precision IN ('unknown', 'estimated')
        OR (precision <> 'expected' AND date_of_birth_earliest <= on_day - interval '16 years')
    Subtract from the day, never add to the birth. Both clamp 29 February to 28 February, but only the clamped day
    agrees with us: nobody was born on 29 February of a common year, so the subtraction loses nothing and a leap-day
    birth comes of age on 1 March; born + 16 years would say 28 February. At 16 years the two differ only across a
    century (born 29 February 2084), at 17 or 18 every time.
    """
    if precision == BirthPrecision.EXPECTED:
        return False
    if born is None or precision in (BirthPrecision.UNKNOWN, BirthPrecision.ESTIMATED):
        return True
    age = age_on(born, precision, on)
    return age is not None and age >= ADULT_PARTICIPANT_AGE


def _first_day(born: date, precision: BirthPrecision | str) -> date:
    if precision == BirthPrecision.YEAR:
        return born.replace(month=1, day=1)
    if precision == BirthPrecision.MONTH:
        return born.replace(day=1)
    return born


def _check_expected(born: date, on: date) -> None:
    if born < on - EXPECTED_MAY_BE_OVERDUE:
        raise _invalid(_("This expected date is more than 6 weeks ago. Record the date of birth, or end the entry."))
    if born > months_after(on, EXPECTED_LATEST_MONTHS_AHEAD):
        raise _invalid(_("This expected date is more than 10 months ahead. Check the month and the year."))


def _placeholder() -> Invalid:
    return _invalid(_("1 January 1900 and before is what systems write when they do not know. Record it as not known."))


def _invalid(message: str) -> Invalid:
    return Invalid.field(FIELD, message)
