"""Reviews: looking together at how far they have come. There is always a next one while a case is worked on."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from casework.contacts import write
from casework.lifecycle import require_open
from casework.models import Case, CaseMember
from outcomes.enums import ReviewCause
from outcomes.exceptions import ReviewHeld
from outcomes.models import Review


@transaction.atomic
def plan(case: Case, *, due_on: date, by: Actor, at: datetime | None = None) -> Review:
    """Say when the people look together next; where a day is set already, this one takes its place."""
    check(by, Permission.WORK_CASE, case)
    require_open(case)
    return call(case, due_on, ReviewCause.PLANNED, by=by, at=clock.moment(at))


def call(case: Case, due_on: date, cause: ReviewCause, *, by: Actor, at: datetime) -> Review:
    """Set the next review, for verbs that have checked what they need."""
    if due_on < clock.local_date(at):
        raise Invalid.field("due_on", "This day has passed. Name a day to come.")
    review = Review.objects.select_for_update(of=("self",)).filter(case=case, held_at__isnull=True).first()
    if review is None:
        review = Review(case=case, category=DataCategory.GENERAL, due_on=due_on, cause=cause)
        return write(review, [], [], by=by, at=at, event="review.planned")
    review.due_on, review.cause = due_on, cause
    review.save(update_fields=["due_on", "cause"])
    audit.record("review.moved", review, by=by, at=at, case_id=case.pk, cause=cause)
    return review


@transaction.atomic
def hold(
    review: Review,
    *,
    summary: str,
    took_part: Iterable[CaseMember],
    next_on: date,
    by: Actor,
    at: datetime | None = None,
) -> Review:
    """The people looked together: what they said, and when they look again. Without a next day it is not held.

    - plans the next review for that day
    """
    check(by, Permission.WORK_CASE, review)
    require_open(review.case)
    review = Review.objects.select_for_update(of=("self",)).select_related("case").get(pk=review.pk)
    members, at = list(took_part), clock.moment(at)
    if review.held_at is not None:
        raise ReviewHeld("This review took place already. The next one is planned: record what you found there.")
    if any(member.case_id != review.case_id for member in members):
        raise Invalid.field("took_part", "Name people who are part of this case.")
    if next_on <= clock.local_date(at):
        raise Invalid.field("next_on", "Name a day to come, on which you look again together.")
    review.held_at, review.held_by, review.summary = at, by.signatory, summary
    review.save(update_fields=["held_at", "held_by", "summary"])
    review.took_part.set(members)
    audit.record(
        "review.held", review, by=by, at=at, case_id=review.case_id, people=[member.person_id for member in members]
    )
    call(review.case, next_on, ReviewCause.PLANNED, by=by, at=at)
    return review
