"""What those who help say to each other about a case, as its part in the chronology: comments, pulls, warnings.

An answer is an entry of its own, of the agency that gave it: who asked reads it while a share of theirs covers it.
"""

from typing import Any

from django.db.models import QuerySet, Value

from agencies.reach import Reach
from casework.chronology import Column, columns, content, seen
from casework.models import (
    CaseContent,
    CaseWarning,
    CaseWarningEnd,
    Comment,
    CommentAnswer,
    EmergencyAccess,
    Pull,
    PullEnd,
    PullReply,
)


def comments(reach: Reach) -> QuerySet[Comment]:
    """Comments on entries, and corrections that were asked for."""
    return content(reach, Comment, "comment", label="kind", text="text")


def corrections_answered(reach: Reach) -> QuerySet[CommentAnswer]:
    """What the agency that wrote the entry answered."""
    return _answers(reach, CommentAnswer, "correction_answered", act="answered", label="outcome", text="answer")


def pulls(reach: Reach) -> QuerySet[Pull]:
    """Help that was asked for or offered."""
    return content(reach, Pull, "pull", label="kind", text="what")


def pulls_answered(reach: Reach) -> QuerySet[PullReply]:
    """What was said to that."""
    return _answers(reach, PullReply, "pull_answered", act="answered", label="answer", text="answer_words")


def pulls_ended(reach: Reach) -> QuerySet[PullEnd]:
    """When the help was over, and what came of it."""
    return _answers(reach, PullEnd, "pull_ended", act="ended", label="kind", text="came_of_it")


def warnings(reach: Reach) -> QuerySet[CaseWarning]:
    """What everybody was to know before a visit."""
    return content(reach, CaseWarning, "warning", text="text")


def warnings_ended(reach: Reach) -> QuerySet[CaseWarningEnd]:
    """When that held no longer, and why."""
    return _answers(reach, CaseWarningEnd, "warning_ended", act="ended", label=Value(""), text="end_reason")


def emergencies(reach: Reach) -> QuerySet[EmergencyAccess]:
    """Who opened the case in an emergency, and why; for those who work with the household."""
    rows = seen(reach, EmergencyAccess)
    return columns(rows, "emergency", at="opened_at", who="opened_by", label="category", text="reason")


def _answers(reach: Reach, model: type[CaseContent], kind: str, *, act: str, label: Column, text: str) -> QuerySet[Any]:
    who = f"{act}_by"
    rows = content(reach, model, kind, at=f"{act}_at", who=who, agency=f"{who}__agency__name", label=label, text=text)
    return rows.filter(**{f"{act}_at__isnull": False})
