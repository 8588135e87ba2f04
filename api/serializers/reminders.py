"""Reminders, how one wants them, and e-mails about which somebody must decide: what requests say, and what is shown."""

from rest_framework import serializers

from agencies import selectors
from agencies.models import Membership
from api.serializers.base import Body, Day, Scoped
from api.serializers.shown import Shown
from casework.models import Reminder, ReminderMessage, ReminderPreference
from casework.models.reminder_preference import MOST_LEAD_DAYS
from casework.reminder_sources import labels


class ReminderShown(Shown):
    """Something that one is reminded of. `link` leads to the case; what it is about is read there."""

    what = serializers.SerializerMethodField(help_text="What the kind is called.")
    case = serializers.CharField(source="case.reference", default=None, allow_null=True)
    link = serializers.SerializerMethodField(help_text="The address of the case; null where there is none.")
    stands_in_for = serializers.CharField(source="stands_in_for.user.name", default=None, allow_null=True)
    is_read = serializers.SerializerMethodField()

    class Meta:
        model = Reminder
        fields = (
            "id", "kind", "what", "case", "link", "subject_type", "subject_id", "due_on", "step", "stands_in_for",
            "raised_at", "is_read", "read_at",
        )  # fmt: skip

    def get_what(self, reminder: Reminder) -> str:
        """In words."""
        return str(labels().get(reminder.kind, reminder.kind))

    def get_link(self, reminder: Reminder) -> str | None:
        """Relative to the service."""
        return f"/api/v1/cases/{reminder.case.reference}/" if reminder.case else None

    def get_is_read(self, reminder: Reminder) -> bool:
        """Whether the recipient has marked it."""
        return reminder.read_at is not None


class AllReadShown(Shown):
    """Whose reminders are read now."""

    class Meta:
        model = Membership
        fields = ("id",)


class ReminderPreferenceBody(Body):
    """How one wants to be reminded. Times are those of the clock on the wall in London; null ends quiet hours or absence."""

    lead_days = serializers.IntegerField(min_value=0, max_value=MOST_LEAD_DAYS, required=False)
    digest_at = serializers.TimeField(required=False)
    quiet_from = serializers.TimeField(required=False, allow_null=True)
    quiet_until = serializers.TimeField(required=False, allow_null=True)
    away_from = Day(required=False, allow_null=True)
    away_until = Day(required=False, allow_null=True)
    stand_in = Scoped(selectors.membership_for, required=False, allow_null=True)
    example = {"lead_days": 2, "digest_at": "08:30", "quiet_from": "18:00", "quiet_until": "07:30"}


class ReminderPreferenceShown(Shown):
    """How one is reminded."""

    class Meta:
        model = ReminderPreference
        fields = (
            "membership", "lead_days", "digest_at", "quiet_from", "quiet_until", "away_from", "away_until", "stand_in",
        )  # fmt: skip


class ReminderMessageShown(Shown):
    """An e-mail about which somebody must decide: ids, and what the mail server's last answer was called."""

    class Meta:
        model = ReminderMessage
        fields = ("id", "recipient", "local_day", "state", "attempts", "refusal", "sent_at", "decided_at", "decided_by")
