"""What was recorded in a case."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet

from agencies.actors import Actor
from agencies.selectors import one
from casework.models import (
    Case,
    CaseMember,
    Contact,
    Document,
    Person,
)
from casework.selectors.reach import rows_for, with_seen

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


def contacts_of(actor: Actor, case: Case) -> QuerySet[Contact]:
    """Contacts and notes of a case."""
    return corrigible(actor, case.contacts.all())


def contact_for(actor: Actor, key: UUID) -> Contact:
    """One contact."""
    return one(corrigible(actor, Contact.objects.all()), key)


def documents_of(actor: Actor, case: Case) -> QuerySet[Document]:
    """Documents of a case."""
    return corrigible(actor, case.documents.select_related("file_check"))


def document_for(actor: Actor, key: UUID) -> Document:
    """One document."""
    return one(corrigible(actor, Document.objects.select_related("file_check")), key)


def corrigible(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows of content of a kind that is corrected by another row: those that the actor may see."""
    return rows_for(actor, with_seen(actor, content_rows(rows), "corrects"))


def content_rows(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows of content with what is shown of each; for the selectors of this room and the one above."""
    people = Person.objects.order_by("name", "pk")  # else each answer names them in another order
    return rows.select_related("case", "source_agency", "recorded_by__user").prefetch_related(
        Prefetch("about", queryset=people),
        Prefetch("not_to_disclose_to", queryset=people),
        Prefetch("case__members", queryset=CaseMember.objects.departed(), to_attr="departed"),
    )
