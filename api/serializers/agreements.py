"""Agreements between agencies: what requests say of them, and how they are shown."""

from datetime import date
from typing import Any

from rest_framework import serializers

from agencies import agreement_files, selectors
from agencies.agreement_terms import PURPOSES_OF_SHARING
from agencies.agreements import last_day
from agencies.clock import local_date
from agencies.data_items import DataItem
from agencies.enums import AgreementStatus, DataCategory, Direction, Purpose
from agencies.models import AgreementParty, DeclinedSharing, LawfulBasis, SharingAgreement
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.shown import Shown, Who

AN_ID = "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10"
PURPOSES = [(purpose.value, purpose.label) for purpose in Purpose if purpose in PURPOSES_OF_SHARING]


class LongText(Text):
    """As long as the pages take."""

    longest = agreement_files.LONGEST_TEXT


class LawfulBasisShown(Shown):
    """What the law lets agencies share data on."""

    class Meta:
        model = LawfulBasis
        fields = ("code", "kind", "name", "needs_condition", "is_confirmed")


class AgreementBody(Body):
    """An agreement to be signed, under the headings of the ICO's data sharing code. Its words stay as they are sent."""

    title = ShortText()
    parties = serializers.ListField(child=Scoped(selectors.agency_for), min_length=2, max_length=60)
    joint_controllers = serializers.BooleanField(required=False)
    purposes = serializers.ListField(child=Choice(PURPOSES), min_length=1, max_length=10)
    why = Text()
    categories = serializers.ListField(child=Choice(DataCategory.choices), min_length=1, max_length=20)
    items = serializers.ListField(child=Choice(DataItem.choices), required=False, max_length=40)
    data_items = Text()
    direction = Choice(Direction.choices, required=False)
    bases = serializers.ListField(child=Scoped(selectors.basis_for), min_length=1, max_length=30)
    rights = Text()
    governance = Text()
    retention = Text(required=False, allow_blank=True)
    security = Text(required=False, allow_blank=True)
    dpia_reference = ShortText(required=False, allow_blank=True)
    further_details = Text(required=False, allow_blank=True)
    first_day = Day()
    last_day = Day()
    review_on = Day()
    supersedes = Scoped(selectors.agreement_for, required=False)
    example = {
        "title": "Working together with households",
        "parties": [AN_ID, "0e9d7a6c-5b4a-4938-8271-605f4e3d2c1b"],
        "purposes": ["support"],
        "why": "One plan instead of six, with the people it belongs to",
        "categories": ["general", "housing"],
        "items": ["name", "birth_date", "address", "postcode", "arrears"],
        "data_items": "Visits, repairs, arrears, and what was agreed",
        "bases": ["art6-1-e"],
        "rights": "A leaflet at the first visit; requests go to the information governance lead",
        "governance": "Reviewed each year; staff are trained before they begin; breaches are told within a day",
        "retention": "Six years after support ends, then destroyed",
        "security": "Sent through Alongside alone; never by e-mail",
        "dpia_reference": "DPIA 2026/14",
        "first_day": "2026-04-01",
        "last_day": "2027-03-31",
        "review_on": "2027-01-15",
    }


class AgreementFileBody(Body):
    """An agreement as its file has it: what GET agreements/{id}/file/ gave, here or in another service."""

    format = Choice([(agreement_files.FORMAT, agreement_files.FORMAT)])
    format_version = serializers.IntegerField(min_value=1, max_value=1000)
    title = ShortText()
    parties = serializers.ListField(child=ShortText(), max_length=60, help_text="The codes of their agencies.")
    joint_controllers = serializers.BooleanField(required=False)
    purposes = serializers.ListField(child=Choice(PURPOSES), max_length=10)
    why = LongText()
    categories = serializers.ListField(child=Choice(DataCategory.choices), max_length=20)
    items = serializers.ListField(child=Choice(DataItem.choices), required=False, max_length=40)
    data_items = LongText()
    direction = Choice(Direction.choices, required=False)
    bases = serializers.ListField(child=ShortText(), max_length=30, help_text="Their codes, as in /lawful-bases/.")
    rights = LongText()
    governance = LongText()
    retention = LongText(required=False, allow_blank=True)
    security = LongText(required=False, allow_blank=True)
    dpia_reference = ShortText(required=False, allow_blank=True)
    further_details = LongText(required=False, allow_blank=True)
    first_day = Day()
    last_day = Day()
    review_on = Day()
    example = {
        "format": agreement_files.FORMAT,
        "format_version": agreement_files.FORMAT_VERSION,
        **{name: value for name, value in AgreementBody.example.items() if name != "parties"},
        "parties": ["council", "police"],
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """All of it as one file."""
        return {"file": super().to_internal_value(data)}


class AgreementFileShown(AgreementFileBody):
    """An agreement as its file has it, to be sent to POST agreements/import/."""

    def to_representation(self, instance: SharingAgreement) -> dict[str, Any]:
        """The object."""
        return agreement_files.as_file(instance)


class SignBody(Body):
    """Which party signed, and who signed for it."""

    agency = Scoped(selectors.agency_for)
    signatory_name = ShortText()
    example = {"agency": AN_ID, "signatory_name": "R. Hale, director of housing"}


class PartyShown(Shown):
    """A party of an agreement."""

    agency_name = serializers.CharField(source="agency.name")

    class Meta:
        model = AgreementParty
        fields = ("agency", "agency_name", "role", "signatory_name", "signed_at")


class AgreementShown(Shown):
    """An agreement; `status` and `is_in_force` are asked of the clock at this moment."""

    bases = LawfulBasisShown(many=True)
    parties = PartyShown(many=True)
    first_day = serializers.SerializerMethodField()
    last_day = serializers.SerializerMethodField()
    status = serializers.ChoiceField(AgreementStatus.choices)
    is_in_force = serializers.BooleanField()

    class Meta:
        model = SharingAgreement
        fields = (
            "id", "title", "number", "supersedes", "status", "is_in_force", "parties", "purposes", "why", "categories", "items",
            "data_items", "direction", "bases", "rights", "governance", "retention", "security", "dpia_reference",
            "further_details", "first_day", "last_day", "review_on",
            "drafted_at", "signed_at", "suspended_at", "suspended_reason", "ended_at", "ended_reason",
        )  # fmt: skip

    def get_first_day(self, agreement: SharingAgreement) -> date:
        """The first day on which it holds."""
        return local_date(agreement.start_at)

    def get_last_day(self, agreement: SharingAgreement) -> date:
        """The last day on which it holds, as people entered it."""
        return last_day(agreement.end_at)


class DeclineSharingBody(Body):
    """Which agency asked yours for data, what for, which, and why you do not share them."""

    asking = Scoped(selectors.agency_for)
    purpose = Choice(PURPOSES)
    asked_on = Day()
    categories = serializers.ListField(child=Choice(DataCategory.choices), required=False, max_length=20)
    items = serializers.ListField(child=Choice(DataItem.choices), required=False, max_length=40)
    reason = Text()
    example = {
        "asking": AN_ID,
        "purpose": "linkage",
        "asked_on": "2026-03-02",
        "categories": ["health"],
        "items": ["name", "birth_date", "arrival_mode"],
        "reason": "Postcode sectors would do for what they want to know, and they asked for names",
    }


class DeclinedSharingShown(Shown):
    """A request for data that was declined."""

    asking_name = serializers.CharField(source="asking.name")
    asked_name = serializers.CharField(source="asked.name")
    declined_by = Who()

    class Meta:
        model = DeclinedSharing
        fields = (
            "id", "asking", "asking_name", "asked", "asked_name", "asked_on", "purpose", "categories", "items", "reason",
            "declined_at", "declined_by",
        )  # fmt: skip
