"""One chronology of a case: everything that happened, from whichever room, newest first.

Rooms above this one register their sources by name in settings.CHRONOLOGY_SOURCES. A source takes an actor and a case
and gives a queryset of rows that the actor may see, annotated with the columns of `Entry`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.permissions import Permission, visible
from casework.models import Allocation, Case, Contact, Document, StatusChange


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story."""

    kind: str
    id: UUID
    at: datetime
    who: str
    agency: str
    category: str
    label: str
    text: str


class Source(Protocol):
    """What settings.CHRONOLOGY_SOURCES names."""

    def __call__(self, actor: Actor, case: Case) -> QuerySet[Any]:
        """Rows that the actor may see, with the columns of an entry."""
        ...


COLUMNS = ("entry_kind", "pk", "entry_at", "entry_who", "entry_agency", "entry_category", "entry_label", "entry_text")


def entries(actor: Actor, case: Case, *, before: tuple[datetime, UUID] | None = None, limit: int = 25) -> list[Entry]:
    """The newest entries, or those before a given one. One query, whatever the number of sources.

    Each source gives its own newest first, so that a case with thousands of entries costs no more than one with few.
    """
    parts = []
    for source in _sources():
        rows = source(actor, case)
        if before is not None:
            at, pk = before
            rows = rows.filter(Q(entry_at__lt=at) | Q(entry_at=at, pk__lt=pk))
        parts.append(rows.order_by("-entry_at", "-pk").values_list(*COLUMNS)[:limit])
    parts = [part for part in parts if not part.query.is_empty()]  # Django's union leaves these out, and then fails
    if not parts:
        return []
    merged = parts[0].union(*parts[1:], all=True).order_by("-entry_at", "-pk")[:limit]
    return [Entry(*row) for row in merged]


def columns(
    rows: QuerySet[Any],
    kind: str,
    *,
    at: str,
    who: str,
    label: str | Value = Value(""),
    text: str | Value = Value(""),
    agency: str = "",
    category: str | Value = Value(DataCategory.GENERAL.value),
) -> QuerySet[Any]:
    """Annotate rows with the columns of an entry; strings are paths, `who` is the path of a membership."""
    annotated: QuerySet[Any] = rows.annotate(
        entry_kind=Value(kind, output_field=CharField()),
        entry_at=F(at),
        entry_who=F(f"{who}__user__name"),
        entry_agency=F(agency or f"{who}__agency__name"),
        entry_category=_text(category, CharField()),
        entry_label=_text(label, CharField()),
        entry_text=_text(text, TextField()),
    )
    return annotated


def seen(actor: Actor, case: Case, model: type[Model], path: str = "case") -> QuerySet[Any]:
    """Rows of the case that the actor may see; for sources."""
    return visible(actor, Permission.VIEW_CASE, model._default_manager.filter(**{path: case}))


def contacts(actor: Actor, case: Case) -> QuerySet[Contact]:
    """Contacts and notes, at the time when they happened."""
    return columns(
        seen(actor, case, Contact),
        "contact",
        at="happened_at",
        who="recorded_by",
        label="channel",
        text="summary",
        agency="source_agency__name",
        category="category",
    )


def documents(actor: Actor, case: Case) -> QuerySet[Document]:
    """Documents, at the time when they were recorded."""
    return columns(
        seen(actor, case, Document),
        "document",
        at="recorded_at",
        who="recorded_by",
        label="kind",
        text="title",
        agency="source_agency__name",
        category="category",
    )


def status_changes(actor: Actor, case: Case) -> QuerySet[StatusChange]:
    """Steps in the life of the case."""
    return columns(
        seen(actor, case, StatusChange),
        "status_change",
        at="changed_at",
        who="changed_by",
        label="to_status",
        text="reason",
    )


def allocations(actor: Actor, case: Case) -> QuerySet[Allocation]:
    """Who came to work on it."""
    return columns(
        seen(actor, case, Allocation),
        "allocation",
        at="started_at",
        who="started_by",
        label="role",
        text="membership__user__name",
    )


def _text(value: str | Value, output: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value, output)


@cache
def _sources() -> list[Source]:
    return [import_string(path) for path in settings.CHRONOLOGY_SOURCES]
