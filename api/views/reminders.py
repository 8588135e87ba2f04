"""One's own reminders, how one wants them, and e-mails about which somebody must decide."""

from typing import Any

from agencies.selectors import membership_for
from api.endpoints import Changing, Detail, Listing, Posting, Verb
from api.filters import ReminderFilter
from api.pages import ByDueDay, ByLocalDay
from api.serializers import reminders as shapes
from api.serializers.agencies import NothingMore
from casework import reminder_preferences, reminders, undelivered


class Reminders(Listing):
    """What I am reminded of, what is due first at the top."""

    rows, out = reminders.reminders_for, shapes.ReminderShown
    filterset_class = ReminderFilter
    pagination_class = ByDueDay


class ReadReminder(Verb):
    """I have seen it."""

    subject, subject_key = reminders.reminder_for, "id"
    body, verb, again = NothingMore, reminders.mark_read, reminders.reminder_for
    out = shapes.ReminderShown
    needs_match = False


class ReadAllReminders(Posting):
    """I have seen all of them."""

    body, verb, again = NothingMore, reminders.mark_all_read, membership_for
    out = shapes.AllReadShown


class ReminderPreferences(Detail, Changing):
    """How I want to be reminded, and who stands in for me."""

    subject = reminder_preferences.preference_for
    body, verb = shapes.ReminderPreferenceBody, reminder_preferences.amend
    out = shapes.ReminderPreferenceShown

    def load(self) -> Any:
        """One's own: no key stands in the address."""
        return reminder_preferences.preference_for(self.actor)


class ReminderMessages(Listing):
    """E-mails that perhaps arrived, or were refused too often: for managers, and administrators."""

    rows, out = undelivered.undelivered_for, shapes.ReminderMessageShown
    pagination_class = ByLocalDay


class OfMessage(Verb):
    """Somebody decides about an e-mail."""

    subject, subject_key = undelivered.message_for, "id"
    body, again, out = NothingMore, undelivered.message_for, shapes.ReminderMessageShown
    needs_match = False


class ResendMessage(OfMessage):
    """Send it again, under the same Message-ID."""

    verb = undelivered.resend


class ConfirmMessage(OfMessage):
    """It arrived."""

    verb = undelivered.confirm_arrived
