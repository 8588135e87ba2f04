"""Contacts, documents and the chronology: what requests say of them, and how they are shown."""

from typing import Any

from rest_framework import serializers

from agencies.enums import DataCategory
from api.serializers.base import Body, Choice, Day, Moment, Scoped, ShortText, Text
from api.serializers.shown import CONTENT, ContentShown
from casework import file_checks, selectors
from casework.chronology import Entry
from casework.enums import Channel, Demand, DocumentKind, FileType
from casework.file_states import FileState
from casework.models import Contact, Document, FileCheck
from outcomes.reasons import text_of


class ContentBody(Body):
    """What every entry says: its category, whom it is about, and from whom in the household it is kept."""

    category = Choice(DataCategory.choices)
    about = serializers.ListField(child=Scoped(selectors.person_for), required=False, max_length=30)
    not_to_disclose_to = serializers.ListField(child=Scoped(selectors.person_for), required=False, max_length=30)


class ContactBody(ContentBody):
    """A contact, a try to reach somebody, or a note."""

    happened_at = Moment()
    channel = Choice(Channel.choices)
    was_reached = serializers.BooleanField(required=False)
    demand = Choice(Demand.choices, required=False)
    demand_cause = Text(required=False, allow_blank=True)
    summary = Text()
    agreed = Text(required=False, allow_blank=True)
    corrects = Scoped(selectors.contact_for, required=False)
    example = {
        "category": "housing",
        "happened_at": "2026-03-10T14:30:00Z",
        "channel": "visit",
        "demand": "failure",
        "demand_cause": "The repair was closed without a visit",
        "summary": "The boiler is still broken; Rosa called four times",
        "agreed": "I call the landlord tomorrow, Rosa keeps the reference number",
    }


class ContactShown(ContentShown):
    """A contact."""

    seen_only = ("corrects",)

    class Meta:
        model = Contact
        fields = (
            *CONTENT, "happened_at", "channel", "was_reached", "demand", "demand_cause", "summary", "agreed", "corrects",
        )  # fmt: skip


class DocumentBody(ContentBody):
    """A document, and where it is held."""

    title = ShortText()
    kind = Choice(DocumentKind.choices)
    dated_on = Day()
    held_where = ShortText(required=False, help_text="Needed where no file is sent along.")
    corrects = Scoped(selectors.document_for, required=False)
    example = {
        "category": "housing",
        "title": "Tenancy agreement",
        "kind": "letter",
        "dated_on": "2024-06-01",
        "held_where": "North office, cabinet 2",
    }


class FileShown(serializers.Serializer[FileCheck]):
    """The file of a document, and whether it can be opened."""

    type = serializers.ChoiceField(FileType.choices, source="document.file_type")
    size = serializers.IntegerField(source="document.file_size", help_text="In bytes, as it came.")
    state = serializers.ChoiceField(FileState.choices)
    why = serializers.SerializerMethodField(help_text="Why it cannot be opened, and what to do; empty where it can.")

    def get_why(self, check: FileCheck) -> str:
        """In words."""
        return file_checks.words_of(check.document)


class DocumentShown(ContentShown):
    """A document."""

    seen_only = ("corrects",)
    file = FileShown(source="file_check", allow_null=True, help_text="At `file/` beneath its own address.")

    class Meta:
        model = Document
        fields = (*CONTENT, "title", "kind", "dated_on", "held_where", "corrects", "file")


class EntryShown(serializers.Serializer[Any]):
    """One line of the chronology."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    who = serializers.CharField()
    agency = serializers.CharField()
    category = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours hides an attribute of theirs
    text = serializers.SerializerMethodField()
    is_kept_from_somebody = serializers.BooleanField()
    corrects = serializers.UUIDField(allow_null=True)
    recorded_at = serializers.DateTimeField()

    def get_text(self, entry: Entry) -> str:
        """What was written; of a reason that a verb gave by itself, its words."""
        return text_of(entry)


class ChronologyPage(serializers.Serializer[Any]):
    """A page of the chronology, and the address of what happened before."""

    next = serializers.CharField(allow_null=True)
    results = EntryShown(many=True)
