"""Sharing a case: what requests say of it, how shares are shown, and why somebody sees a case."""

from datetime import date
from typing import Any

from rest_framework import serializers

from agencies import selectors as agencies
from agencies.agreements import last_day
from agencies.enums import DataCategory, Purpose
from api.serializers.agreements import LawfulBasisShown
from api.serializers.base import Body, Choice, Day, Scoped, Text
from api.serializers.shown import Shown, Who, Why
from casework.enums import ShareLevel
from casework.models import CaseShare, DeclinedShare, EmergencyAccess
from casework.sharing import PURPOSES_OF_A_SHARE, ends_at

AN_ID = "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10"
PURPOSES = [(purpose.value, purpose.label) for purpose in Purpose if purpose in PURPOSES_OF_A_SHARE]


class ShareBody(Body):
    """Which agency sees what of a case, under which agreement, for what, until when; and what the participant was told."""

    agency = Scoped(agencies.agency_for)
    agreement = Scoped(agencies.agreement_for)
    purpose = Choice(PURPOSES, required=False)
    categories = serializers.ListField(child=Choice(DataCategory.choices), min_length=1, max_length=20)
    level = Choice(ShareLevel.choices)
    practitioners = serializers.ListField(child=Scoped(agencies.membership_for), required=False, max_length=30)
    reason = Text()
    participant_told = Text(required=False, allow_blank=True)
    not_told_reason = Text(required=False, allow_blank=True)
    last_day = Day(required=False)
    example = {
        "agency": AN_ID,
        "agreement": "0e9d7a6c-5b4a-4938-8271-605f4e3d2c1b",
        "categories": ["housing", "offences"],
        "level": "contribute",
        "reason": "They are called to the flat most weeks",
        "participant_told": "Rosa, at home on Tuesday: what they see, and that she can say no",
    }


class DeclineShareBody(Body):
    """With which agency a case is not shared, and why."""

    agency = Scoped(agencies.agency_for)
    categories = serializers.ListField(child=Choice(DataCategory.choices), required=False, max_length=20)
    reason = Text()
    example = {"agency": AN_ID, "reason": "Rosa's brother works there, and she asked us not to"}


class ShareShown(Shown):
    """A share of a case."""

    agency_name = serializers.CharField(source="agency.name")
    agreement_title = serializers.CharField(source="agreement.title")
    practitioners = Who(many=True)
    shared_by = Who()
    stopped_reason = Why()
    is_in_force = serializers.BooleanField()
    last_day = serializers.SerializerMethodField()

    class Meta:
        model = CaseShare
        fields = (
            "id", "agency", "agency_name", "agreement", "agreement_title", "purpose", "categories", "level",
            "practitioners", "reason", "participant_told", "not_told_reason", "is_in_force", "last_day", "shared_at",
            "shared_by", "stopped_at", "stopped_reason",
        )  # fmt: skip

    def get_last_day(self, share: CaseShare) -> date:
        """The last day of the share, or of its agreement where that is earlier."""
        return last_day(ends_at(share))


class DeclinedShareShown(Shown):
    """A decision not to share."""

    agency_name = serializers.CharField(source="agency.name")
    declined_by = Who()

    class Meta:
        model = DeclinedShare
        fields = ("id", "agency", "agency_name", "categories", "reason", "declined_at", "declined_by")


class WayShown(Shown):
    """A share by which the reader sees the case, as they may know of it."""

    agreement = serializers.CharField(source="agreement.title")
    agreement_number = serializers.IntegerField(source="agreement.number")
    bases = LawfulBasisShown(source="agreement.bases", many=True)
    shared_by = Who()
    last_day = serializers.SerializerMethodField()

    class Meta:
        model = CaseShare
        fields = (
            "id", "agreement", "agreement_number", "bases", "purpose", "categories", "level", "reason", "last_day",
            "shared_at", "shared_by",
        )  # fmt: skip

    def get_last_day(self, share: CaseShare) -> date:
        """The last day on which it opens the case."""
        return last_day(ends_at(share))


class EmergencyShown(Shown):
    """That the reader opened it in an emergency, until when, and what they said."""

    class Meta:
        model = EmergencyAccess
        fields = ("id", "category", "reason", "opened_at", "ends_at")


class WhyShown(serializers.Serializer[Any]):
    """Why the reader sees a case: own work, shares, or an emergency; what agreements name and shares leave out; whom to ask."""

    is_own_work = serializers.BooleanField()
    emergency = EmergencyShown(allow_null=True)
    shares = WayShown(many=True)
    left_out = serializers.ListField(child=serializers.CharField())
    ask = Who(allow_null=True)
