"""An outcome: a change that matters to its people, in their words, which counts once they agreed to those words."""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import Means
from casework.models import CaseContent, CaseMember
from outcomes.enums import OutcomeDomain
from outcomes.querysets import OutcomeQuerySet


class Outcome(CaseContent):
    """What stays the same of it however its words change: its case, its domain, its ratings."""

    domain = models.CharField(max_length=20, choices=OutcomeDomain.choices)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="When its people said that they no longer want it."
    )
    dropped_by = acted_by(null=True, blank=True)
    dropped_reason = models.TextField(blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [*paired("outcome", "dropped"), said("outcome", "dropped_reason", Q(dropped_at__isnull=False))]


class OutcomeVersion(models.Model):
    """One wording, with its scale and its names. Never changed: other words are another version, to be agreed anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    wording = models.TextField(help_text="The participant's own words.")
    would_be_seen = models.TextField(help_text="What would be seen if it had come.")
    start = models.PositiveSmallIntegerField(help_text="Where they stand, from 1 to 10.")
    goal = models.PositiveSmallIntegerField(help_text="The number that would be good enough, from 1 to 10.")
    participants = models.ManyToManyField(CaseMember, related_name="+", help_text="Those who have to agree to it.")
    worded_at = models.DateTimeField(db_default=Now())
    worded_by = acted_by()

    access = AccessPaths(
        through={"outcome": Q()},
        shared=SharedPaths(case="outcome__case", category="outcome__category", source="outcome__source_agency"),
    )
    trace = Trace(case="outcome.case_id", category="outcome.category")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "number"], name="outcome_version_once"),
            said("outcome_version", "wording"),
            said("outcome_version", "would_be_seen"),
            models.CheckConstraint(
                condition=Q(start__range=(1, 10), goal__range=(1, 10)) & ~Q(goal=F("start")),
                name="outcome_version_scale",
            ),
        ]


class OutcomeAgreement(models.Model):
    """One participant's yes to one version. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(OutcomeVersion, models.PROTECT, related_name="agreements")
    member = models.ForeignKey(CaseMember, models.PROTECT, related_name="outcome_agreements")
    how = models.CharField(max_length=20, choices=Means.choices)
    words = models.TextField(blank=True)
    agreed_at = models.DateTimeField(db_default=Now())
    agreed_by = acted_by()

    access = AccessPaths(
        through={"version": Q()},
        shared=SharedPaths(
            case="version__outcome__case",
            category="version__outcome__category",
            source="version__outcome__source_agency",
        ),
    )
    trace = Trace(case="version.outcome.case_id", people=("member.person_id",), category="version.outcome.category")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "member"], name="outcome_agreed_once_by_each")]
