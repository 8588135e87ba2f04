"""The demand picture on a page: whom agencies share, where they live, how often they come, and each as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page

from agencies.fresh import check_fresh
from outcomes.reports.demand import Demand, demand_for
from outcomes.reports.failure import judgements
from outcomes.reports.starts import starts_for
from web.pages import Page
from web.reports import demand_pictures, demand_sheets, start_sheets, starts
from web.reports.pictures import Picture
from web.reports.sheets import Sheet

SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a place of the table of whom agencies share, and how dark it is: 0 is nothing, or not said."""

    words: str
    shade: int


# As with the other reports: nothing on the page is both secret and somebody else's choice.
@method_decorator(gzip_page, name="dispatch")
class DemandPicture(Page):
    """All of it, of the newest run."""

    template = "web/reports/demand.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever sees figures, at an agency that the agreements behind them bind."""
        found, judged = demand_for(self.actor), judgements(self.actor)
        self.looks.note_figures(["demand"])
        failure = _card(start_sheets.of_failure(judged), starts.picture_of_failure(judged))
        if found.as_of is None:
            return {"found": None, "cards": [failure]}
        around = starts_for(self.actor)
        shared = demand_sheets.of_shared(found)
        return {
            "found": found,
            "shared": shared,
            "shared_file": _address_of(shared),
            "heat": heat(found, shared),
            "households": demand_sheets.households_words(found),
            "cards": [
                _card(demand_sheets.of_areas(found), demand_pictures.of_numbers(found)),
                _card(demand_sheets.of_contacts(found), demand_pictures.of_contacts(found)),
                _card(demand_sheets.of_repeats(found), demand_pictures.of_repeats(found)),
                _card(demand_sheets.of_places(found), None),
                _card(start_sheets.of_starts(around), starts.picture_of_starts(around)),
                *([_card(start_sheets.of_kinds(around), None)] if around.shown else []),
                failure,
            ],
        }


class DemandFile(Page):
    """One of its tables as CSV, which says what the page says. Whoever takes it has just shown that it is them."""

    template = ""
    report: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file; before anything was linked, there is nothing in it."""
        found = demand_for(self.actor)
        check_fresh(self.actor)
        sheet = SHEETS[self.report](found)
        self.looks.note_figures([self.report])
        response = HttpResponse(sheet.csv, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{sheet.key}-{found.as_of or "none"}.csv"'
        return response

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it: a browser that is led to a file stays on the page before."""
        return reverse("web:reports-demand")


SHEETS: dict[str, Callable[[Demand], Sheet]] = {
    "shared": demand_sheets.of_shared,
    "areas": demand_sheets.of_areas,
    "places": demand_sheets.of_places,
    "contacts": demand_sheets.of_contacts,
    "repeats": demand_sheets.of_repeats,
}


def heat(found: Demand, sheet: Sheet) -> list[tuple[str, list[Cell]]]:
    """The rows of the table, each number as dark as its part of the households of the row's agency."""
    rows = []
    for code, (name, *cells) in zip(found.names, sheet.cells, strict=True):
        shades = [_shade(found, code, other) for other in found.names]
        rows.append((name, [Cell(words, shade) for words, shade in zip(cells, shades, strict=True)]))
    return rows


def _shade(found: Demand, code: str, other: str) -> int:
    every, both = found.each[code].number, demand_sheets.shared_by(found, code, other).number
    if code == other or not every or not both:
        return 0
    return min(1 + SHADES * both // (every + 1), SHADES)


def _card(sheet: Sheet, picture: Picture | None) -> tuple[Sheet, Picture | None, str]:
    return sheet, picture, _address_of(sheet)


def _address_of(sheet: Sheet) -> str:
    return reverse(f"web:reports-{sheet.key}")
