"""Households that were found, what a panel sets and decides, and objections: what requests say, and how they are shown."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.permissions import Permission, may
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.shown import Shown, Who
from casework import nominations, objections
from casework.linkage.ranking import Thresholds
from casework.models import Nomination, Objection, PanelThresholds
from casework.nomination_words import NominationDecision, ObjectionFinding

COUNTS = ("id", "score", "agencies", "contacts", "kinds", "last_contact_on", "since", "made_at")
NUMBERS = (
    "agencies", "months", "contacts", "agencies_weight", "contacts_weight", "recency_weight", "kinds_weight",
)  # fmt: skip
DEFAULTS = Thresholds()


class EvidentContactShown(serializers.Serializer[Any]):
    """One contact of one agency; blank is what the agreement does not list."""

    agency = serializers.CharField(source="agency.name")
    occurred_on = serializers.DateField(allow_null=True)
    event = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField())


class EvidentPersonShown(serializers.Serializer[Any]):
    """Somebody of the household, by what most contacts say of them."""

    name = serializers.CharField()
    year_of_birth = serializers.IntegerField(allow_null=True)
    is_child = serializers.BooleanField()


class EvidenceShown(serializers.Serializer[Any]):
    """Why a household was found: nothing where an agreement binds you no more, or somebody of them objects."""

    contacts = EvidentContactShown(many=True)
    people = EvidentPersonShown(many=True)
    address = serializers.CharField()
    postcode = serializers.CharField()


class NominationListed(Shown):
    """A household in the list: how it came to its rank."""

    class Meta:
        model = Nomination
        fields = COUNTS


class NominationShown(Shown):
    """A household that was found, under which thresholds, why, and what was decided."""

    thresholds = serializers.DictField(child=serializers.IntegerField())
    decision = serializers.ChoiceField(NominationDecision.choices, allow_blank=True)
    decided_by = Who(allow_null=True)
    case = serializers.SerializerMethodField(help_text="The reference of what it became, for whoever sees that case.")
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Nomination
        fields = (
            *COUNTS, "thresholds", "decision", "reason", "not_before", "decided_at", "decided_by", "case", "evidence",
        )  # fmt: skip

    def get_case(self, row: Nomination) -> str | None:
        """The reference."""
        case = row.became
        return case.reference if case and may(self.context["actor"], Permission.VIEW_CASE, case) else None

    @extend_schema_field(EvidenceShown)
    def get_evidence(self, row: Nomination) -> Any:
        """All of it."""
        return EvidenceShown(nominations.evidence_for(self.context["actor"], row)).data


class DecideBody(Body):
    """What becomes of the household, and why."""

    decision = Choice(NominationDecision.choices)
    reason = Text(max_length=2000)
    not_before = Day(required=False, help_text="Of `not_now` alone: from this day they may be found again.")
    example = {"decision": "not_now", "reason": "They move out of the area this month", "not_before": "2027-03-01"}


class ThresholdsShown(Shown):
    """From when on households are found, set by whom and why."""

    set_by = Who()

    class Meta:
        model = PanelThresholds
        fields = ("id", *NUMBERS, "reason", "set_at", "set_by")


class ThresholdsBody(Body):
    """From when on households are found. A weight is an exponent: 0 leaves its part of the rank out, 2 counts it twice over."""

    agencies = serializers.IntegerField(min_value=2, max_value=20, default=DEFAULTS.agencies)
    months = serializers.IntegerField(min_value=1, max_value=60, default=DEFAULTS.months)
    contacts = serializers.IntegerField(min_value=1, max_value=1000, default=DEFAULTS.contacts)
    agencies_weight = serializers.IntegerField(min_value=0, max_value=3, default=DEFAULTS.agencies_weight)
    contacts_weight = serializers.IntegerField(min_value=0, max_value=3, default=DEFAULTS.contacts_weight)
    recency_weight = serializers.IntegerField(min_value=0, max_value=3, default=DEFAULTS.recency_weight)
    kinds_weight = serializers.IntegerField(min_value=0, max_value=3, default=DEFAULTS.kinds_weight)
    reason = ShortText(max_length=300)
    example = {"agencies": 3, "months": 12, "contacts": 6, "reason": "A year is enough to see a pattern"}


class ObjectionShown(Shown):
    """Somebody objects to being found: in their words, and what was found of it."""

    agency = serializers.CharField(source="mention.agency.name", help_text="Whose record they are on.")
    recorded_by = Who()
    finding = serializers.ChoiceField(ObjectionFinding.choices, allow_blank=True)
    answered_by = Who(allow_null=True)

    class Meta:
        model = Objection
        fields = (
            "id", "mention", "agency", "words", "recorded_at", "recorded_by", "finding", "reason", "answered_at",
            "answered_by",
        )  # fmt: skip


class ObjectionBody(Body):
    """By which mention they are on record, and what they said."""

    mention = Scoped(objections.mention_for)
    words = Text(max_length=5000)
    example = {"mention": "48026", "words": "Please take us off any list"}


class AnswerObjectionBody(Body):
    """What was found of it, and why."""

    finding = Choice(ObjectionFinding.choices)
    reason = Text(max_length=2000)
    example = {"finding": "upheld", "reason": "Nothing weighs more than their wish"}
