"""The drawings of each report, wide and narrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.progress import Stage
from outcomes.reports.movement import Distance, Month
from outcomes.reports.support import Counted
from web import report_charts
from web.report_charts import Bar, Dumbbell, Series

LEAST_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """One report drawn twice; the style sheet shows the one that fits."""

    wide: SafeString
    narrow: SafeString


def of_distance(found: Distance) -> Picture | None:
    """Dumbbells of the parts of life that may be shown; None where there are none."""
    rows = [
        Dumbbell(row.words, row.mean.start, row.mean.now, row.mean.goal, _outcomes(row.outcomes.number or 0))
        for row in found.shown
        if row.mean is not None
    ]
    return _both(lambda is_narrow: report_charts.dumbbells("distance", rows, is_narrow=is_narrow)) if rows else None


def of_progress(months: Sequence[Month]) -> Picture | None:
    """Three lines; None where no month, or one alone, may be shown."""
    named = (
        (Stage.REACHED, _("Goal reached")),
        (Stage.FORWARD, _("Moving forward")),
        (Stage.NOT_YET, _("No change yet")),
    )
    series = [Series([words], [month.share(stage) for month in months]) for stage, words in named]
    if len(months) < LEAST_MONTHS or all(each.last is None for each in series):
        return None
    labels = [date_format(month.first, "M") for month in months]
    return _both(lambda is_narrow: report_charts.lines("progress", labels, series, is_narrow=is_narrow))


def of_counted(key: str, found: Counted) -> Picture | None:
    """Bars of those that may be shown; None where there are none."""
    rows = [Bar(row.words, row.figure.number) for row in found.rows if row.figure.number is not None]
    return _both(lambda is_narrow: report_charts.bars(key, rows, is_narrow=is_narrow)) if rows else None


def _both(draw: Callable[[bool], SafeString]) -> Picture:
    return Picture(draw(False), draw(True))  # noqa: FBT003 - first wide, then narrow


def _outcomes(number: int) -> str:
    return ngettext("%(number)s outcome", "%(number)s outcomes", number) % {"number": number}
