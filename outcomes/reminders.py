"""What is due in this room: actions and reviews. Registered in settings.REMINDER_SOURCES."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies import clock
from casework.enums import IN_PROGRESS
from casework.reminder_sources import Source, due, lead_of, who_sees_it
from outcomes.models import Action, Review


def actions_due(until: date) -> Source:
    """An action's day is near or here. Its owner is told; where they are a participant, or not there, the case's lead."""
    rows = _actions(until).filter(due_on__gte=clock.Today())
    return Source("action_due", _("An action is due"), _due_action(rows), is_told_ahead=True)


def actions_overdue(until: date) -> Source:
    """Its day has passed, and it is neither done nor dropped."""
    rows = _actions(until).filter(due_on__lt=clock.Today())
    return Source("action_overdue", _("An action is overdue"), _due_action(rows), escalates=True)


def reviews_due(until: date) -> Source:
    """The day of a review is near or here."""
    rows = _reviews(until).filter(due_on__gte=clock.Today())
    return Source("review_due", _("A review is due"), _due_review(rows), is_told_ahead=True)


def reviews_missed(until: date) -> Source:
    """Its day has passed, and it was not held."""
    rows = _reviews(until).filter(due_on__lt=clock.Today())
    return Source("review_missed", _("A review was missed"), _due_review(rows), escalates=True)


def _actions(until: date) -> QuerySet[Action]:
    return Action.objects.to_do().filter(due_on__lte=until, case__status__in=IN_PROGRESS)


def _due_action(rows: QuerySet[Action]) -> QuerySet[Action]:
    worker = Coalesce(who_sees_it("owner_worker"), lead_of("case"))
    return due(rows, on="due_on", case="case", worker=worker)


def _reviews(until: date) -> QuerySet[Review]:
    return Review.objects.filter(held_at__isnull=True, due_on__lte=until, case__status__in=IN_PROGRESS)


def _due_review(rows: QuerySet[Review]) -> QuerySet[Review]:
    return due(rows, on="due_on", case="case", worker=lead_of("case"))
