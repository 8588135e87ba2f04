"""Reviews: looking together at how far they have come. There is always a next one while a case is worked on."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from casework.contacts import require_people_of, write
from casework.lifecycle import require_open
from casework.models import Case, CaseMember, Person
from outcomes.enums import ReviewCause
from outcomes.exceptions import ReviewHeld
from outcomes.models import Review

# Later than that is no plan but a typing mistake in the year, or a way to put it off for good.
MAY_LIE_AHEAD = timedelta(days=366)


@transaction.atomic
def plan(
    case: Case,
    *,
    due_on: date,
    by: Actor,
    category: DataCategory | None = None,
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> Review:
    """Say when the people look together next; where a day is set already, this one takes its place.

    - a review that was called since somebody does not agree to close is brought forward, never put later
    - a category that is not said is general, or what it was; nobody from whom the review is kept is taken off
    """
    check(by, Permission.WORK_CASE, case)
    require_open(case)
    at, kept_from = clock.moment(at), list(not_to_disclose_to)
    _require_day_ahead(due_on, at=at)
    review = _next_of(case)
    if review is None:
        review = Review(case=case, category=category or DataCategory.GENERAL, due_on=due_on, cause=ReviewCause.PLANNED)
        return write(review, [], kept_from, by=by, at=at, event="review.planned")
    if review.cause == ReviewCause.REFUSAL and due_on > review.due_on:
        raise Invalid.field(
            "due_on",
            _(
                "Somebody does not agree to close, so this review was called for %(due_on)s. Name that day or "
                "an earlier one; or look together, and name the next day then."
            )
            % {"due_on": f"{review.due_on:%d/%m/%Y}"},
        )
    require_people_of(case, not_to_disclose_to=kept_from)
    review.category = category or review.category
    review.not_to_disclose_to.add(*kept_from)
    # One that a refusal called stays so: else it would be brought forward first, and put later after that.
    cause = ReviewCause.REFUSAL if review.cause == ReviewCause.REFUSAL else ReviewCause.PLANNED
    return _move(review, due_on, cause, by=by, at=at)


def call(case: Case, due_on: date, cause: ReviewCause, *, by: Actor, at: datetime, field: str = "due_on") -> Review:
    """Set the next review, for verbs that have checked what they need; `field` is what the day is called in theirs."""
    _require_day_ahead(due_on, at=at, field=field)
    review = _next_of(case)
    if review is None:
        review = Review(case=case, category=DataCategory.GENERAL, due_on=due_on, cause=cause)
        return write(review, [], [], by=by, at=at, event="review.planned")
    if review.cause == cause == ReviewCause.REFUSAL:  # a second refusal does not put off what the first called
        due_on = min(review.due_on, due_on)
    return _move(review, due_on, cause, by=by, at=at)


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

    - it is about those who took part
    - plans the next review for that day
    """
    check(by, Permission.WORK_CASE, review)
    require_open(review.case)
    review = Review.objects.select_for_update(of=("self",)).select_related("case").get(pk=review.pk)
    members, at = list(took_part), clock.moment(at)
    if review.held_at is not None:
        raise ReviewHeld(_("This review took place already. The next one is planned: record what you found there."))
    if any(member.case_id != review.case_id for member in members):
        raise Invalid.field("took_part", _("Name people who are part of this case."))
    if next_on <= clock.local_date(at):
        raise Invalid.field("next_on", _("Name a day to come, on which you look again together."))
    review.held_at, review.held_by, review.summary = at, by.signatory, summary
    review.save(update_fields=["held_at", "held_by", "summary"])
    review.took_part.set(members)
    people = [member.person_id for member in members]
    review.about.add(*(member.person for member in members))
    audit.record("review.held", review, by=by, at=at, case_id=review.case_id, people=people)
    call(review.case, next_on, ReviewCause.PLANNED, by=by, at=at, field="next_on")
    return review


def _next_of(case: Case) -> Review | None:
    return Review.objects.select_for_update(of=("self",)).filter(case=case, held_at__isnull=True).first()


def _move(review: Review, due_on: date, cause: ReviewCause, *, by: Actor, at: datetime) -> Review:
    before, review.due_on, review.cause = review.due_on, due_on, cause
    review.save(update_fields=["due_on", "cause", "category"])
    audit.record(
        "review.moved",
        review,
        by=by,
        at=at,
        case_id=review.case_id,
        cause=cause,
        category=review.category,
        before=before.isoformat(),
    )
    return review


def _require_day_ahead(due_on: date, *, at: datetime, field: str = "due_on") -> None:
    today = clock.local_date(at)
    if due_on < today:
        raise Invalid.field(field, _("This day has passed. Name a day to come."))
    if due_on > today + MAY_LIE_AHEAD:
        raise Invalid.field(field, _("This is more than a year ahead. Name a day within the next twelve months."))
