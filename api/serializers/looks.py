"""How the trail is shown: in plain words."""

from rest_framework import serializers

from agencies.enums import AuditResult
from agencies.models import AuditEvent
from api.serializers.base import Choice
from api.serializers.shown import Shown
from casework import trail_words


class LookShown(Shown):
    """One look, act or refusal: when, by whom, for which agency, in which role, why, and what."""

    who = serializers.SerializerMethodField(help_text="A name, or that it was the service itself.")
    agency = serializers.CharField(allow_null=True)
    role = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField(help_text="The purpose under which they acted.")
    what = serializers.SerializerMethodField(help_text="Such as `read 3 contacts (housing, health)`.")
    result = Choice(AuditResult.choices)

    class Meta:
        model = AuditEvent
        fields = ("at", "who", "agency", "role", "why", "what", "result")

    def get_who(self, row: AuditEvent) -> str:
        """Their name."""
        return trail_words.who(row)

    def get_role(self, row: AuditEvent) -> str:
        """In words."""
        return trail_words.role(row)

    def get_why(self, row: AuditEvent) -> str:
        """In words."""
        return trail_words.why(row)

    def get_what(self, row: AuditEvent) -> str:
        """In words."""
        return trail_words.what(row)


class LookAtPersonShown(LookShown):
    """The same, as it is told to one person: with what opened the record to whoever it was."""

    because = serializers.SerializerMethodField(
        help_text="Such as `Worked with the household`, or the agreement under which it was shared."
    )

    class Meta:
        model = AuditEvent
        fields = ("at", "who", "agency", "role", "why", "what", "result", "because")

    def get_because(self, row: AuditEvent) -> str:
        """In words."""
        return trail_words.why_could(row)

    def get_what(self, row: AuditEvent) -> str:
        """In words, without what is about others."""
        return trail_words.what_for_one(row)
