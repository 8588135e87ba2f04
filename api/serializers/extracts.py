"""Extracts, how they are read, and jobs: what requests say of them, and how they are shown."""

from typing import Any

from rest_framework import serializers

from agencies import selectors
from agencies.exceptions import Invalid
from agencies.extracts import profiles, receiving
from agencies.job_states import JobKind, JobState
from agencies.models import Extract, ExtractProfile, Job, RefusedRow
from api.serializers.base import Body, Scoped, ShortText
from api.serializers.shown import Shown, Who

A_PROFILE = {
    "profile": 1,
    "title": "Fire: incidents",
    "row": "An incident at premises",
    "encoding": "utf-8",
    "delimiter": ";",
    "quote": '"',
    "category": "general",
    "is_about_place": True,
    "people": [{"slot": 1, "role": "occupier", "is_required": False}],
    "columns": [
        {"header": "incident_no", "field": "record"},
        {"header": "date", "field": "occurred_on", "formats": ["%Y-%m-%d"]},
        {"header": "premises", "field": "address"},
        {"header": "type", "field": "event"},
    ],
}


class ProfileSpec(serializers.JSONField):
    """A profile, which makes sense."""

    def to_internal_value(self, data: Any) -> Any:
        """As it was sent. Raises DRF's ValidationError with the part that makes none."""
        try:
            profiles.parsed(data)
        except Invalid as error:
            raise serializers.ValidationError(error.detail) from error
        return data


class ExtractProfileBody(Body):
    """How one of your agency's files is read. Under a name that is there already it is the next version."""

    name = ShortText(max_length=60)
    spec = ProfileSpec()
    example = {"name": "fire", "spec": A_PROFILE}


class ExtractProfileShown(Shown):
    """How a file is read."""

    made_by = Who()

    class Meta:
        model = ExtractProfile
        fields = ("id", "name", "number", "spec", "made_at", "made_by")


class ExtractBody(Body):
    """Under which agreement a file is handed over, and how it is read; the file is the other part of the form."""

    agreement = Scoped(selectors.agreement_for)
    profile = Scoped(receiving.profile_for)
    only_check = serializers.BooleanField(required=False)
    example = {
        "agreement": "6d1c2f5e-3b1a-4f5e-9d55-0b6a1f8f7f10",
        "profile": "0e9d7a6c-5b4a-4938-8271-605f4e3d2c1b",
        "only_check": True,
    }


class JobShown(Shown):
    """A job, and how far it is: `done` of `total`, in bytes or rows; `trouble` says why it failed, and what to do."""

    asked_by = Who()
    retried_by = Who(allow_null=True)
    kind = serializers.ChoiceField(JobKind.choices)
    state = serializers.ChoiceField(JobState.choices)

    class Meta:
        model = Job
        fields = (
            "id", "kind", "subject_id", "state", "stage", "done", "total", "trouble", "asked_at", "asked_by", "started_at",
            "finished_at", "retried_at", "retried_by",
        )  # fmt: skip


class ExtractShown(Shown):
    """An extract, and what came of it. `dropped` counts cells that were not taken, by item or by header."""

    received_by = Who()
    dropped = serializers.DictField(child=serializers.IntegerField())
    job = serializers.SerializerMethodField()

    class Meta:
        model = Extract
        fields = (
            "id", "agreement", "profile", "size", "sha256", "received_at", "received_by", "rows", "mentions", "refused_rows",
            "unchanged", "replaced", "dropped", "checked_at", "taken_in_at", "job",
        )  # fmt: skip

    def get_job(self, extract: Extract) -> dict[str, Any] | None:
        """The last job of it."""
        job = receiving.jobs_of(extract).first()
        return dict(JobShown(job, context=self.context).data) if job else None


class ExtractListed(Shown):
    """An extract in the list."""

    received_by = Who()

    class Meta:
        model = Extract
        fields = (
            "id", "agreement", "profile", "received_at", "received_by", "rows", "mentions", "refused_rows", "unchanged",
            "replaced", "checked_at", "taken_in_at",
        )  # fmt: skip


class Problem(serializers.Serializer[Any]):
    """What is wrong with one cell; the column is blank where it is the whole row."""

    column = serializers.CharField()
    code = serializers.CharField()
    words = serializers.CharField()


class RefusedRowShown(Shown):
    """A row that cannot be taken in, by its line in the file."""

    problems = Problem(many=True)

    class Meta:
        model = RefusedRow
        fields = ("line", "problems")
