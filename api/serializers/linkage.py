"""Runs of the linkage, questions that it leaves, and what people answered: how they are shown, and what an answer says."""

from typing import Any

from rest_framework import serializers

from agencies.models import StagedMention
from api.serializers.base import Body, ShortText
from api.serializers.extracts import JobShown
from api.serializers.shown import Shown, Who
from casework import linkage_runs
from casework.link_grounds import LinkGround
from casework.models import ComparedPair, LinkageRun, LinkAnswer


class LinkageRunShown(Shown):
    """A run, and how far its job is. It counts from `stored_at` on, until a later one does."""

    asked_by = Who()
    settings = serializers.DictField()
    job = serializers.SerializerMethodField()

    class Meta:
        model = LinkageRun
        fields = (
            "id", "asked_at", "asked_by", "as_of", "stored_at", "settings", "mentions", "people", "households", "questions",
            "job",
        )  # fmt: skip

    def get_job(self, run: LinkageRun) -> dict[str, Any] | None:
        """The job that does it."""
        job = linkage_runs.job_of(run)
        return dict(JobShown(job, context=self.context).data) if job else None


class LinkageRunListed(Shown):
    """A run in the list."""

    asked_by = Who()

    class Meta:
        model = LinkageRun
        fields = ("id", "asked_at", "asked_by", "as_of", "stored_at", "mentions", "people", "households", "questions")


class MentionShown(Shown):
    """What an extract says of one person, as the agency wrote it; not what the contact was."""

    agency = serializers.CharField(source="agency.name")

    class Meta:
        model = StagedMention
        fields = (
            "id", "agency", "source", "role", "occurred_on", "title", "forenames", "surname", "other_surname", "is_initials",
            "born_on", "sex", "nhs_number", "upn", "address", "postcode",
        )  # fmt: skip


class Found(serializers.Serializer[Any]):
    """What one comparison found, and how much it speaks for one person, in bits; below 0, against it."""

    comparison = serializers.CharField()
    level = serializers.CharField()
    bits = serializers.FloatField()


class QuestionShown(Shown):
    """Two mentions that may be of one person, and why that is not certain. At 6 bits the odds are 64 to 1."""

    left = MentionShown()
    right = MentionShown()
    why = serializers.ChoiceField(LinkGround.choices, source="ground")
    findings = Found(many=True)

    class Meta:
        model = ComparedPair
        fields = ("id", "why", "weight", "findings", "left", "right")


class LinkAnswerBody(Body):
    """Whether the two are one person; a note says why, for whoever looks at it later."""

    is_same = serializers.BooleanField()
    note = ShortText(max_length=300, required=False, allow_blank=True)
    example = {"is_same": False, "note": "Twins: the first names differ by one letter"}


class LinkAnswerShown(Shown):
    """What somebody answered. It holds from run to run until it is taken back."""

    left = MentionShown()
    right = MentionShown()
    answered_by = Who()
    withdrawn_by = Who(allow_null=True)

    class Meta:
        model = LinkAnswer
        fields = (
            "id", "is_same", "note", "left", "right", "answered_at", "answered_by", "withdrawn_at", "withdrawn_by",
        )  # fmt: skip
