"""Confidential addresses: what is said of one, that there is one, and what it says once somebody asks for it."""

from rest_framework import serializers

from api.serializers.base import Body, ShortText, Text
from api.serializers.shown import NamedPerson, Shown
from casework.models import ConfidentialAddress


class ConfidentialAddressBody(Body):
    """Where somebody is."""

    lines = Text(max_length=400)
    town = ShortText(required=False, allow_blank=True, max_length=100)
    postcode = ShortText(required=False, allow_blank=True, max_length=10)
    note = Text(required=False, allow_blank=True, max_length=400)
    example = {"lines": "Flat 2\n9 Alder Court", "town": "Leek", "postcode": "ST13 5AA", "note": "Ring from the corner"}


class ConfidentialAddressShown(Shown):
    """That there is one. What it says is shown by asking for it, which is on record."""

    person = NamedPerson()
    recorded_by = serializers.CharField(source="recorded_by.user.name")

    class Meta:
        model = ConfidentialAddress
        fields = ("id", "case", "person", "recorded_at", "recorded_by", "ended_at")


class ConfidentialAddressOpened(ConfidentialAddressShown):
    """What it says."""

    class Meta:
        model = ConfidentialAddress
        fields = ("id", "case", "person", "lines", "town", "postcode", "note", "recorded_at", "recorded_by", "ended_at")
