"""One chronology of a case: everything that happened, from whichever room, newest first.

Rooms above this one register their sources by name in settings.CHRONOLOGY_SOURCES. A source takes what an
actor sees of one case, or of several, and gives a queryset of rows within it, annotated with the columns of `Entry`.
"""

from collections.abc import Iterable
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
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)  # fmt: skip
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.reach import Reach, reached, while_it_lasts
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
from casework.narrowing import Only


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. One row may tell two of them, such as a beginning and an end: `kind` tells which.

    `is_kept_from_somebody`: it must not be said before somebody of the household. `corrects`: the entry that it replaces.
    `recorded_at`: when it was written down, which may be after `at`, when it happened. `writer`: whose membership wrote it.
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
    recorded_at: datetime
    writer: UUID


class Source(Protocol):
    """What settings.CHRONOLOGY_SOURCES names."""

    def __call__(self, reach: Reach) -> QuerySet[Any]:
        """Rows within reach, with the columns of an entry."""
        ...


Place = tuple[datetime, UUID, str]  # when, which row, and which of its entries
Column = str | Combinable

COLUMNS = (
    "entry_kind", "pk", "entry_at", "entry_who", "entry_agency", "entry_category", "entry_label", "entry_text",
    "entry_kept", "entry_corrects", "entry_recorded", "entry_writer",
)  # fmt: skip
KEPT = gettext_lazy(", with its file")
BY_HAPPENING, BY_RECORDING = "entry_at", "entry_recorded"


def entries(
    actor: Actor, case: Case, *, before: Place | None = None, limit: int = 25, only: Only = Only()
) -> list[Entry]:
    """The newest entries, or those before a given place. As many queries, whatever the number of sources."""

    def read(reach: Reach) -> list[Entry]:
        return merged([only.of(rows) for rows in rows_of_sources(reach)], BY_HAPPENING, before=before, limit=limit)

    return while_it_lasts(actor, Case, [case.pk], read)


def rows_of_sources(reach: Reach) -> list[QuerySet[Any]]:
    """What each source has to tell."""
    return [source(reach) for source in _sources()]


def merged(
    parts: Iterable[QuerySet[Any]], instant: str, *, before: Place | None = None, limit: int = 25
) -> list[Entry]:
    """Rows of sources as one page, newest first by this instant; a place is that of an entry in the same order.

    Each source gives its own newest first, so that a case with thousands of entries costs no more than one with few.
    """
    order = (f"-{instant}", "-pk", "-entry_kind")
    if before is not None:
        at, pk, kind = before
        same = Q(**{instant: at})
        earlier = Q(**{f"{instant}__lt": at}) | same & Q(pk__lt=pk) | same & Q(pk=pk, entry_kind__lt=kind)
        parts = [rows.filter(earlier) for rows in parts]
    union = united([rows.order_by(*order).values_list(*COLUMNS)[:limit] for rows in parts])
    return [] if union is None else [Entry(*row) for row in union.order_by(*order)[:limit]]


def united(parts: Iterable[QuerySet[Any]]) -> QuerySet[Any] | None:
    """All rows of the parts, in one query; nothing where no part can have any."""
    parts = [part for part in parts if not part.query.is_empty()]  # Django's union leaves these out, and then fails
    return parts[0].union(*parts[1:], all=True) if parts else None


def columns(
    rows: QuerySet[Any],
    kind: str,
    *,
    at: str,
    who: str,
    recorded: str = "",
    label: Column = Value(""),
    text: Column = Value(""),
    agency: str = "",
    category: Column = Value(DataCategory.GENERAL.value),
    kept: Combinable = Value(value=False),
    corrects: Column = Value(None),
) -> QuerySet[Any]:
    """Annotate rows with the columns of an entry; strings are paths, `who` is the path of the membership that wrote it.

    `recorded` is named where that was not `at`.
    """
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
        entry_recorded=F(recorded or at),
        entry_writer=F(who),
    )
    return annotated


def content(
    reach: Reach,
    model: type[CaseContent],
    kind: str,
    *,
    at: str = "recorded_at",
    who: str = "recorded_by",
    recorded: str = "",
    agency: str = "source_agency__name",
    label: Column = Value(""),
    text: Column = Value(""),
) -> QuerySet[Any]:
    """The columns of rows of content: their category and agency, from whom they are kept, and what they correct."""
    can_correct = any(field.name == "corrects" for field in model._meta.concrete_fields)
    return columns(
        seen(reach, model),
        kind,
        at=at,
        who=who,
        recorded=recorded,
        label=label,
        text=text,
        agency=agency,
        category="category",
        kept=kept_from_somebody(model),
        corrects=_seen_corrects(reach, model) if can_correct else Value(None),
    )


def _seen_corrects(reach: Reach, model: type[CaseContent]) -> Subquery:
    corrected = model._default_manager.filter(pk=OuterRef("corrects"))
    return Subquery(reached(reach, corrected).values("pk"))


def name_of(path: str = "") -> Combinable:
    """The name of the member at this path; of somebody who left, what they were called then."""
    return Coalesce(NullIf(f"{path}name_at_leaving", Value("")), f"{path}person__name")


def kept_from_somebody(model: type[CaseContent], path: str = "pk") -> Exists:
    """Whether the row of content at this path is kept from somebody of the household."""
    relation: Any = model._meta.get_field("not_to_disclose_to")
    kept = relation.remote_field.through._default_manager.filter(**{relation.m2m_field_name(): OuterRef(path)})
    return Exists(kept)


def seen(reach: Reach, model: type[Model], path: str = "case") -> QuerySet[Any]:
    """Rows of these cases that are within reach, each with its `entry_case`; for sources."""
    rows = reached(reach, model._default_manager.filter(**{f"{path}__in": reach.cases}))
    told: QuerySet[Any] = rows.annotate(entry_case=F(path))
    return told


def contacts(reach: Reach) -> QuerySet[Contact]:
    """Contacts and notes, at the time when they happened."""
    return content(reach, Contact, "contact", at="happened_at", recorded="recorded_at", label="channel", text="summary")


def documents(reach: Reach) -> QuerySet[Document]:
    """Documents, at the time when they were recorded; of one whose file is kept here, that it is."""
    kept = When(file_key__isnull=False, then=Concat("title", Value(str(KEPT))))
    text = models.Case(kept, default="title", output_field=TextField())
    return content(reach, Document, "document", label="kind", text=text)


def status_changes(reach: Reach) -> QuerySet[StatusChange]:
    """Steps in the life of the case."""
    rows = seen(reach, StatusChange)
    return columns(rows, "status_change", at="changed_at", who="changed_by", label="to_status", text="reason")


def allocations(reach: Reach) -> QuerySet[Allocation]:
    """Who came to work on it."""
    rows = seen(reach, Allocation)
    return columns(rows, "allocation", at="started_at", who="started_by", label="role", text="membership__user__name")


def allocations_ended(reach: Reach) -> QuerySet[Allocation]:
    """Who ceased to work on it, and what they told the next; where there was no handover, why it ended."""
    rows = seen(reach, Allocation).filter(ended_at__isnull=False)
    told = Coalesce(NullIf("handover_note", Value("")), "end_reason")
    return columns(rows, "allocation_ended", at="ended_at", who="ended_by", label="membership__user__name", text=told)


def joinings(reach: Reach) -> QuerySet[CaseMember]:
    """Who became part of the case."""
    rows = seen(reach, CaseMember)
    return columns(rows, "member_joined", at="joined_at", who="joined_by", label=name_of())


def leavings(reach: Reach) -> QuerySet[CaseMember]:
    """Who is no longer part of it, and what showed that."""
    # Of somebody who has a case of their own it only says that they left: what shows it is what must not be disclosed.
    apart = When(leaving_reason=LeavingReason.SEPARATED, then=Value(""))
    evidence = models.Case(apart, default="leaving_evidence", output_field=TextField())
    rows = seen(reach, CaseMember).filter(left_at__isnull=False)
    return columns(rows, "member_left", at="left_at", who="left_by", label=name_of(), text=evidence)


def engagements(reach: Reach) -> QuerySet[EngagementAgreement]:
    """Who said yes to being supported."""
    rows = seen(reach, EngagementAgreement, "member__case")
    return columns(rows, "engagement", at="agreed_at", who="agreed_by", label=name_of("member__"), text="words")


def engagements_withdrawn(reach: Reach) -> QuerySet[EngagementAgreement]:
    """Who took that yes back."""
    return columns(
        seen(reach, EngagementAgreement, "member__case").filter(withdrawn_at__isnull=False),
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
