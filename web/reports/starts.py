"""What came before and after cases started, and failure demand: on the page of the demand picture, and each as a file."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from agencies import clock
from agencies.actors import Actor
from agencies.fresh import check_fresh
from outcomes.reports.failure import Judgements, judgements
from outcomes.reports.starts import Starts, starts_for
from web import report_charts
from web.pages import Page
from web.report_charts import Bar
from web.reports import start_sheets
from web.reports.pictures import Picture
from web.reports.sheets import Sheet
from web.reports.start_sheets import names_of


class StartsFile(Page):
    """One of these tables as CSV, which says what the page says. Whoever takes it has just shown that it is them."""

    template = ""
    report: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file; named by the day of the run, or of today where no run is behind it."""
        sheet, day = FILES[self.report](self.actor)
        check_fresh(self.actor)
        self.looks.note_figures([self.report])
        response = HttpResponse(sheet.csv, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{sheet.key}-{day or "none"}.csv"'
        return response

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it: a browser that is led to a file stays on the page before."""
        return reverse("web:reports-demand")


def _starts(actor: Actor) -> tuple[Sheet, date | None]:
    found = starts_for(actor)
    return start_sheets.of_starts(found), found.as_of


def _kinds(actor: Actor) -> tuple[Sheet, date | None]:
    found = starts_for(actor)
    return start_sheets.of_kinds(found), found.as_of


def _failure(actor: Actor) -> tuple[Sheet, date | None]:
    return start_sheets.of_failure(judgements(actor)), clock.today()


FILES: dict[str, Callable[[Actor], tuple[Sheet, date | None]]] = {
    "starts": _starts,
    "kinds": _kinds,
    "failure": _failure,
}


def picture_of_starts(found: Starts) -> Picture | None:
    """Bars of each agency, before and since; None where none may be shown."""
    return _drawn(
        "starts",
        [
            Bar(name, each.after.number, each.before.number)
            for name, each in zip(names_of(found), found.files, strict=True)
            if each.before.number is not None and each.after.number is not None
        ],
    )


def picture_of_failure(found: Judgements) -> Picture | None:
    """Bars of the contacts that came of a failure, by agency; None where none may be shown."""
    rows = [(each.name, each.sorts["failure"].number) for each in found.agencies]
    return _drawn("failure", [Bar(name, number) for name, number in rows if number])


def _drawn(key: str, rows: list[Bar]) -> Picture | None:
    if not rows:
        return None
    return Picture(report_charts.bars(key, rows), report_charts.bars(key, rows, is_narrow=True))
