"""Figures on one page, each with its finding, its drawing, its table and its file."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page

from agencies import clock
from agencies.actors import Actor
from agencies.fresh import check_fresh
from agencies.models import Team
from agencies.permissions import Permission, check, holds
from outcomes.reports import movement, support
from outcomes.reports.asked import MOST_MONTHS, Asked, asked_for, later, team_known_to, teams_of, year_to
from outcomes.reports.courses import courses_of
from web import report_charts
from web.pages import Page
from web.reports import pictures, sheets
from web.reports.pictures import Picture
from web.reports.sheets import Sheet

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


# Drawings are long and pack well. Nothing on the page is both secret and somebody else's choice, as packing would betray:
# the one secret, the token of its forms, is masked anew each time.
@method_decorator(gzip_page, name="dispatch")
class Reports(Page):
    """All of them, for the same months and the same team."""

    template = "web/reports/reports.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever sees figures."""
        check(self.actor, Permission.VIEW_FIGURES)
        today, teams = clock.today(), list(teams_of(self.actor))
        asked = asked_by(self.actor, self.request.GET, teams, today)
        courses = courses_of(self.actor, asked.ends)
        distance, progress = movement.distance(courses, asked), movement.progress(courses, asked)
        continuity, endings = support.continuity(self.actor, asked), support.endings(self.actor, asked)
        note(self, [*SHEETS], asked)
        return {
            "asked": asked,
            "teams": teams,
            "team": next((team for team in teams if str(team.pk) == asked.team), None),
            "months": [later(today.replace(day=1), -number) for number in range(MOST_MONTHS)],
            "query": urlencode(query_of(asked)),
            "distance": distance,
            "legend": report_charts.legend(),
            "cards": [
                card(sheets.of_distance(distance), pictures.of_distance(distance)),
                card(sheets.of_progress(progress), pictures.of_progress(progress)),
                card(sheets.of_continuity(continuity), pictures.of_counted("continuity", continuity)),
                card(sheets.of_endings(endings), pictures.of_counted("endings", endings)),
            ],
            "has_team": holds(self.actor, Permission.ALLOCATE_CASE),
        }


class ReportFile(Page):
    """The table of one of them as CSV: small, so it is no stream, and says what the page says.

    A file leaves the service, so whoever takes it has just shown that it is them.
    """

    template = ""
    report: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file."""
        check(self.actor, Permission.VIEW_FIGURES)
        check_fresh(self.actor)
        asked = asked_by(self.actor, request.GET, list(teams_of(self.actor)), clock.today())
        sheet = SHEETS[self.report](self.actor, asked)
        note(self, [self.report], asked)
        response = HttpResponse(sheet.csv, content_type="text/csv; charset=utf-8")
        name = f"{sheet.key}-{asked.first:%Y-%m}-to-{asked.last:%Y-%m}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it: a browser that is led to a file stays on the page before."""
        return f"{reverse('web:reports')}?{request.GET.urlencode()}"


SHEETS: dict[str, Callable[[Actor, Asked], Sheet]] = {
    "distance": lambda actor, asked: sheets.of_distance(movement.distance(courses_of(actor, asked.ends), asked)),
    "progress": lambda actor, asked: sheets.of_progress(movement.progress(courses_of(actor, asked.ends), asked)),
    "continuity": lambda actor, asked: sheets.of_continuity(support.continuity(actor, asked)),
    "endings": lambda actor, asked: sheets.of_endings(support.endings(actor, asked)),
}


def card(sheet: Sheet, picture: Picture | None) -> tuple[Sheet, Picture | None, str]:
    """A report with its drawing and the address of its file."""
    return sheet, picture, reverse(f"web:reports-{sheet.key}")


def asked_by(actor: Actor, query: Mapping[str, str], teams: list[Team], today: date) -> Asked:
    """What the address asks for. What cannot be meant, or is no team of theirs, is as if it were not said."""
    usual = year_to(today)
    first, last = _month(query.get("since", "")), _month(query.get("until", ""))
    team = next((str(each.pk) for each in teams if str(each.pk) == query.get("team", "")), None)
    return asked_for(first or usual.first, last or usual.last, team, today, team_known_to(actor))


def query_of(asked: Asked) -> dict[str, str]:
    """The same as an address says it."""
    said = {
        "since": f"{asked.first:%Y-%m}",
        "until": f"{asked.last:%Y-%m}",
        "team": asked.team or "",
    }
    return {name: value for name, value in said.items() if value}


def note(page: Page, reports: list[str], asked: Asked) -> None:
    """Looking at figures is a look as well."""
    page.looks.note_figures(reports, **query_of(asked))


def _month(text: str) -> date | None:
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
