"""This room's part in the chronology of a case; registered in settings.CHRONOLOGY_SOURCES."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from agencies.reach import Reach
from casework.chronology import columns, content, kept_from_somebody, name_of, seen
from casework.models import CaseContent
from outcomes.models import (
    Action,
    ActionDone,
    ActionDropped,
    ClosureAgreement,
    ClosureProposal,
    Outcome,
    OutcomeAgreement,
    OutcomeVersion,
    Rating,
    Review,
    Understanding,
)


def understandings(reach: Reach) -> QuerySet[Understanding]:
    """What was understood of what matters."""
    return content(reach, Understanding, "understanding", text="what_matters")


def outcomes(reach: Reach) -> QuerySet[Outcome]:
    """Outcomes, at the time when they were first written down."""
    return content(reach, Outcome, "outcome", label="domain")


def outcomes_dropped(reach: Reach) -> QuerySet[Outcome]:
    """Outcomes that its people no longer want, and why."""
    return _settled(reach, Outcome, "outcome_dropped", act="dropped", label="domain", text="dropped_reason")


def outcome_wordings(reach: Reach) -> QuerySet[OutcomeVersion]:
    """Every wording of each outcome, the first included."""
    return columns(
        seen(reach, OutcomeVersion, "outcome__case"),
        "outcome_wording",
        at="worded_at",
        who="worded_by",
        label="outcome__domain",
        text="wording",
        category="outcome__category",
        kept=kept_from_somebody(Outcome, "outcome"),
    )


def outcome_agreements(reach: Reach) -> QuerySet[OutcomeAgreement]:
    """Who agreed to which outcome."""
    return columns(
        seen(reach, OutcomeAgreement, "version__outcome__case"),
        "outcome_agreement",
        at="agreed_at",
        who="agreed_by",
        label=name_of("member__"),
        text="version__wording",
        category="version__outcome__category",
        kept=kept_from_somebody(Outcome, "version__outcome"),
    )


def ratings(reach: Reach) -> QuerySet[Rating]:
    """Where they stood, in either voice."""
    return columns(
        seen(reach, Rating, "outcome__case"),
        "rating",
        at="rated_at",
        who="rated_by",
        label="voice",
        text="words",
        category="outcome__category",
        kept=Greatest(F("was_said_alone"), kept_from_somebody(Outcome, "outcome")),
    )


def actions(reach: Reach) -> QuerySet[Action]:
    """Actions, at the time when they were taken on."""
    return content(reach, Action, "action", text="title")


def actions_done(reach: Reach) -> QuerySet[ActionDone]:
    """Actions that were done, and what came of each."""
    return _settled(reach, ActionDone, "action_done", act="done", label="title", text="result")


def actions_dropped(reach: Reach) -> QuerySet[ActionDropped]:
    """Actions that will not be done, and why."""
    return _settled(reach, ActionDropped, "action_dropped", act="dropped", label="title", text="dropped_reason")


def reviews(reach: Reach) -> QuerySet[Review]:
    """Reviews that were held."""
    rows = content(reach, Review, "review", at="held_at", who="held_by", text="summary")
    return rows.filter(held_at__isnull=False)


def closure_proposals(reach: Reach) -> QuerySet[ClosureProposal]:
    """When the people were asked whether support may end, on which ground, and in which words."""
    rows = seen(reach, ClosureProposal)
    return columns(rows, "closure_proposal", at="proposed_at", who="proposed_by", label="ground", text="wording")


def closure_proposals_ended(reach: Reach) -> QuerySet[ClosureProposal]:
    """When that question was over, and why."""
    rows = seen(reach, ClosureProposal).filter(ended_at__isnull=False)
    return columns(rows, "closure_proposal_ended", at="ended_at", who="ended_by", label="ground", text="end_reason")


def closure_answers(reach: Reach) -> QuerySet[ClosureAgreement]:
    """What each person said to the proposal that support ends."""
    return columns(
        seen(reach, ClosureAgreement, "participant__proposal__case"),
        "closure_answer",
        at="recorded_at",
        who="recorded_by",
        label="answer",
        text="words",
    )


def _settled(reach: Reach, model: type[CaseContent], kind: str, *, act: str, label: str, text: str) -> QuerySet[Any]:
    """What became of rows of content: by whoever did it, who need not be whoever wrote them down."""
    who = f"{act}_by"
    rows = content(reach, model, kind, at=f"{act}_at", who=who, agency=f"{who}__agency__name", label=label, text=text)
    return rows.filter(**{f"{act}_at__isnull": False})
