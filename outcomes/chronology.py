"""This room's part in the chronology of a case; registered in settings.CHRONOLOGY_SOURCES."""

from typing import Any

from django.db.models import Model, QuerySet, Value

from agencies.actors import Actor
from casework.chronology import columns, seen
from casework.models import Case
from outcomes.models import Action, ClosureAgreement, Outcome, OutcomeAgreement, Rating, Review, Understanding


def understandings(actor: Actor, case: Case) -> QuerySet[Understanding]:
    """What was understood of what matters."""
    return _content(actor, case, Understanding, "understanding", text="what_matters")


def outcomes(actor: Actor, case: Case) -> QuerySet[Outcome]:
    """Outcomes as they were first written down."""
    return _content(actor, case, Outcome, "outcome", label="domain")


def outcome_agreements(actor: Actor, case: Case) -> QuerySet[OutcomeAgreement]:
    """Who agreed to which outcome."""
    return columns(
        seen(actor, case, OutcomeAgreement, "version__outcome__case"),
        "outcome_agreement",
        at="agreed_at",
        who="agreed_by",
        label="member__person__name",
        text="version__wording",
        category="version__outcome__category",
    )


def ratings(actor: Actor, case: Case) -> QuerySet[Rating]:
    """Where they stood, in either voice."""
    return columns(
        seen(actor, case, Rating, "outcome__case"),
        "rating",
        at="rated_at",
        who="rated_by",
        label="voice",
        text="words",
        category="outcome__category",
    )


def actions(actor: Actor, case: Case) -> QuerySet[Action]:
    """Actions, at the time when they were taken on."""
    return _content(actor, case, Action, "action", text="title")


def reviews(actor: Actor, case: Case) -> QuerySet[Review]:
    """Reviews that were held."""
    return columns(
        seen(actor, case, Review).filter(held_at__isnull=False),
        "review",
        at="held_at",
        who="held_by",
        text="summary",
        agency="source_agency__name",
        category="category",
    )


def closure_answers(actor: Actor, case: Case) -> QuerySet[ClosureAgreement]:
    """What each person said to the proposal that support ends."""
    return columns(
        seen(actor, case, ClosureAgreement, "participant__proposal__case"),
        "closure_answer",
        at="recorded_at",
        who="recorded_by",
        label="answer",
        text="words",
    )


def _content(
    actor: Actor,
    case: Case,
    model: type[Model],
    kind: str,
    *,
    label: str | Value = Value(""),
    text: str | Value = Value(""),
) -> QuerySet[Any]:
    return columns(
        seen(actor, case, model),
        kind,
        at="recorded_at",
        who="recorded_by",
        label=label,
        text=text,
        agency="source_agency__name",
        category="category",
    )
