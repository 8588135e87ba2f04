"""Households and people: what requests say of them, and how they are shown."""

from typing import Any

from rest_framework import serializers

from agencies import selectors as agencies
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.shown import NamedPerson, Shown
from casework import selectors
from casework.births import BirthPrecision, show_birth
from casework.enums import WEEKDAYS, HouseholdRole, NameKind, SafeWay
from casework.identifiers import IdentifierScheme, show_identifier
from casework.models import (
    Address,
    Household,
    HouseholdChange,
    HouseholdMember,
    Person,
    PersonIdentifier,
    PersonLink,
    PersonName,
    SafeContact,
)

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


class HouseholdBody(Body):
    """A new household."""

    name = ShortText()
    example = {"name": "The Bell household"}


class HouseholdShown(Shown):
    """A household."""

    class Meta:
        model = Household
        fields = ("id", "name", "registered_at")


class MoveInBody(Body):
    """Somebody moves in."""

    person = Scoped(selectors.person_for)
    role = Choice(HouseholdRole.choices)
    started_on = Day()
    example = {"person": AN_ID, "role": "adult", "started_on": "2025-04-01"}


class MoveOutBody(Body):
    """The first day on which they no longer live there."""

    ended_on = Day()
    example = {"ended_on": "2026-02-14"}


class HouseholdMemberShown(Shown):
    """Somebody's time in a household."""

    person = NamedPerson()

    class Meta:
        model = HouseholdMember
        fields = ("id", "household", "person", "role", "started_on", "ended_on")

    def to_representation(self, instance: Any) -> Any:
        """Whoever is kept apart from the household has the name that they had when they left."""
        data = super().to_representation(instance)
        data["person"]["name"] = instance.name_then or data["person"]["name"]
        return data


class AddressBody(Body):
    """Where a household lives, from which day."""

    lines = Text(max_length=400)
    town = ShortText(required=False, allow_blank=True, max_length=100)
    postcode = ShortText(required=False, allow_blank=True, max_length=20)
    uprn = ShortText(required=False, allow_blank=True, max_length=20)
    started_on = Day()
    example = {
        "lines": "12 Canal Street",
        "town": "Burslem",
        "postcode": "ST6 1AA",
        "uprn": "100012345678",
        "started_on": "2025-04-01",
    }


class AddressShown(Shown):
    """An address."""

    class Meta:
        model = Address
        fields = ("id", "household", "lines", "town", "postcode", "uprn", "started_on", "ended_on")


class SplitBody(Body):
    """Who lives on their own from now."""

    people = serializers.ListField(child=Scoped(selectors.person_for), min_length=1, max_length=30)
    name = ShortText()
    reason = Text()
    made_on = Day()
    example = {"people": [AN_ID], "name": "Tom Bell", "reason": "Tom has a flat of his own", "made_on": "2026-02-14"}


class JoinBody(Body):
    """Which household they live with from now."""

    into = Scoped(selectors.household_for)
    reason = Text()
    made_on = Day()
    example = {"into": AN_ID, "reason": "They moved in together", "made_on": "2026-02-14"}


class HouseholdChangeShown(Shown):
    """A split or a join."""

    class Meta:
        model = HouseholdChange
        fields = ("id", "kind", "source", "target", "reason", "made_on", "made_at", "undone_at")


class PersonBody(Body):
    """A new person; also what can be put right of one."""

    name = ShortText()
    pronouns = ShortText(required=False, allow_blank=True, max_length=40)
    born_on = Day(required=False, allow_null=True)
    birth_precision = Choice(BirthPrecision.choices, required=False)
    example = {"name": "Rosa Bell", "born_on": "1988-04-02", "birth_precision": "day"}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A whole date is a known day unless they say otherwise; and how exactly a date is known needs the date."""
        if attrs.get("born_on") and "birth_precision" not in attrs:
            attrs["birth_precision"] = BirthPrecision.DAY
        elif "birth_precision" in attrs and "born_on" not in attrs:
            attrs["born_on"] = None
        elif "born_on" in attrs and "birth_precision" not in attrs:
            attrs["birth_precision"] = BirthPrecision.UNKNOWN
        return attrs


class AmendPersonBody(PersonBody):
    """What is put right of a person."""

    died_on = Day(required=False, allow_null=True)
    language = ShortText(required=False, allow_blank=True, max_length=60)
    needs_interpreter = serializers.BooleanField(required=False)
    example = {"name": "Rosa Bell-Hughes", "language": "Welsh", "needs_interpreter": True}


class SafeContactBody(Body):
    """How somebody can be reached safely from now on: all of it, since it replaces what held before."""

    ways = serializers.ListField(child=Choice(SafeWay.choices), max_length=10)
    days = serializers.ListField(child=Choice(WEEKDAYS), required=False, max_length=7)
    not_before = serializers.TimeField(required=False, allow_null=True)
    not_after = serializers.TimeField(required=False, allow_null=True)
    when_words = ShortText(required=False, allow_blank=True, max_length=120)
    code_word = ShortText(required=False, allow_blank=True, max_length=60)
    no_voicemail = serializers.BooleanField(required=False)
    device_is_shared = serializers.BooleanField(required=False)
    do_not = ShortText(required=False, allow_blank=True, max_length=200)
    who_said = ShortText(max_length=200)
    review_on = Day()
    example = {
        "ways": ["text", "visit"],
        "days": [1, 2, 3, 4, 5],
        "not_before": "09:30",
        "not_after": "14:30",
        "code_word": "Bluebell",
        "no_voicemail": True,
        "who_said": "Herself, at the school",
        "review_on": "2026-06-01",
    }


class SafeContactShown(Shown):
    """How somebody can be reached safely, or could until it was replaced."""

    recorded_by = serializers.CharField(
        source="writer", help_text="Who wrote it down; empty where that is nobody whom you know to work with them."
    )

    class Meta:
        model = SafeContact
        fields = (
            "id", "person", "ways", "days", "not_before", "not_after", "when_words", "code_word", "no_voicemail",
            "device_is_shared", "do_not", "who_said", "review_on", "recorded_at", "recorded_by", "replaced_at",
        )  # fmt: skip


class NameBody(Body):
    """Another name of a person."""

    name = ShortText()
    kind = Choice(NameKind.choices)
    agency = Scoped(agencies.agency_for, required=False)
    example = {"name": "Rosa Hughes", "kind": "former"}


class NameShown(Shown):
    """Another name of a person."""

    class Meta:
        model = PersonName
        fields = ("id", "name", "kind", "agency")


class IdentifierBody(Body):
    """A number that another system knows a person by."""

    scheme = Choice(IdentifierScheme.choices)
    value = ShortText(max_length=60)
    system = ShortText(required=False, allow_blank=True, max_length=60)
    example = {"scheme": "nhs_number", "value": "943 476 5919"}


class IdentifierShown(Shown):
    """A number that another system knows a person by."""

    display = serializers.SerializerMethodField()

    class Meta:
        model = PersonIdentifier
        fields = ("id", "scheme", "system", "value", "display", "verified_at", "withdrawn_at")

    def get_display(self, row: PersonIdentifier) -> str:
        """As people read it aloud."""
        return show_identifier(row.scheme, row.value)


class PersonShown(Shown):
    """A person."""

    born = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = (
            "id", "name", "pronouns", "born_on", "birth_precision", "born", "died_on", "language", "needs_interpreter",
            "registered_at",
        )  # fmt: skip

    def get_born(self, person: Person) -> str:
        """In plain words, as exactly as it is known."""
        return show_birth(person.born_on, person.birth_precision)


class LinkBody(Body):
    """Another record of the same person."""

    same_as = Scoped(selectors.person_for)
    evidence = Text()
    example = {"same_as": AN_ID, "evidence": "Same NHS number, and she told us of her former name"}


class LinkShown(Shown):
    """Two records of one person."""

    class Meta:
        model = PersonLink
        fields = ("id", "person", "same_as", "evidence", "linked_at", "undone_at")
