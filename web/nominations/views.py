"""Households that were found: by rank, one of them with the evidence, and the decision about it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.permissions import Permission, may
from casework import nominations
from casework.models import Nomination
from casework.nomination_evidence import EvidentContact
from casework.nomination_words import NominationDecision
from web.asking import AskPage
from web.nominations.forms import DecideForm
from web.pages import Page

MOST = 100


@dataclass(frozen=True)
class OfAgency:
    """What one agency recorded: how often, and each contact, the newest first."""

    name: str
    contacts: list[EvidentContact]


class Nominations(Page):
    """Those that wait, by rank; then what was decided."""

    template = "web/nominations/nominations.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Numbers alone: who they are stands on each one's page."""
        waiting = list(nominations.nominations_for(self.actor)[: MOST + 1])
        decided = list(nominations.decided_for(self.actor)[:MOST])
        self.looks.note_page(Nomination, [*waiting[:MOST], *decided])
        return {"waiting": waiting[:MOST], "has_more": len(waiting) > MOST, "decided": decided}


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
        case = subject.became
        return {
            **super().content(subject),
            "evidence": evidence,
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
