"""Contacts, documents and the chronology of a case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.exceptions import Invalid
from api.endpoints import Creating, Detail, Endpoint, Listing
from api.filters import ContactFilter
from api.pages import ByHappening, ByRecording
from api.pagination import page_size
from api.serializers import content as shapes
from api.with_file import CreatingWithFile
from casework import chronology, contacts, file_checks, selectors
from config.downloads import download


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


class Documents(Listing, CreatingWithFile):
    """Documents; record that one exists, or send its file along."""

    subject, rows = selectors.case_for, selectors.documents_of
    body, verb, again = shapes.DocumentBody, contacts.record_document, selectors.document_for
    out = shapes.DocumentShown
    pagination_class = ByRecording


class DocumentFile(Endpoint):
    """The file of a document, as an attachment, once it was checked for harm; until then `file` of the document says why not."""

    requires = ("subject",)
    subject, subject_key = selectors.document_for, "id"
    gives_file = True

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever they accept: it is one file, of one type."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """All of it."""
        document = self.load()
        given = file_checks.given_out(document)
        self.looks.note_file(document)
        return download(given)


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
