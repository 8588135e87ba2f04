"""Disclosures: what requests say of them, and how they are shown."""

from datetime import date
from typing import Any

from rest_framework import serializers

from agencies import selectors
from agencies.data_items import DataItem
from agencies.delivery_states import DeliveryState
from agencies.disclosure_rhythms import DisclosureRhythm
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import agreed, asking, schedules, telling
from agencies.enums import Purpose
from agencies.models import Disclosure, DisclosureDelivery, DisclosureSchedule
from api.serializers.base import Body, Choice, Scoped, ShortText, Text
from api.serializers.shown import Shown, Who

DISCLOSED_ITEMS = [(item.value, DataItem(item).label) for item in agreed.ITEMS]
DISCLOSED_PURPOSES = [(purpose.value, Purpose(purpose).label) for purpose in agreed.PURPOSES]
AN_AGE_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


class DisclosureBody(Body):
    """What is asked for, of whom and under which agreement; `recipient_key` is a public key of age, for which it is sealed.

    `every`: it is asked for again by itself, in the same words, and each time decided on. `push`: once it can be fetched,
    it is pushed to your agency's address, too.
    """

    agency = Scoped(selectors.agency_for)
    agreement = Scoped(asking.agreement_to_ask_under)
    purpose = Choice(DISCLOSED_PURPOSES)
    items = serializers.ListField(child=Choice(DISCLOSED_ITEMS), min_length=1, max_length=10)
    why = Text()
    recipient_key = ShortText(max_length=100)
    by_name = serializers.BooleanField(required=False)
    by_name_reason = Text(required=False, allow_blank=True)
    every = Choice(DisclosureRhythm.choices, required=False)
    push = serializers.BooleanField(required=False)
    example = {
        "agency": "0e9d7a6c-5b4a-4938-8271-605f4e3d2c1b",
        "agreement": "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10",
        "purpose": "support",
        "items": ["birth_date"],
        "why": "To see how many of those we are called to have somebody beside them",
        "recipient_key": AN_AGE_KEY,
    }


class StopBody(Body):
    """Why it is stopped; both agencies read it."""

    reason = Text()
    example = {"reason": "The agreement is being looked at again"}


class ReceiptBody(Body):
    """SHA-256 of the file as it arrived, in hexadecimal."""

    sha256 = ShortText(max_length=64, min_length=64)
    example = {"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}


class RefuseDisclosureBody(Body):
    """Why it is refused; both agencies read it."""

    reason = Text()
    example = {"reason": "Fewer items would do: ask for the year of birth alone"}


class ScheduleShown(Shown):
    """How often it is asked for, since when, and until when."""

    every = serializers.ChoiceField(DisclosureRhythm.choices)
    begun_by = Who()
    ended_by = Who(allow_null=True)

    class Meta:
        model = DisclosureSchedule
        fields = ("every", "begun_at", "begun_by", "ended_at", "ended_by")


class DeliveryShown(Shown):
    """How far its pushing is; `status` is what the server there last answered, `trouble` what was in the way.

    `unknown` and `failed` wait for the agency that asked: it looks, and asks for it to be pushed again.
    """

    state = serializers.ChoiceField(DeliveryState.choices)

    class Meta:
        model = DisclosureDelivery
        fields = ("state", "made_at", "tries", "sent_at", "status", "trouble")


class OfFile(Shown):
    """What is told of a file, and when."""

    def to_representation(self, instance: Disclosure) -> Any:
        """The row; blank of what the other side is to know from the file alone, or not yet."""
        data = super().to_representation(instance)
        hidden = telling.untold(instance, self.context["actor"]) & set(data)
        return data | {name: "" if name == "sha256" else None for name in hidden}


class DisclosureShown(OfFile):
    """A disclosure, and how far it is; `trouble` says why the service stopped it. Nothing of anybody stands here.

    Whoever asked reads `size`, `rows` and `manifest` from its release on, and `sha256` once they have confirmed it:
    it is the hash of what arrived.
    """

    state = serializers.ChoiceField(DisclosureState.choices)
    asked_by = Who()
    approved_by = Who(allow_null=True)
    refused_by = Who(allow_null=True)
    stopped_by = Who(allow_null=True)
    collected_by = Who(allow_null=True)
    manifest = serializers.DictField(allow_null=True)
    schedule = ScheduleShown(allow_null=True)
    delivery = DeliveryShown(allow_null=True)
    pushed_to = serializers.SerializerMethodField()
    next_on = serializers.SerializerMethodField()
    next_trouble = serializers.SerializerMethodField()

    class Meta:
        model = Disclosure
        fields = (
            "id", "agency", "recipient", "agreement", "purpose", "items", "why", "by_name", "by_name_reason", "recipient_key",
            "state", "asked_at", "asked_by", "approved_at", "approved_by", "prepared_at", "embargo_until", "released_at",
            "collected_at", "collected_by", "refused_at", "refused_by", "refused_reason", "stopped_at", "stopped_by",
            "stopped_reason", "failed_at", "trouble", "edition", "taken_back_at", "size", "sha256", "rows", "manifest",
            "schedule", "next_on", "next_trouble", "pushed_to", "delivery",
        )  # fmt: skip

    def get_pushed_to(self, row: Disclosure) -> str:
        """The address to which it is pushed; empty where it is only fetched."""
        return row.push_to.url if row.push_to is not None else ""

    def get_next_on(self, row: Disclosure) -> date | None:
        """The day from which it is asked for again; null where it is not."""
        return schedules.next_day(row)

    def get_next_trouble(self, row: Disclosure) -> str:
        """Why it could not be asked for again on that day."""
        return schedules.trouble_of(row)


class DisclosureListed(OfFile):
    """A disclosure in the list."""

    state = serializers.ChoiceField(DisclosureState.choices)
    asked_by = Who()

    class Meta:
        model = Disclosure
        fields = (
            "id", "agency", "recipient", "agreement", "purpose", "state", "asked_at", "asked_by", "embargo_until", "released_at",
            "collected_at", "refused_at", "stopped_at", "failed_at", "rows",
        )  # fmt: skip
