"""What is said about entries, help that is brought in, and what is new."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from agencies.actors import Actor
from agencies.selectors import one
from casework.enums import PullKind
from casework.models import Case, Comment, CommentAnswer, LastVisit, Pull, PullEnd, PullReply
from casework.selectors.cases import cases_for
from casework.selectors.content import content_rows
from casework.selectors.reach import is_seen, rows_for


def comments_of(actor: Actor, case: Case) -> QuerySet[Comment]:
    """Comments on entries of a case, and corrections that were asked for."""
    return _comments(actor).filter(case=case)


def comment_for(actor: Actor, key: UUID) -> Comment:
    """One comment."""
    return one(_comments(actor), key)


def pulls_of(actor: Actor, case: Case) -> QuerySet[Pull]:
    """Help that was asked for or offered in a case."""
    return _pulls(actor).filter(case=case)


def pull_for(actor: Actor, key: UUID) -> Pull:
    """One of these."""
    return one(_pulls(actor), key)


def cases_asking_us(actor: Actor, cases: Iterable[Case]) -> set[UUID]:
    """Which of these ask for the help of the actor's agency, and wait for its answer."""
    waiting = _pulls(actor).filter(kind=PullKind.ASKED, answered_at__isnull=True, ended_at__isnull=True)
    return set(waiting.filter(agency=actor.agency, case__in=[case.pk for case in cases]).values_list("case", flat=True))


def last_visit_for(actor: Actor, key: UUID) -> LastVisit:
    """Up to where the actor has read a case that they still see."""
    rows = LastVisit.objects.filter(visited_by=actor.membership, case__in=cases_for(actor).values("pk"))
    return one(rows.select_related("case"), key)


def _comments(actor: Actor) -> QuerySet[Comment]:
    rows = rows_for(actor, content_rows(Comment.objects.select_related("answered_by__user", "answered_by__agency")))
    return rows.annotate(shows_answer=is_seen(actor, CommentAnswer))


def _pulls(actor: Actor) -> QuerySet[Pull]:
    people = ("agency", "answered_by__user", "answered_by__agency", "ended_by__user", "ended_by__agency")
    rows = rows_for(actor, content_rows(Pull.objects.select_related(*people)))
    return rows.annotate(shows_answer=is_seen(actor, PullReply), shows_end=is_seen(actor, PullEnd))
