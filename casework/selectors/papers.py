"""Plans that were printed, and what came back of them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Missing
from agencies.selectors import one
from casework.models import Case, Document, PrintedPlan
from casework.references import code_of
from casework.selectors.reach import rows_for


def prints_of(actor: Actor, case: Case) -> QuerySet[PrintedPlan]:
    """The prints of a case's plan, the newest first."""
    return rows_for(actor, _prints().filter(case=case)).order_by("-printed_at", "pk")


def print_for(actor: Actor, key: UUID) -> PrintedPlan:
    """One print."""
    rows: QuerySet[PrintedPlan] = rows_for(actor, _prints())
    return one(rows, key)


def print_by_code(actor: Actor, code: str) -> PrintedPlan:
    """The print that bears the code, however it was typed. Raises Missing: a code opens nothing that is not theirs anyway."""
    found: PrintedPlan | None = rows_for(actor, _prints()).filter(code=code_of(code)).first()
    if found is None:
        raise Missing(NOT_FOUND)
    return found


def _prints() -> QuerySet[PrintedPlan, Any]:
    signed = Document.objects.order_by("dated_on", "recorded_at").select_related(
        "recorded_by__user", "recorded_by__agency", "case", "file_check"
    )
    rows = PrintedPlan.objects.select_related("case", "printed_by__user")
    return rows.prefetch_related(Prefetch("signed", queryset=signed))
