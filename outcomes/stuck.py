"""Where the work of a team is stuck: cases on which something that carries support has stopped, and since when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, Subquery

from agencies import clock
from agencies.actors import Actor
from agencies.permissions import Permission, check, visible
from casework import due
from casework.enums import IN_PROGRESS, AllocationRole
from casework.models import Case
from casework.querysets import CaseQuerySet
from casework.selectors import cases_for
from outcomes.enums import Answer, ReviewCause
from outcomes.models import ClosureAgreement, Outcome, Review

NO_OUTCOME, NO_CONTACT, REVIEW_LATE, NOT_AGREED = "no_outcome", "no_contact", "review_late", "not_agreed"
KINDS = (NO_OUTCOME, NO_CONTACT, REVIEW_LATE, NOT_AGREED)
Found = Iterable[tuple[UUID, str, date]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is stuck, and since which day."""

    kind: str
    since: date


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case and its reasons, the oldest first."""

    case: Case
    reasons: list[Reason]


def stuck_of(actor: Actor) -> list[Stuck]:
    """The cases of the actor's team that are stuck, the longest first; for its manager."""
    check(actor, Permission.ALLOCATE_CASE)
    today = clock.today()
    reasons: dict[UUID, list[Reason]] = defaultdict(list)
    for rows in (_without_outcome(actor, today), _silent(actor, today), _reviews(actor, today)):
        for case, kind, since in rows:
            reasons[case].append(Reason(kind, since))
    cases = cases_for(actor).filter(pk__in=list(reasons))
    found = [Stuck(case, sorted(reasons[case.pk], key=lambda each: each.since)) for case in cases]
    return sorted(found, key=lambda each: (each.reasons[0].since, each.case.reference))


def _without_outcome(actor: Actor, today: date) -> Found:
    """Taken in so many weeks ago, and no outcome that its people want and everybody named in it agreed to."""
    agreed = Outcome.objects.wanted().with_agreement().filter(case=OuterRef("pk"), is_agreed=True)
    begun = Min("allocations__started_at", filter=Q(allocations__role=AllocationRole.LEAD))
    rows = _of_team(actor).filter(~Exists(agreed)).annotate(begun=begun).values_list("pk", "begun")
    latest = today - timedelta(weeks=settings.NO_OUTCOME_WEEKS)
    days = [(case, clock.local_date(begun)) for case, begun in rows if begun is not None]
    return [(case, NO_OUTCOME, day) for case, day in days if day <= latest]


def _silent(actor: Actor, today: date) -> Found:
    """Nobody was reached: as the worker and the deputy are reminded of it."""
    days = timedelta(days=settings.NO_CONTACT_DAYS)
    rows = due.no_contact(today).rows.filter(pk__in=_of_team(actor).values("pk"))
    return [(case, NO_CONTACT, day - days) for case, day in rows.values_list("due_case", "due_day")]


def _reviews(actor: Actor, today: date) -> Found:
    """A review whose day has passed; and one that was called because somebody does not agree to close, from then on."""
    answers = ClosureAgreement.objects.filter(participant__proposal__case=OuterRef("case"), answer=Answer.REFUSED)
    rows = Review.objects.filter(held_at__isnull=True, case__in=_of_team(actor).values("pk")).annotate(
        refused_at=Subquery(answers.order_by("-position").values("recorded_at")[:1])
    )
    for case, cause, due_on, refused_at in rows.values_list("case", "cause", "due_on", "refused_at"):
        if due_on < today:
            yield case, REVIEW_LATE, due_on
        if cause == ReviewCause.REFUSAL:
            yield case, NOT_AGREED, clock.local_date(refused_at)


def _of_team(actor: Actor) -> CaseQuerySet:
    rows: CaseQuerySet = Case.objects.filter(team=actor.team, status__in=sorted(IN_PROGRESS))
    return visible(actor, Permission.ALLOCATE_CASE, rows)
