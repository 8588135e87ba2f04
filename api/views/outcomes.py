"""Understanding, outcomes, ratings, actions, reviews."""

from api.endpoints import Creating, Detail, Listing, Verb
from api.filters import ActionFilter
from api.pages import ByDueDay, ByRecording
from api.read_again import ReadAgain
from api.serializers import outcomes as shapes
from api.serializers.agencies import NothingMore
from api.serializers.cases import ReasonBody
from casework.selectors import case_for
from outcomes import actions, codesign, ratings, reviews, selectors


class Understandings(Listing, Creating):
    """What matters to them; record what you understood."""

    subject, rows = case_for, selectors.understandings_of
    body, verb, again = shapes.UnderstandingBody, codesign.record_understanding, selectors.understanding_for
    out = shapes.UnderstandingShown
    pagination_class = ByRecording


class Outcomes(ReadAgain, Listing, Creating):
    """What they want; write an outcome down in their words."""

    subject, rows = case_for, selectors.outcomes_of
    body, verb, again = shapes.OutcomeBody, codesign.propose, selectors.outcome_for
    out = shapes.OutcomeShown
    pagination_class = ByRecording


class OutcomeDetail(Detail):
    """One outcome."""

    subject, subject_key, out = selectors.outcome_for, "id", shapes.OutcomeShown


class OfOutcome(ReadAgain, Verb):
    """Something happens to an outcome."""

    subject, subject_key = selectors.outcome_for, "id"
    again, out = selectors.outcome_for, shapes.OutcomeShown
    needs_match = False


class RewordOutcome(OfOutcome):
    """Other words, scale or names."""

    body, verb = shapes.WordingBody, codesign.reword


class DropOutcome(OfOutcome):
    """They no longer want it."""

    body, verb = ReasonBody, codesign.drop


class AgreeOutcome(Creating):
    """A participant agrees to the words."""

    subject, subject_key = selectors.outcome_for, "id"
    body, verb, again = shapes.OutcomeAgreementBody, codesign.agree, selectors.outcome_agreement_for
    out = shapes.OutcomeAgreementShown


class RateOutcome(Creating):
    """Where they stand, in one voice."""

    subject, subject_key = selectors.outcome_for, "id"
    body, verb, again = shapes.RatingBody, ratings.rate, selectors.rating_for
    out = shapes.RatingShown


class Actions(ReadAgain, Listing, Creating):
    """Who does what by when; take an action on."""

    subject, rows = case_for, selectors.actions_of
    body, verb, again = shapes.ActionBody, actions.take_on, selectors.action_for
    out = shapes.ActionShown
    filterset_class = ActionFilter
    pagination_class = ByDueDay


class ActionDetail(Detail):
    """One action."""

    subject, subject_key, out = selectors.action_for, "id", shapes.ActionShown


class OfAction(ReadAgain, Verb):
    """Something happens to an action."""

    subject, subject_key = selectors.action_for, "id"
    again, out = selectors.action_for, shapes.ActionShown


class PutOffAction(OfAction):
    """Another day."""

    body, verb = shapes.PutOffBody, actions.put_off


class FinishAction(OfAction):
    """It is done."""

    body, verb = shapes.FinishBody, actions.finish


class DropAction(OfAction):
    """It will not be done."""

    body, verb = ReasonBody, actions.drop


class TakeUpAction(OfAction):
    """It is to be done after all."""

    body, verb = NothingMore, actions.take_up_again


class Reviews(Listing, Creating):
    """When they looked together and what they said; plan the next time."""

    subject, rows = case_for, selectors.reviews_of
    body, verb, again = shapes.PlanReviewBody, reviews.plan, selectors.review_for
    out = shapes.ReviewShown
    pagination_class = ByDueDay


class ReviewDetail(Detail):
    """One review."""

    subject, subject_key, out = selectors.review_for, "id", shapes.ReviewShown


class HoldReview(Verb):
    """They looked together."""

    subject, subject_key = selectors.review_for, "id"
    body, verb, again = shapes.HoldReviewBody, reviews.hold, selectors.review_for
    out = shapes.ReviewShown
    needs_match = False
