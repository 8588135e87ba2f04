"""Warnings in the head of a case."""

from uuid import UUID

from django.db.models import QuerySet

from agencies.actors import Actor
from agencies.selectors import one
from casework.models import Case, CaseWarning, CaseWarningEnd
from casework.selectors.content import content_rows
from casework.selectors.reach import is_seen, rows_for


def warnings_of(actor: Actor, case: Case) -> QuerySet[CaseWarning]:
    """Those that stand in a case, and those that were ended."""
    return _warnings(actor).filter(case=case)


def warning_for(actor: Actor, key: UUID) -> CaseWarning:
    """One warning."""
    return one(_warnings(actor), key)


def _warnings(actor: Actor) -> QuerySet[CaseWarning]:
    people = ("owner__user", "owner__agency", "looked_again_by__user", "ended_by__user", "ended_by__agency")
    rows = rows_for(actor, content_rows(CaseWarning.objects.select_related(*people)))
    return rows.annotate(shows_end=is_seen(actor, CaseWarningEnd))
