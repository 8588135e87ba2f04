"""The front door of a team: what waits, and for how long."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import clock
from agencies.permissions import Permission, check
from casework import lifecycle, selectors
from casework.enums import CaseStatus
from casework.models import Case
from web.asking import AskPage
from web.pages import Page
from web.referrals import forms

MOST = 100


class Referrals(Page):
    """Those that wait, the longest first, and what the team's workers have."""

    template = "web/referrals/referrals.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever decides about them."""
        check(self.actor, Permission.TRIAGE_CASE)
        waiting = selectors.cases_for(self.actor).filter(status=CaseStatus.REFERRED)
        cases = list(
            waiting.select_related("referred_by__user", "referred_by__agency").order_by("referred_at", "pk")[:MOST]
        )
        self.looks.note_page(Case, cases)
        return {"cases": cases, "caseloads": selectors.caseloads_of(self.actor), "now": clock.now()}


class Referral(AskPage):
    """A decision about one of them."""

    template = "web/referrals/decide.html"
    subject, subject_model = selectors.case_for, Case
    again = selectors.case_by_id

    def load(self) -> Any:
        """Whoever cannot decide does not fill in the form."""
        check(self.actor, Permission.TRIAGE_CASE)
        return super().load()

    def content(self, subject: Any) -> dict[str, Any]:
        """Who is referred."""
        members = list(selectors.members_of(self.actor, subject))
        for member in members:
            self.looks.note(member)
        return {**super().content(subject), "case": subject, "members": members}

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:referrals"), gettext("Referrals")

    def saved_now(self, subject: Any) -> dict[str, Any]:
        """Where the referral stands."""
        return {str(_("Stage")): subject.get_status_display(), **self.initial(subject)}

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("web:referrals")


class AcceptReferral(Referral):
    """Take it in, with the worker who stays."""

    form_class, verb = forms.AcceptForm, lifecycle.accept
    title, button = _("Take this household in"), _("Take them in")
    done = _("The referral is taken in, and the household has its worker.")
    draft = _("Take a household in")


class DeclineReferral(Referral):
    """Say no, and why."""

    form_class, verb = forms.DeclineForm, lifecycle.decline
    title = button = _("Decline this referral")
    done = _("The referral is declined, and the reason is on record.")
    draft = _("Decline a referral")
