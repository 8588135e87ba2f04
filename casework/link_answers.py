"""Clerical review: what a person says of two mentions that the linkage could not tell apart, or took for one person.

An answer holds from the next run on, from run to run, until somebody takes it back: in one step, whatever was done since.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Missing
from agencies.extracts.agreed import binding
from agencies.permissions import Permission, check, holds
from agencies.selectors import one
from agencies.versions import locked
from casework.exceptions import LinkAnswered
from casework.models import ComparedPair, LinkAnswer
from casework.newest_run import newest_run

SIDES = ("left__agency", "right__agency")


def questions_for(actor: Actor) -> QuerySet[ComparedPair]:
    """What nobody answered yet of the run that counts, the likeliest first; where the agreements of both sides bind them."""
    standing = LinkAnswer.objects.filter(
        Q(left=OuterRef("left"), right=OuterRef("right")) | Q(left=OuterRef("right"), right=OuterRef("left")),
        withdrawn_at__isnull=True,
    )
    return pairs_for(actor).filter(~Exists(standing), is_question=True).order_by("-weight", "pk")


def pairs_for(actor: Actor) -> QuerySet[ComparedPair]:
    """All pairs of the run that counts, links and questions."""
    check(actor, Permission.REVIEW_LINKS)
    rows = ComparedPair.objects.filter(_reviewed(actor), run=newest_run())
    return rows.select_related(*SIDES)


def pair_for(actor: Actor, key: UUID) -> ComparedPair:
    """One of them; raises Missing."""
    _require_reviewer(actor)
    return one(pairs_for(actor), key)


def links_of(actor: Actor, pair: ComparedPair) -> QuerySet[ComparedPair]:
    """By what else either of its two mentions is linked, the surest first: whoever decides sees what they join."""
    sides = [pair.left_id, pair.right_id]
    rows = pairs_for(actor).filter(Q(left__in=sides) | Q(right__in=sides), is_question=False)
    return rows.exclude(pk=pair.pk).order_by("-weight", "pk")


def answers_for(actor: Actor) -> QuerySet[LinkAnswer]:
    """What people answered, the newest first."""
    check(actor, Permission.REVIEW_LINKS)
    people = ("answered_by__user", "answered_by__agency", "withdrawn_by__user", "withdrawn_by__agency")
    return LinkAnswer.objects.filter(_reviewed(actor)).select_related(*SIDES, *people).order_by("-answered_at", "pk")


def answer_for(actor: Actor, key: UUID) -> LinkAnswer:
    """One of them; raises Missing."""
    _require_reviewer(actor)
    return one(answers_for(actor), key)


@transaction.atomic
def answer(pair: ComparedPair, *, is_same: bool, note: str = "", by: Actor, at: datetime | None = None) -> LinkAnswer:
    """Say that two mentions are of one person, or of two. Raises LinkAnswered where somebody said so before."""
    pair_for(by, pair.pk)
    left, right = sorted((pair.left_id, pair.right_id))
    said = {"is_same": is_same, "note": note.strip(), "answered_at": clock.moment(at), "answered_by": by.signatory}
    row = LinkAnswer(left_id=left, right_id=right, **said)
    # Two who answer at once: the database takes one of them.
    LinkAnswer.objects.bulk_create([row], ignore_conflicts=True)
    if not LinkAnswer.objects.filter(pk=row.pk).exists():
        raise LinkAnswered(_("Somebody answered this meanwhile. Take their answer back first, if you know better."))
    audit.record("link.answered", row, by=by, at=row.answered_at, is_same=is_same)
    return answer_for(by, row.pk)


@transaction.atomic
def withdraw(answer: LinkAnswer, *, by: Actor, at: datetime | None = None) -> LinkAnswer:
    """Take an answer back, whoever gave it: from the next run on it is as if nobody had answered. Raises LinkAnswered."""
    answer_for(by, answer.pk)
    row = locked(answer)
    if row.withdrawn_at is not None:
        raise LinkAnswered(_("This answer was taken back already."))
    row.withdrawn_at, row.withdrawn_by = clock.moment(at), by.signatory
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("link.answer_withdrawn", row, by=by, at=row.withdrawn_at)
    return answer_for(by, row.pk)


def _require_reviewer(actor: Actor) -> None:
    """To whoever reviews no links, a pair that is there is as one that is not."""
    if not holds(actor, Permission.REVIEW_LINKS):
        raise Missing(NOT_FOUND)


def _reviewed(actor: Actor) -> Q:
    """That the agreement under which either side came is in force, is for linkage, and binds the actor's agency."""
    agreed = binding(actor.signatory.agency)
    return Q(left__extract__agreement__in=agreed, right__extract__agreement__in=agreed)
