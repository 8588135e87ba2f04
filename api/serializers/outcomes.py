"""Understanding, outcomes, ratings, actions, reviews: what requests say of them, and how they are shown."""

from typing import Any, ClassVar

from rest_framework import serializers

from agencies import selectors as agencies
from agencies.enums import DataCategory
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.content import ContentBody
from api.serializers.shown import CONTENT, Answered, ContentShown, Shown, Who, Whose
from casework import selectors as casework
from casework.enums import Means
from outcomes import selectors
from outcomes.enums import ActionReason, OutcomeDomain, Voice
from outcomes.models import Action, Outcome, OutcomeAgreement, OutcomeVersion, Rating, Review, Understanding

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
SCALE = {"min_value": 1, "max_value": 10}


class UnderstandingBody(ContentBody):
    """What matters to them, in their words."""

    what_matters = Text()
    good_life = Text(required=False, allow_blank=True)
    strengths = Text(required=False, allow_blank=True)
    history = Text(required=False, allow_blank=True)
    corrects = Scoped(selectors.understanding_for, required=False)
    example = {
        "category": "family",
        "what_matters": "That Mia sleeps in her own bed, and that nobody knocks for money",
        "good_life": "A quiet Sunday",
        "strengths": "Rosa's sister lives two streets away",
    }


class UnderstandingShown(ContentShown):
    """An understanding."""

    seen_only = ("corrects",)

    class Meta:
        model = Understanding
        fields = (*CONTENT, "what_matters", "good_life", "strengths", "history", "corrects")


class WordingBody(Body):
    """The words of an outcome, its scale, and whose it is."""

    wording = Text()
    would_be_seen = Text()
    start = serializers.IntegerField(**SCALE)  # type: ignore[arg-type]
    goal = serializers.IntegerField(**SCALE)  # type: ignore[arg-type]
    participants = serializers.ListField(child=Scoped(casework.member_for), min_length=1, max_length=30)
    example: ClassVar[dict[str, Any] | None] = {
        "wording": "I sleep through the night",
        "would_be_seen": "No light on at three",
        "start": 2,
        "goal": 8,
        "participants": [AN_ID],
    }


class OutcomeBody(WordingBody, ContentBody):
    """A new outcome."""

    domain = Choice(OutcomeDomain.choices)
    about = None  # type: ignore[assignment]  # whom it is about is whose it is
    example = {**(WordingBody.example or {}), "domain": "health", "category": "health"}


class OutcomeAgreementBody(Body):
    """Who agrees to which version of the words."""

    member = Scoped(casework.member_for)
    version = serializers.IntegerField(min_value=1, max_value=32_767)
    how = Choice(Means.choices)
    words = Text(required=False, allow_blank=True)
    example = {"member": AN_ID, "version": 1, "how": "in_person", "words": "Yes, that is it"}


class OutcomeAgreementShown(Shown):
    """One participant's yes to one version."""

    member = Whose()
    version = serializers.IntegerField(source="version.number")

    class Meta:
        model = OutcomeAgreement
        fields = ("id", "member", "version", "how", "words", "agreed_at")


class VersionShown(Shown):
    """One wording of an outcome, and who agreed to it."""

    participants = Whose(many=True)
    agreements = OutcomeAgreementShown(many=True)

    class Meta:
        model = OutcomeVersion
        fields = ("number", "wording", "would_be_seen", "start", "goal", "participants", "agreements", "worded_at")


class RatingBody(Body):
    """One voice's number on the scale."""

    voice = Choice(Voice.choices)
    member = Scoped(casework.member_for, required=False)
    value = serializers.IntegerField(**SCALE)  # type: ignore[arg-type]
    words = Text(required=False, allow_blank=True)
    was_said_alone = serializers.BooleanField(required=False)
    example = {"voice": "participant", "member": AN_ID, "value": 5, "words": "Four nights this week"}


class RatingShown(Shown):
    """A rating."""

    member = Whose(allow_null=True)
    version = serializers.IntegerField(source="version.number")
    agency = serializers.CharField(source="rated_by.agency.name")

    class Meta:
        model = Rating
        fields = ("id", "version", "voice", "member", "agency", "value", "words", "was_said_alone", "rated_at")


class OutcomeShown(ContentShown):
    """An outcome with every wording and rating; `is_agreed` says whether the latest words are agreed by all."""

    is_agreed = serializers.BooleanField()
    versions = VersionShown(many=True)
    ratings = RatingShown(many=True)

    class Meta:
        model = Outcome
        fields = (*CONTENT, "domain", "is_agreed", "versions", "ratings", "dropped_at", "dropped_reason")


class ActionBody(ContentBody):
    """A step: who, what, by when, and what it serves."""

    title = ShortText()
    due_on = Day()
    outcome = Scoped(selectors.outcome_for, required=False)
    reason = Choice(ActionReason.choices, required=False)
    owner_worker = Scoped(agencies.membership_for, required=False)
    owner_member = Scoped(casework.member_for, required=False)
    example = {
        "title": "Ask the landlord about the boiler",
        "due_on": "2026-12-10",
        "category": "housing",
        "outcome": AN_ID,
        "owner_worker": AN_ID,
    }


class PutOffBody(Body):
    """Another day."""

    due_on = Day()
    example = {"due_on": "2026-12-20"}


class FinishBody(Body):
    """What came of it."""

    result = Text(required=False, allow_blank=True)
    example = {"result": "Repaired on Friday; Rosa was there"}


class ActionShown(Answered):
    """An action, and what came of it."""

    owner_worker = Who(allow_null=True)
    owner_member = Whose(allow_null=True)

    seen_only = ("outcome",)
    parts = {"shows_result": ("result",), "shows_dropped": ("dropped_reason",)}

    class Meta:
        model = Action
        fields = (
            *CONTENT, "title", "due_on", "outcome", "reason", "owner_worker", "owner_member",
            "done_at", "result", "dropped_at", "dropped_reason",
        )  # fmt: skip


class PlanReviewBody(ContentBody):
    """When they look together next. A category that is not said is general, or what it was."""

    category = Choice(DataCategory.choices, required=False)
    about = None  # type: ignore[assignment]  # whom it is about is who takes part
    due_on = Day()
    example = {"due_on": "2027-01-15"}


class HoldReviewBody(Body):
    """What they said, who took part, and when they look again."""

    summary = Text()
    took_part = serializers.ListField(child=Scoped(casework.member_for), min_length=1, max_length=30)
    next_on = Day()
    example = {
        "summary": "Rosa sleeps; the rent is paid up. Mia likes the new school",
        "took_part": [AN_ID],
        "next_on": "2027-02-15",
    }


class ReviewShown(ContentShown):
    """A review, held or to come."""

    took_part = Whose(many=True)
    of_own_work = ("cause",)  # that somebody does not agree to close is told to those who asked

    class Meta:
        model = Review
        fields = (*CONTENT, "due_on", "cause", "held_at", "took_part", "summary")
