"""The drawings of the demand picture, wide and narrow."""

from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from outcomes.reports.demand import Demand
from web import report_charts
from web.report_charts import Bar, Series
from web.reports.demand_sheets import number_words
from web.reports.pictures import LEAST_MONTHS, Picture


def of_numbers(found: Demand) -> Picture | None:
    """Bars of households by how many agencies know them; None where none may be shown."""
    table = found.by_number
    rows = [
        Bar(number_words(column, table.columns), figure.number)
        for column, figure in zip(table.columns, table.total, strict=False)
        if figure.number is not None
    ]
    return _of_bars("areas", rows)


def of_contacts(found: Demand) -> Picture | None:
    """One line of all contacts by month; None where fewer than two months may be shown."""
    values = [line[-1].number for line in found.months.rows.values()]
    if sum(value is not None for value in values) < LEAST_MONTHS:
        return None
    labels = [date_format(month_of(key), "M y") for key in found.months.rows]
    series = [Series([_("Contacts")], values)]

    def drawn(*, is_narrow: bool) -> SafeString:
        return report_charts.lines("contacts", labels, series, is_narrow=is_narrow, unit="")

    return Picture(drawn(is_narrow=False), drawn(is_narrow=True))


def of_repeats(found: Demand) -> Picture | None:
    """Bars of the contacts that came within 90 days of another; None where none may be shown."""
    rows = [Bar(found.names[each.agency], each.repeats.number) for each in found.repeats if each.repeats.number]
    return _of_bars("repeats", rows)


def month_of(key: str) -> date:
    """The first day of `2026-11`."""
    return date.fromisoformat(f"{key}-01")


def _of_bars(key: str, rows: list[Bar]) -> Picture | None:
    if not rows:
        return None
    return Picture(report_charts.bars(key, rows), report_charts.bars(key, rows, is_narrow=True))
