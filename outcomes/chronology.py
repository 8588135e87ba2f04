"""This room's part in the chronology of a case; registered in settings.CHRONOLOGY_SOURCES."""

from django.db.models import QuerySet

from agencies.actors import Actor
from casework.chronology import columns, content, kept_from_somebody, name_of, seen
from casework.models import Case
from outcomes.models import (
    Action,
    ClosureAgreement,
    ClosureProposal,
    Outcome,
    OutcomeAgreement,
    OutcomeVersion,
    Rating,
    Review,
    Understanding,
)


def understandings(actor: Actor, case: Case) -> QuerySet[Understanding]:
    """What was understood of what matters."""
    return content(actor, case, Understanding, "understanding", text="what_matters")


def outcomes(actor: Actor, case: Case) -> QuerySet[Outcome]:
    """Outcomes, at the time when they were first written down."""
    return content(actor, case, Outcome, "outcome", label="domain")


def outcome_wordings(actor: Actor, case: Case) -> QuerySet[OutcomeVersion]:
    """Every wording of each outcome, the first included."""
    return columns(
        seen(actor, case, OutcomeVersion, "outcome__case"),
        "outcome_wording",
        at="worded_at",
        who="worded_by",
        label="outcome__domain",
        text="wording",
        category="outcome__category",
        kept=kept_from_somebody(Outcome, "outcome"),
    )


def outcome_agreements(actor: Actor, case: Case) -> QuerySet[OutcomeAgreement]:
    """Who agreed to which outcome."""
    return columns(
        seen(actor, case, OutcomeAgreement, "version__outcome__case"),
        "outcome_agreement",
        at="agreed_at",
        who="agreed_by",
        label=name_of("member__"),
        text="version__wording",
        category="version__outcome__category",
        kept=kept_from_somebody(Outcome, "version__outcome"),
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
        kept=kept_from_somebody(Outcome, "outcome"),
    )


def actions(actor: Actor, case: Case) -> QuerySet[Action]:
    """Actions, at the time when they were taken on."""
    return content(actor, case, Action, "action", text="title")


def reviews(actor: Actor, case: Case) -> QuerySet[Review]:
    """Reviews that were held."""
    rows = content(actor, case, Review, "review", at="held_at", who="held_by", text="summary")
    return rows.filter(held_at__isnull=False)


def closure_proposals(actor: Actor, case: Case) -> QuerySet[ClosureProposal]:
    """When the people were asked whether support may end, on which ground, and in which words."""
    rows = seen(actor, case, ClosureProposal)
    return columns(rows, "closure_proposal", at="proposed_at", who="proposed_by", label="ground", text="wording")


def closure_proposals_ended(actor: Actor, case: Case) -> QuerySet[ClosureProposal]:
    """When that question was over, and why."""
    rows = seen(actor, case, ClosureProposal).filter(ended_at__isnull=False)
    return columns(rows, "closure_proposal_ended", at="ended_at", who="ended_by", label="ground", text="end_reason")


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
