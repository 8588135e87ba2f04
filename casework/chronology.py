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
from django.db import models
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.module_loading import import_string

from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.permissions import Permission, visible
from casework.enums import LeavingReason
from casework.models import (
    Allocation,
    Case,
    CaseContent,
    CaseMember,
    Contact,
    Document,
    EngagementAgreement,
    StatusChange,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. One row may tell two of them, such as a beginning and an end: `kind` tells which.

    `is_kept_from_somebody`: it must not be said before somebody of the household. `corrects`: the entry that it replaces.
    """

    kind: str
    id: UUID
    at: datetime
    who: str
    agency: str
    category: str
    label: str
    text: str
    is_kept_from_somebody: bool
    corrects: UUID | None


class Source(Protocol):
    """What settings.CHRONOLOGY_SOURCES names."""

    def __call__(self, actor: Actor, case: Case) -> QuerySet[Any]:
        """Rows that the actor may see, with the columns of an entry."""
        ...


Place = tuple[datetime, UUID, str]  # when, which row, and which of its entries
Column = str | Combinable

COLUMNS = (
    "entry_kind", "pk", "entry_at", "entry_who", "entry_agency", "entry_category", "entry_label", "entry_text",
    "entry_kept", "entry_corrects",
)  # fmt: skip
ORDER = ("-entry_at", "-pk", "-entry_kind")


def entries(actor: Actor, case: Case, *, before: Place | None = None, limit: int = 25) -> list[Entry]:
    """The newest entries, or those before a given place. One query, whatever the number of sources.

    Each source gives its own newest first, so that a case with thousands of entries costs no more than one with few.
    """
    parts = []
    for source in _sources():
        rows = source(actor, case)
        if before is not None:
            at, pk, kind = before
            earlier = Q(entry_at__lt=at) | Q(entry_at=at, pk__lt=pk) | Q(entry_at=at, pk=pk, entry_kind__lt=kind)
            rows = rows.filter(earlier)
        parts.append(rows.order_by(*ORDER).values_list(*COLUMNS)[:limit])
    parts = [part for part in parts if not part.query.is_empty()]  # Django's union leaves these out, and then fails
    if not parts:
        return []
    merged = parts[0].union(*parts[1:], all=True).order_by(*ORDER)[:limit]
    return [Entry(*row) for row in merged]


def columns(
    rows: QuerySet[Any],
    kind: str,
    *,
    at: str,
    who: str,
    label: Column = Value(""),
    text: Column = Value(""),
    agency: str = "",
    category: Column = Value(DataCategory.GENERAL.value),
    kept: Combinable = Value(value=False),
    corrects: Column = Value(None),
) -> QuerySet[Any]:
    """Annotate rows with the columns of an entry; strings are paths, `who` is the path of a membership."""
    annotated: QuerySet[Any] = rows.annotate(
        entry_kind=_cast(Value(kind), CharField()),
        entry_at=F(at),
        entry_who=F(f"{who}__user__name"),
        entry_agency=F(agency or f"{who}__agency__name"),
        entry_category=_cast(category, CharField()),
        entry_label=_cast(label, CharField()),
        entry_text=_cast(text, TextField()),
        entry_kept=_cast(kept, BooleanField()),
        entry_corrects=_cast(corrects, UUIDField()),
    )
    return annotated


def content(
    actor: Actor,
    case: Case,
    model: type[CaseContent],
    kind: str,
    *,
    at: str = "recorded_at",
    who: str = "recorded_by",
    label: Column = Value(""),
    text: Column = Value(""),
) -> QuerySet[Any]:
    """The columns of rows of content: their category and agency, from whom they are kept, and what they correct."""
    can_correct = any(field.name == "corrects" for field in model._meta.concrete_fields)
    return columns(
        seen(actor, case, model),
        kind,
        at=at,
        who=who,
        label=label,
        text=text,
        agency="source_agency__name",
        category="category",
        kept=kept_from_somebody(model),
        corrects="corrects" if can_correct else Value(None),
    )


def name_of(path: str = "") -> Combinable:
    """The name of the member at this path; of somebody who left, what they were called then."""
    return Coalesce(NullIf(f"{path}name_at_leaving", Value("")), f"{path}person__name")


def kept_from_somebody(model: type[CaseContent], path: str = "pk") -> Exists:
    """Whether the row of content at this path is kept from somebody of the household."""
    relation: Any = model._meta.get_field("not_to_disclose_to")
    kept = relation.remote_field.through._default_manager.filter(**{relation.m2m_field_name(): OuterRef(path)})
    return Exists(kept)


def seen(actor: Actor, case: Case, model: type[Model], path: str = "case") -> QuerySet[Any]:
    """Rows of the case that the actor may see; for sources."""
    return visible(actor, Permission.VIEW_CASE, model._default_manager.filter(**{path: case}))


def contacts(actor: Actor, case: Case) -> QuerySet[Contact]:
    """Contacts and notes, at the time when they happened."""
    return content(actor, case, Contact, "contact", at="happened_at", label="channel", text="summary")


def documents(actor: Actor, case: Case) -> QuerySet[Document]:
    """Documents, at the time when they were recorded."""
    return content(actor, case, Document, "document", label="kind", text="title")


def status_changes(actor: Actor, case: Case) -> QuerySet[StatusChange]:
    """Steps in the life of the case."""
    rows = seen(actor, case, StatusChange)
    return columns(rows, "status_change", at="changed_at", who="changed_by", label="to_status", text="reason")


def allocations(actor: Actor, case: Case) -> QuerySet[Allocation]:
    """Who came to work on it."""
    rows = seen(actor, case, Allocation)
    return columns(rows, "allocation", at="started_at", who="started_by", label="role", text="membership__user__name")


def allocations_ended(actor: Actor, case: Case) -> QuerySet[Allocation]:
    """Who ceased to work on it, and what they told the next; where there was no handover, why it ended."""
    rows = seen(actor, case, Allocation).filter(ended_at__isnull=False)
    told = Coalesce(NullIf("handover_note", Value("")), "end_reason")
    return columns(rows, "allocation_ended", at="ended_at", who="ended_by", label="membership__user__name", text=told)


def joinings(actor: Actor, case: Case) -> QuerySet[CaseMember]:
    """Who became part of the case."""
    rows = seen(actor, case, CaseMember)
    return columns(rows, "member_joined", at="joined_at", who="joined_by", label=name_of())


def leavings(actor: Actor, case: Case) -> QuerySet[CaseMember]:
    """Who is no longer part of it, and what showed that."""
    # Of somebody who has a case of their own it only says that they left: what shows it is what must not be disclosed.
    apart = When(leaving_reason=LeavingReason.SEPARATED, then=Value(""))
    evidence = models.Case(apart, default="leaving_evidence", output_field=TextField())
    rows = seen(actor, case, CaseMember).filter(left_at__isnull=False)
    return columns(rows, "member_left", at="left_at", who="left_by", label=name_of(), text=evidence)


def engagements(actor: Actor, case: Case) -> QuerySet[EngagementAgreement]:
    """Who said yes to being supported."""
    rows = seen(actor, case, EngagementAgreement, "member__case")
    return columns(rows, "engagement", at="agreed_at", who="agreed_by", label=name_of("member__"), text="words")


def engagements_withdrawn(actor: Actor, case: Case) -> QuerySet[EngagementAgreement]:
    """Who took that yes back."""
    return columns(
        seen(actor, case, EngagementAgreement, "member__case").filter(withdrawn_at__isnull=False),
        "engagement_withdrawn",
        at="withdrawn_at",
        who="withdrawn_by",
        label=name_of("member__"),
        text="withdrawn_words",
    )


def _cast(value: Column, output: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value, output)


@cache
def _sources() -> list[Source]:
    return [import_string(path) for path in settings.CHRONOLOGY_SOURCES]
