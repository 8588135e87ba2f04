"""What is due in this room: actions and reviews. Registered in settings.REMINDER_SOURCES."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from agencies import clock
from agencies.enums import Purpose, RoleCode
from agencies.models import Membership
from casework.enums import IN_PROGRESS, CaseKind
from casework.models import Allocation, CaseShare
from casework.reminder_sources import Source, due, lead_of
from outcomes.models import Action, Review


def actions_due(until: date) -> Source:
    """An action's day is near or here. Its owner is told; where they are a participant, or not there, the case's lead."""
    rows = _actions(until).filter(due_on__gte=clock.Today())
    return Source("action_due", "An action is due", _due_action(rows), is_told_ahead=True)


def actions_overdue(until: date) -> Source:
    """Its day has passed, and it is neither done nor dropped."""
    rows = _actions(until).filter(due_on__lt=clock.Today())
    return Source("action_overdue", "An action is overdue", _due_action(rows), escalates=True)


def reviews_due(until: date) -> Source:
    """The day of a review is near or here."""
    rows = _reviews(until).filter(due_on__gte=clock.Today())
    return Source("review_due", "A review is due", _due_review(rows), is_told_ahead=True)


def reviews_missed(until: date) -> Source:
    """Its day has passed, and it was not held."""
    rows = _reviews(until).filter(due_on__lt=clock.Today())
    return Source("review_missed", "A review was missed", _due_review(rows), escalates=True)


def _actions(until: date) -> QuerySet[Action]:
    return Action.objects.to_do().filter(due_on__lte=until, case__status__in=IN_PROGRESS)


def _due_action(rows: QuerySet[Action]) -> QuerySet[Action]:
    worker = Coalesce(Subquery(_owners_who_see_it().values("pk")), lead_of("case"))
    return due(rows, on="due_on", case="case", worker=worker)


def _reviews(until: date) -> QuerySet[Review]:
    return Review.objects.filter(held_at__isnull=True, due_on__lte=until, case__status__in=IN_PROGRESS)


def _due_review(rows: QuerySet[Review]) -> QuerySet[Review]:
    return due(rows, on="due_on", case="case", worker=lead_of("case"))


def _owners_who_see_it() -> QuerySet[Membership]:
    """The owner, while they act and the action is theirs to see; one who left, or whose share ended, is told nothing.

    It says of one row what `visible` says of all, so that nobody is reminded of what they would not be shown.
    """
    case, category, source = (OuterRef(OuterRef(name)) for name in ("case", "category", "source_agency"))
    allocated = Allocation.objects.filter(case=case, membership=OuterRef("pk"), ended_at__isnull=True)
    shares = CaseShare.objects.in_force().filter(case=case, agency=OuterRef("agency"), purpose=Purpose.SUPPORT)
    for_all = shares.filter(practitioners__isnull=True) | shares.filter(practitioners=OuterRef("pk"))
    shown = for_all.filter(Q(categories__contains=[category]) | Q(agency=source))
    works = Q(role__in=[RoleCode.SUPPORT_WORKER, RoleCode.MANAGER])
    of_team = Q(team=OuterRef("case__team")) & (
        ~Q(Exact(OuterRef("case__kind"), CaseKind.SEPARATED)) | Q(role=RoleCode.MANAGER)
    )
    rows: QuerySet[Membership] = Membership.objects.current().filter(
        works & (of_team | Q(Exists(allocated))) | Q(Exists(shown)), pk=OuterRef("owner_worker")
    )
    return rows
