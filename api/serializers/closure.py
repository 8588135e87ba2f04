"""Closing by agreement: what requests say of it, and how it is shown."""

from typing import Any, ClassVar

from rest_framework import serializers

from agencies import selectors as agencies
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.shown import Shown, Who, Whose, Why
from casework import selectors as casework
from casework.enums import Means
from outcomes.enums import ClosureGround
from outcomes.models import Closure, ClosureAgreement, ClosureParticipant, ClosureProposal

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
WORDS = "We can go on by ourselves now, and know whom to call"


class ProposeClosureBody(Body):
    """What the people are asked to agree to."""

    ground = Choice(ClosureGround.choices)
    wording = Text()
    example = {"ground": "resolved", "wording": WORDS}


class AnswerBody(Body):
    """Whose answer it is, how it was given, before whom, and in which words."""

    member = Scoped(casework.member_for)
    how = Choice(Means.choices)
    witness = ShortText()
    words = Text(required=False, allow_blank=True)
    decision_maker = ShortText(required=False, allow_blank=True)
    authority = ShortText(required=False, allow_blank=True)
    example: ClassVar[dict[str, Any] | None] = {
        "member": AN_ID,
        "how": "in_person",
        "witness": "Ben Hope",
        "words": "I need to think",
    }


class AgreeBody(AnswerBody):
    """A yes, with the words that it is a yes to; and who decides for somebody who cannot."""

    wording = Text()
    example = {**(AnswerBody.example or {}), "words": "Yes, it is enough", "wording": WORDS}


class RefuseBody(AnswerBody):
    """A not yet, and when you look together again."""

    review_on = Day()
    example = {**(AnswerBody.example or {}), "words": "Not before the court date", "review_on": "2027-01-15"}


class AnswerShown(Shown):
    """One person's answer."""

    class Meta:
        model = ClosureAgreement
        fields = ("id", "answer", "wording", "how", "witness", "words", "decision_maker", "authority", "recorded_at")


class AskedShown(Shown):
    """One of those who are asked, and what they said so far."""

    member = Whose()
    answers = AnswerShown(many=True)

    class Meta:
        model = ClosureParticipant
        fields = ("member", "answers")


class ProposalShown(Shown):
    """A proposal to close."""

    case = serializers.CharField(source="case.reference")
    proposed_by = Who()
    participants = AskedShown(many=True)
    end_reason = Why()

    class Meta:
        model = ClosureProposal
        fields = (
            "id",
            "case",
            "ground",
            "wording",
            "proposed_at",
            "proposed_by",
            "participants",
            "ended_at",
            "end_reason",
        )


class ReopenBody(Body):
    """Why support begins again; and with whom, where the last lead is gone."""

    reason = Text()
    lead = Scoped(agencies.membership_for, required=False)
    handover_note = Text(required=False, allow_blank=True)
    participants_told = Text(required=False, allow_blank=True)
    example = {"reason": "Rosa called: the arrears are back"}


class ClosureShown(Shown):
    """A closure, and whether it lasted."""

    ground = serializers.CharField(source="proposal.ground")

    class Meta:
        model = Closure
        fields = ("id", "proposal", "ground", "closed_at", "reopened_at", "reopened_reason")


class BlockersShown(serializers.Serializer[Any]):
    """Whether a case can be closed now, and what stands in the way."""

    can_be_closed = serializers.BooleanField()
    blockers = serializers.ListField(child=serializers.CharField())
