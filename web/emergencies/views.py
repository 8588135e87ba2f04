"""Opening a case in an emergency; for the information governance lead all that was opened, and what somebody found of it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from agencies import clock
from agencies.permissions import Permission, check
from casework import emergencies, trail_words
from casework.exceptions import EmergencyOver
from casework.models import EmergencyAccess
from casework.selectors.emergencies import emergencies_for, emergency_for, looked_at_under, months_of
from web.asking import AskPage
from web.emergencies.forms import OpenForm, ReviewForm
from web.form_pages import FormPage
from web.frame import home_of
from web.pages import SEE_OTHER, Page, Selector

MOST = 100
MOST_LOOKS = 200


class Open(AskPage):
    """For whoever may read a case that is theirs; the case itself comes afterwards, under a banner on every page."""

    template = "web/emergencies/open.html"
    form_class, verb, again = OpenForm, emergencies.open_access, emergency_for
    title, button = _("Open a case in an emergency"), _("Open this case for four hours")
    is_versioned = False
    done = _(
        "The case is open to you for four hours, to be read. Their worker and the information governance lead are told."
    )
    draft = _("Open a case in an emergency")

    def load(self) -> None:
        """Nobody fills it in to learn at its end that their role cannot."""
        check(self.actor, Permission.OPEN_IN_EMERGENCY)

    def back(self, subject: Any) -> tuple[str, str]:
        """Perhaps it is theirs after all."""
        return reverse("web:search"), now("Search")

    def after(self, row: Any) -> str:
        """The case."""
        return reverse("web:case", args=[row.reference])


class EndNow(Page):
    """The button of the banner. A second press finds that it is over, which is what was wanted."""

    http_method_names = ["post"]
    template = "web/emergencies/open.html"
    subject: ClassVar[Selector | None] = emergency_for
    subject_key, subject_model = "id", EmergencyAccess

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Home, or back to the list for whoever oversees it."""
        row = self.load()
        try:
            emergencies.close_access(row, by=self.actor)
        except EmergencyOver as over:
            messages.info(request, over.detail)
        else:
            messages.success(request, now("Emergency access to %(case)s is ended.") % {"case": row.reference})
        theirs = row.opened_by.user_id == self.actor.signatory.user_id
        where = home_of(self.actor) if theirs else reverse("web:emergencies-one", args=[row.pk])
        return HttpResponseRedirect(where, status=SEE_OTHER)


class Emergencies(Page):
    """Of the agency's cases and by its people; those that nobody has looked at first."""

    template = "web/emergencies/emergencies.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Waiting and done, and how often."""
        rows = list(emergencies_for(self.actor)[: MOST + 1])
        shown, at = rows[:MOST], clock.now()
        self.looks.note_page(EmergencyAccess, shown)
        return {
            "waiting": [row for row in shown if row.reviewed_at is None],
            "done": [row for row in shown if row.reviewed_at is not None],
            "has_more": len(rows) > MOST,
            "months": months_of(self.actor),
            "at": at,
            "today": clock.local_date(at),
        }


class One(FormPage):
    """What was opened, why, what was looked at meanwhile, and whether that was right."""

    template = "web/emergencies/one.html"
    form_class, verb, again = ReviewForm, emergencies.review, emergency_for
    subject: ClassVar[Selector | None] = emergency_for
    subject_key, subject_model = "id", EmergencyAccess
    is_versioned = False
    done = _("It is written down.")
    draft = _("What came of an emergency access")

    def load(self) -> Any:
        """For whoever answers for the record."""
        check(self.actor, Permission.VIEW_TRAIL)
        return super().load()

    def content(self, subject: EmergencyAccess) -> dict[str, Any]:
        """The looks as the trail has them."""
        found = list(looked_at_under(subject)[: MOST_LOOKS + 1])
        at = clock.now()
        return {
            "row": subject,
            "looks": [(each.at, trail_words.what(each)) for each in found[:MOST_LOOKS]],
            "has_more": len(found) > MOST_LOOKS,
            "lasts": subject.closed_at is None and subject.ends_at > at,
            "today": clock.local_date(at),
        }

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("web:emergencies")
