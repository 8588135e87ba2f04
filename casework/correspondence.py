"""What those who help say to each other about a case, as its part in the chronology: comments, corrections, pulls.

An answer is an entry of its own, of the agency that gave it: who asked reads it while a share of theirs covers it.
"""

from typing import Any

from django.db.models import QuerySet

from agencies.actors import Actor
from casework.chronology import Scope, content
from casework.models import CaseContent, Comment, CommentAnswer, Pull, PullEnd, PullReply


def comments(actor: Actor, of: Scope) -> QuerySet[Comment]:
    """Comments on entries, and corrections that were asked for."""
    return content(actor, of, Comment, "comment", label="kind", text="text")


def corrections_answered(actor: Actor, of: Scope) -> QuerySet[CommentAnswer]:
    """What the agency that wrote the entry answered."""
    return _answers(actor, of, CommentAnswer, "correction_answered", act="answered", label="outcome", text="answer")


def pulls(actor: Actor, of: Scope) -> QuerySet[Pull]:
    """Help that was asked for or offered."""
    return content(actor, of, Pull, "pull", label="kind", text="what")


def pulls_answered(actor: Actor, of: Scope) -> QuerySet[PullReply]:
    """What was said to that."""
    return _answers(actor, of, PullReply, "pull_answered", act="answered", label="answer", text="answer_words")


def pulls_ended(actor: Actor, of: Scope) -> QuerySet[PullEnd]:
    """When the help was over, and what came of it."""
    return _answers(actor, of, PullEnd, "pull_ended", act="ended", label="kind", text="came_of_it")


def _answers(
    actor: Actor, of: Scope, model: type[CaseContent], kind: str, *, act: str, label: str, text: str
) -> QuerySet[Any]:
    who = f"{act}_by"
    rows = content(
        actor, of, model, kind, at=f"{act}_at", who=who, agency=f"{who}__agency__name", label=label, text=text
    )
    return rows.filter(**{f"{act}_at__isnull": False})
