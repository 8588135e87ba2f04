"""What I am reminded of, read or not, and how I want to be reminded."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from casework import reminder_preferences, reminders
from casework.models import Reminder
from casework.reminder_sources import labels
from web.form_pages import FormPage
from web.pages import SEE_OTHER, Page, uuid_or_missing
from web.reminders.forms import PreferenceForm

MOST = 100


@dataclass(frozen=True)
class Told:
    """A reminder, and what its kind is called."""

    row: Reminder
    words: str


class Reminders(Page):
    """All that are open: unread first, what is due first at the top."""

    template = "web/reminders/reminders.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """The reminders, in words."""
        rows = list(reminders.reminders_for(self.actor).order_by("read_at", "due_on", "pk")[: MOST + 1])
        shown = rows[:MOST]
        self.looks.note_page(Reminder, shown)
        kinds = labels()
        told = [Told(row, str(kinds.get(row.kind, row.kind))) for row in shown]
        return {
            "unread": [each for each in told if each.row.read_at is None],
            "read": [each for each in told if each.row.read_at is not None],
            "has_more": len(rows) > MOST,
            "today": clock.today(),
        }


class ReadReminder(Page):
    """One of them is read. A second press changes nothing, so no token is asked for."""

    http_method_names = ["post"]
    template = "web/reminders/reminders.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the list."""
        row = reminders.reminder_for(self.actor, uuid_or_missing(request.POST.get("reminder", "")))
        reminders.mark_read(row, by=self.actor)
        return HttpResponseRedirect(reverse("web:reminders"), status=SEE_OTHER)


class ReadAll(Page):
    """All of them are read."""

    http_method_names = ["post"]
    template = "web/reminders/reminders.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the list."""
        reminders.mark_all_read(by=self.actor)
        messages.success(request, _("All reminders are marked as read."))
        return HttpResponseRedirect(reverse("web:reminders"), status=SEE_OTHER)


class Preferences(FormPage):
    """How early, when, when not, and who stands in."""

    template = "web/reminders/preferences.html"
    form_class = PreferenceForm
    verb = reminder_preferences.amend
    again = reminder_preferences.preference_for
    done = gettext_lazy("You will be reminded so from now on.")

    def load(self) -> Any:
        """One's own: no key stands in the address."""
        return reminder_preferences.preference_for(self.actor)

    def initial(self, subject: Any) -> dict[str, Any]:
        """As it is now."""
        asked = [name for name in PreferenceForm.base_fields if name != "stand_in"]
        return {"stand_in": subject.stand_in_id, **{name: getattr(subject, name) for name in asked}}

    def content(self, subject: Any) -> dict[str, Any]:
        """The button's words."""
        return {"button": _("Save how you are reminded")}

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("web:reminders")
