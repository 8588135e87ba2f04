"""Households of other agencies that are shared with one's own: a partner's way in."""

from typing import Any

from agencies.permissions import Permission, shares_by_case
from casework import selectors
from casework.models import Case
from web.pages import Page

MOST = 100


class Shared(Page):
    """Those that are open, the newest first; each with what is shared of it, why, and until when."""

    template = "web/shared/shared.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """The cases that are not one's own work."""
        rows = selectors.cases_for(self.actor).open()
        found = rows.page("referred_at", descending=True, after=None, size=MOST + 1)
        cases = [case for case in found[:MOST] if not case.is_own_work]
        shares = shares_by_case(self.actor, Permission.VIEW_CASE, cases)
        cases = [case for case in cases if case.pk in shares]  # nobody shared what they opened in an emergency
        self.looks.note_page(Case, cases)
        asking = selectors.cases_asking_us(self.actor, cases)
        return {
            "cases": [(case, shares.get(case.pk, []), case.pk in asking) for case in cases],
            "asking": len(asking),
            "has_more": len(found) > MOST,
        }
