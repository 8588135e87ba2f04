"""Households that were found: by rank, one of them with the evidence, and the decision about it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import clock
from agencies.permissions import Permission, may
from casework import nominations
from casework.models import Nomination
from casework.nomination_evidence import EvidentContact
from casework.nomination_words import NominationDecision
from web.asking import AskPage
from web.nominations.forms import DecideForm
from web.nominations.timeline import drawn, timeline_of
from web.pages import Page
from web.sessions import asked_at

ON_A_PAGE = 50
WAITING, DECIDED = "waiting", "decided"
# What the list shows: those that wait, all that were decided, or what was decided in one way.
SHOWS: dict[str, str | Promise] = {
    WAITING: _("Waiting for a decision"),
    DECIDED: _("Decided, all"),
    **dict(NominationDecision.choices),
}


@dataclass(frozen=True)
class OfAgency:
    """What one agency recorded: how often, and each contact, the newest first."""

    name: str
    contacts: list[EvidentContact]


class Nominations(Page):
    """Those that wait, by rank; or what was decided."""

    template = "web/nominations/nominations.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """A page of numbers alone: who they are stands on each one's page."""
        show = self.request.GET.get("show", "")
        show = show if show in SHOWS else WAITING
        rows = nominations.nominations_for(self.actor) if show == WAITING else nominations.decided_for(self.actor)
        rows = rows if show in {WAITING, DECIDED} else rows.filter(decision=show)
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = list(page.object_list)
        self.looks.note_page(Nomination, shown)
        ranked = list(enumerate(shown, page.start_index()))
        return {
            "page": page, "show": show, "shows": SHOWS.items(), "is_waiting": show == WAITING, "rows": ranked,
            "query": f"show={show}",
        }  # fmt: skip


class OneNomination(AskPage):
    """Why a household was found, and what becomes of it."""

    form_class, verb, again = DecideForm, nominations.decide, nominations.nomination_for
    subject, subject_key, subject_model = nominations.nomination_for, "id", Nomination
    title, button = _("A household that several agencies meet"), _("Decide this")
    template = "web/nominations/nomination.html"
    draft = _("Decide about a household that was found")
    is_wide, is_versioned = True, False

    def back(self, subject: Nomination) -> tuple[str, str]:
        """The list."""
        return reverse("web:nominations"), gettext("All that were found")

    def content(self, subject: Nomination) -> dict[str, Any]:
        """The evidence, by agency; of a household that became a case, the way to it for whoever sees it."""
        evidence = nominations.evidence_for(self.actor, subject)
        by_agency = groupby(evidence.contacts, key=lambda contact: contact.agency.name)
        case, timeline = (
            subject.became,
            timeline_of(evidence.contacts, subject.since, clock.local_date(asked_at(self.request))),
        )
        return {
            **super().content(subject),
            "evidence": evidence,
            "timeline": timeline,
            "wide": drawn(timeline) if timeline else "",
            "narrow": drawn(timeline, is_narrow=True) if timeline else "",
            "agencies": [OfAgency(name, list(contacts)) for name, contacts in by_agency],
            "case": case if case and may(self.actor, Permission.VIEW_CASE, case) else None,
        }

    def after(self, row: Nomination) -> str:
        """The referral among those that wait; else the list."""
        return reverse("web:referrals" if row.decision == NominationDecision.BECOME_CASE else "web:nominations")

    def lead_on(self, row: Nomination, sentence: str) -> Any:
        """What came of it."""
        if row.decision == NominationDecision.BECOME_CASE:
            return super().lead_on(row, gettext("They are referred to your team. Take them in when somebody is free."))
        return super().lead_on(row, gettext("It is decided."))
