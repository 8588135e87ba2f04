"""Contacts, documents and the chronology of a case."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core import signing
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.exceptions import Invalid
from api.endpoints import Creating, Detail, Endpoint, Listing
from api.filters import ContactFilter
from api.pages import ByHappening, ByRecording
from api.pagination import page_size
from api.serializers import content as shapes
from casework import chronology, contacts, selectors


class Contacts(Listing, Creating):
    """Contacts and notes; record one."""

    subject, rows = selectors.case_for, selectors.contacts_of
    body, verb, again = shapes.ContactBody, contacts.record, selectors.contact_for
    out = shapes.ContactShown
    filterset_class = ContactFilter
    pagination_class = ByHappening


class ContactDetail(Detail):
    """One contact."""

    subject, subject_key, out = selectors.contact_for, "id", shapes.ContactShown


class Documents(Listing, Creating):
    """Documents; record that one exists."""

    subject, rows = selectors.case_for, selectors.documents_of
    body, verb, again = shapes.DocumentBody, contacts.record_document, selectors.document_for
    out = shapes.DocumentShown
    pagination_class = ByRecording


class DocumentDetail(Detail):
    """One document."""

    subject, subject_key, out = selectors.document_for, "id", shapes.DocumentShown


class Story(Endpoint):
    """Entries of a case in pages: `entries(actor, case, before, limit)`, newest first by their `instant`."""

    requires = ("subject", "out", "entries")
    takes = {"before": "Where the page begins: follow `next`.", "page_size": "How many entries, up to 100."}
    entries: ClassVar[Callable[..., list[chronology.Entry]]]
    instant: ClassVar[str] = "at"

    def get(self, request: Request, reference: str) -> Response:
        """One page; `next` leads to what came before."""
        kind = type(self)
        case, size = self.load(), page_size(request)
        found = kind.entries(self.actor, case, before=self.before(request), limit=size + 1)
        following = None
        if len(found) > size:
            last = found[size - 1]
            place = [getattr(last, kind.instant).isoformat(), str(last.id), last.kind]
            following = f"{request.path}?before={signing.dumps(place, salt=self.salt)}&page_size={size}"
        self.looks.note_entries(case, found[:size])
        return Response(self.shown({"next": following, "results": found[:size]}))

    def before(self, request: Request) -> chronology.Place | None:
        """The entry that the page follows."""
        cursor = request.query_params.get("before")
        if cursor is None:
            return None
        try:
            at, pk, kind = signing.loads(cursor, salt=self.salt)
        except signing.BadSignature as error:
            raise Invalid.field("before", "This page address is not whole. Begin with the first page.") from error
        return datetime.fromisoformat(at), UUID(pk), kind

    @property
    def salt(self) -> str:
        """A place in one story is none in another, which is in another order."""
        return f"api.{type(self).__name__.lower()}"


class Chronology(Story):
    """Everything that happened in a case, newest first, as one story."""

    subject, out = selectors.case_for, shapes.ChronologyPage
    entries = chronology.entries
