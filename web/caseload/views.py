"""My caseload: the open households that one leads, what needs doing first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from casework import selectors
from casework.enums import CaseStatus
from casework.models import Case
from outcomes import glances
from web.caseload.rows import Asked, Row, counts, sentence
from web.pages import Page
from web.sessions import BEFORE

MOST = 100


class Caseload(Page):
    """All of them on one page: nobody leads more than a page holds."""

    template = "web/caseload/caseload.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The same list, narrowed: sent as a form, since an address with a name in it stays in histories and logs."""
        return self.show()

    def content(self, subject: Any) -> dict[str, Any]:
        """The rows that the address asks for, and the counts of all."""
        cases = list(selectors.caseload_of(self.actor)[:MOST])
        rows = [Row(glance) for glance in glances.caseload(self.actor, cases)]
        asked = Asked.of(self.request.POST or self.request.GET)
        shown = asked.sorted(row for row in rows if asked.wants(row))
        self.note(shown)
        before = self.request.session.get(BEFORE)
        return {
            "rows": shown,
            "number": len(rows),
            "sentence": sentence(rows),
            "counts": counts(rows),
            "asked": asked,
            "stages": [CaseStatus(each) for each in CaseStatus if each in {row.case.status for row in rows}],
            "agencies": sorted({agency for row in rows for agency in row.agencies}),
            "before": datetime.fromisoformat(before) if before else None,
        }

    def note(self, rows: Iterable[Row]) -> None:
        """Each case, and what of its record the row shows."""
        listed = list(rows)
        self.looks.note_page(Case, [row.case for row in listed])
        for row in listed:
            contact, step = row.glance.last_contact, row.next_step
            shown = [
                *row.glance.warnings,
                *row.glance.standings,
                *([contact] if contact else []),
                *([step] if step else []),
            ]
            if shown:
                self.looks.note_entries(row.case, shown)
            for share in row.glance.shares:
                self.looks.note(share)
