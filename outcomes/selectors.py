"""What an actor may see of this room."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet

from agencies.actors import Actor
from agencies.selectors import one
from casework.models import Case, CaseMember
from casework.selectors import content_rows, corrigible, is_seen, rows_for, with_own_work, with_seen
from outcomes.models import (
    Action,
    ActionDone,
    ActionDropped,
    Closure,
    ClosureAgreement,
    ClosureParticipant,
    ClosureProposal,
    Outcome,
    OutcomeAgreement,
    OutcomeVersion,
    Rating,
    Review,
    Signature,
    Understanding,
)

Row = TypeVar("Row", bound=Model)


def understandings_of(actor: Actor, case: Case) -> QuerySet[Understanding]:
    """What was understood of what matters."""
    return corrigible(actor, case.understandings.all())


def understanding_for(actor: Actor, key: UUID) -> Understanding:
    """One understanding."""
    return one(corrigible(actor, Understanding.objects.all()), key)


def outcomes_of(actor: Actor, case: Case) -> QuerySet[Outcome]:
    """The outcomes of a case, each with its wordings, agreements and ratings."""
    return rows_for(actor, _outcomes(actor).filter(case=case))


def outcome_for(actor: Actor, key: UUID) -> Outcome:
    """One outcome."""
    return one(rows_for(actor, _outcomes(actor)), key)


def outcome_agreement_for(actor: Actor, key: UUID) -> OutcomeAgreement:
    """One participant's yes to one wording."""
    return one(rows_for(actor, OutcomeAgreement.objects.select_related("member__person", "version")), key)


def rating_for(actor: Actor, key: UUID) -> Rating:
    """One rating."""
    return one(rows_for(actor, Rating.objects.select_related("member__person", "version", "rated_by__agency")), key)


def actions_of(actor: Actor, case: Case) -> QuerySet[Action]:
    """The actions of a case."""
    return rows_for(actor, _actions(actor).filter(case=case))


def action_for(actor: Actor, key: UUID) -> Action:
    """One action."""
    return one(rows_for(actor, _actions(actor)), key)


def reviews_of(actor: Actor, case: Case) -> QuerySet[Review]:
    """The reviews of a case: held ones, and the next."""
    return rows_for(actor, _reviews(actor).filter(case=case))


def review_for(actor: Actor, key: UUID) -> Review:
    """One review."""
    return one(rows_for(actor, _reviews(actor)), key)


def proposals_of(actor: Actor, case: Case) -> QuerySet[ClosureProposal]:
    """The proposals to close a case, with whom each asks and what they said."""
    return rows_for(actor, _proposals().filter(case=case))


def proposal_for(actor: Actor, key: UUID) -> ClosureProposal:
    """One proposal."""
    return one(rows_for(actor, _proposals()), key)


def answer_for(actor: Actor, key: UUID) -> ClosureAgreement:
    """One person's answer to a proposal."""
    rows: QuerySet[ClosureAgreement] = ClosureAgreement.objects.select_related("participant__member__person")
    return one(rows_for(actor, rows), key)


def signatures_of(actor: Actor, case: Case) -> QuerySet[Signature]:
    """What the people of a case drew beneath their answers, the newest first."""
    return rows_for(actor, _signatures().filter(member__case=case)).order_by("-signed_at", "pk")


def signature_for(actor: Actor, key: UUID) -> Signature:
    """One signature."""
    return one(rows_for(actor, _signatures()), key)


def closures_of(actor: Actor, case: Case) -> QuerySet[Closure]:
    """The closures of a case, those that did not last included."""
    return rows_for(actor, case.closures.select_related("proposal"))


def _outcomes(actor: Actor) -> QuerySet[Outcome]:
    versions = OutcomeVersion.objects.order_by("number").prefetch_related(
        Prefetch("participants", queryset=_members()),
        "participants__person",
        Prefetch("agreements", queryset=OutcomeAgreement.objects.order_by("agreed_at", "pk")),
        "agreements__member__person",
    )
    ratings = Rating.objects.order_by("rated_at", "pk").select_related("member__person", "version", "rated_by__agency")
    rows = Outcome.objects.with_agreement()
    return content_rows(rows).prefetch_related(
        Prefetch("versions", queryset=rows_for(actor, versions)), Prefetch("ratings", queryset=rows_for(actor, ratings))
    )


def _signatures() -> QuerySet[Signature]:
    return Signature.objects.select_related(
        "member__person", "member__case", "closure_agreement", "outcome_agreement__version__outcome", "signed_by__user"
    )


def _actions(actor: Actor) -> QuerySet[Action]:
    rows = Action.objects.select_related("owner_worker__user", "owner_worker__agency", "owner_member__person")
    rows = rows.annotate(shows_result=is_seen(actor, ActionDone), shows_dropped=is_seen(actor, ActionDropped))
    return with_seen(actor, content_rows(rows), "outcome")


def _reviews(actor: Actor) -> QuerySet[Review]:
    return with_own_work(
        actor,
        content_rows(Review.objects.all()).prefetch_related(
            Prefetch("took_part", queryset=_members()), "took_part__person"
        ),
    )


def _proposals() -> QuerySet[ClosureProposal]:
    rows = ClosureProposal.objects.select_related("case", "proposed_by__user", "proposed_by__agency")
    return rows.prefetch_related(
        Prefetch("participants", queryset=ClosureParticipant.objects.order_by("member__joined_at", "pk")),
        "participants__member__person",
        Prefetch("participants__answers", queryset=ClosureAgreement.objects.order_by("position", "pk")),
        "participants__answers__signature",
    )


def _members() -> QuerySet[CaseMember]:
    """In one order, else two answers about the same row would differ, and its ETag with them."""
    return CaseMember.objects.order_by("joined_at", "pk")
