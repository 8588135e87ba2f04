"""My caseload: the open households that one leads."""

from datetime import datetime
from typing import Any

from casework import selectors
from casework.models import Case
from web.pages import Page
from web.sessions import BEFORE

MOST = 100


class Caseload(Page):
    """All of them on one page: nobody leads more than a page holds."""

    template = "web/caseload/caseload.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """The cases, and when they last signed in."""
        cases = list(selectors.caseload_of(self.actor).order_by("household__name", "pk")[:MOST])
        self.looks.note_page(Case, cases)
        before = self.request.session.get(BEFORE)
        return {"cases": cases, "before": datetime.fromisoformat(before) if before else None}
