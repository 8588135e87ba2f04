"""Comments, corrections, pulls and news: what requests say of them, and how they are shown."""

from typing import Any

from rest_framework import serializers

from agencies import selectors as agencies
from api.serializers.base import Body, Choice, Moment, Scoped, Text
from api.serializers.content import ContentBody, EntryShown
from api.serializers.shown import CONTENT, Answered, Shown, Who
from casework import selectors
from casework.enums import CorrectionOutcome, PullAnswer
from casework.models import Comment, LastVisit, Pull

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


class CommentBody(Body):
    """What is said of an entry; from whom it is kept beyond those from whom the entry is."""

    text = Text()
    not_to_disclose_to = serializers.ListField(child=Scoped(selectors.person_for), required=False, max_length=30)
    example = {"text": "We were called there on the Monday, not on the Tuesday: our log says 21:40"}


class AnswerCorrectionBody(Body):
    """What came of it; where it was corrected, by which entry."""

    outcome = Choice(CorrectionOutcome.choices)
    answer = Text()
    contact = Scoped(selectors.contact_for, required=False)
    document = Scoped(selectors.document_for, required=False)
    example = {"outcome": "corrected", "answer": "You are right, it was Monday", "contact": AN_ID}


class CommentShown(Answered):
    """A comment on an entry, or a correction that was asked for, and what was answered."""

    answered_by = Who(allow_null=True)
    parts = {
        "shows_answer": ("outcome", "answer", "corrected_contact", "corrected_document", "answered_at", "answered_by")
    }

    class Meta:
        model = Comment
        fields = (
            *CONTENT, "kind", "contact", "document", "text", "outcome", "answer", "corrected_contact",
            "corrected_document", "answered_at", "answered_by",
        )  # fmt: skip


class OfferBody(ContentBody):
    """What a partner offers to do."""

    what = Text()
    example = {"category": "housing", "what": "A place on our course for people who have just moved"}


class AskForHelpBody(OfferBody):
    """Which agency is asked, and for what."""

    agency = Scoped(agencies.agency_for)
    example = {"agency": AN_ID, "category": "offences", "what": "Come along on Thursday, when Tom calls his brother"}


class AnswerPullBody(Body):
    """Yes, or no and why."""

    answer = Choice(PullAnswer.choices)
    words = Text(required=False, allow_blank=True)
    example = {"answer": "accepted", "words": "I come along on Thursday"}


class EndPullBody(Body):
    """What came of it."""

    came_of_it = Text()
    example = {"came_of_it": "They went together, and the landlord repairs the boiler"}


class PullShown(Answered):
    """Help that was asked for or offered, what was said to it, and what came of it."""

    agency_name = serializers.CharField(source="agency.name")
    answered_by = Who(allow_null=True)
    ended_by = Who(allow_null=True)
    parts = {
        "shows_answer": ("answer", "answer_words", "answered_at", "answered_by"),
        "shows_end": ("came_of_it", "ended_at", "ended_by"),
    }

    class Meta:
        model = Pull
        fields = (
            *CONTENT, "kind", "agency", "agency_name", "what", "answer", "answer_words", "answered_at", "answered_by",
            "came_of_it", "ended_at", "ended_by",
        )  # fmt: skip


class VisitBody(Body):
    """The newest entry that was shown: its `recorded_at`. Without it, everything has been seen."""

    until = Moment(required=False)
    example = {"until": "2026-03-10T14:30:00.123456Z"}


class VisitShown(Shown):
    """Up to where you have read the case."""

    case = serializers.CharField(source="case.reference")

    class Meta:
        model = LastVisit
        fields = ("case", "seen_until", "visited_at")


class NewsPage(serializers.Serializer[Any]):
    """A page of what is new, and the address of what was recorded before."""

    next = serializers.CharField(allow_null=True)
    results = EntryShown(many=True)
