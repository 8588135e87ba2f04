"""Days and numbers as the pages say them that tell first what a change would do."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import clock


def day_words(day: date) -> str:
    """`1 December 2026`."""
    return date_format(day, "j F Y")


def from_day(day: date) -> str:
    """`From now on`, or `From 1 December 2026`."""
    return _("From now on") if day <= clock.today() else _("From %(day)s") % {"day": day_words(day)}


def since(day: date) -> str:
    """`From now on`, or `After 30 November 2026`: the last day counts, for whoever reads it."""
    last = day_words(day - timedelta(days=1))
    return _("From now on") if day <= clock.today() else _("After %(day)s") % {"day": last}


def households(number: int) -> str:
    """`4 households`."""
    return ngettext("%(number)d household", "%(number)d households", number) % {"number": number}
