"""People's parts in a case and their yes to being supported: what requests say of them, and how they are shown."""

from typing import Any, ClassVar

from rest_framework import serializers

from agencies import selectors as agencies
from api.serializers.base import Body, Choice, Scoped, ShortText, Text
from api.serializers.cases import AN_ID
from api.serializers.shown import Shown, Whose
from casework import selectors
from casework.enums import LeavingReason, Means
from casework.models import CaseMember, EngagementAgreement


class MemberBody(Body):
    """Somebody who becomes part of a case."""

    person = Scoped(selectors.person_for)
    example = {"person": AN_ID}


class EngagementShown(Shown):
    """A yes to being supported."""

    class Meta:
        model = EngagementAgreement
        fields = ("id", "member", "agreed_at", "how", "words", "withdrawn_at", "withdrawn_how", "withdrawn_words")


class MemberShown(Whose):
    """Somebody's part in a case."""

    engagements = EngagementShown(many=True)
    leaving_evidence = serializers.SerializerMethodField()
    of_own_work = ("engagements", "leaving_reason", "leaving_evidence", "leaving_proposed_at")

    class Meta:
        model = CaseMember
        fields = (
            "id", "person", "name", "joined_at", "engagements", "leaving_reason", "leaving_evidence",
            "leaving_proposed_at", "left_at",
        )  # fmt: skip

    def get_leaving_evidence(self, member: CaseMember) -> str:
        """What shows it; of a separation, which may be the disclosure itself, only to the two who stand behind it."""
        actor = self.context["actor"]
        signed = actor.membership and actor.membership.pk in {member.leaving_proposed_by_id, member.left_by_id}
        kept = member.leaving_reason == LeavingReason.SEPARATED and member.left_at is not None and not signed
        return "" if kept else member.leaving_evidence


class LeavingBody(Body):
    """Why somebody is no longer part of a case, and what shows it."""

    reason = Choice(LeavingReason.choices)
    evidence = Text()
    example = {"reason": "left", "evidence": "Tom moved to his brother's in March and told both of us so"}


class ConfirmLeavingBody(Body):
    """For a case of their own: the team that takes it, where it is another one."""

    team = Scoped(agencies.team_for, required=False)
    example: ClassVar[dict[str, Any] | None] = {}


class EngageBody(Body):
    """How they said yes, and in which words."""

    how = Choice(Means.choices)
    words = Text(required=False, allow_blank=True)
    example = {"how": "in_person", "words": "All right, let's try"}


class WithdrawEngagementBody(EngageBody):
    """How they took it back, and before whom."""

    witness = ShortText()
    example = {"how": "in_person", "witness": "Ben Hope", "words": "I want to do this alone now"}
