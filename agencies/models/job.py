"""A job: work that nobody waits for at a screen. Keys, counts and states; nothing of what it works on."""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.job_states import JobKind, JobState
from agencies.models.agency import Agency
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.versions import Versioned

QUEUED = Q(state=JobState.QUEUED, claim__isnull=True, lease_until__isnull=True, finished_at__isnull=True, trouble="")
RUNNING = Q(
    state=JobState.RUNNING, claim__isnull=False, lease_until__isnull=False, finished_at__isnull=True, trouble=""
)
OVER = Q(claim__isnull=True, lease_until__isnull=True, finished_at__isnull=False)


class Job(Versioned):
    """One piece of work, by whoever asked for it and with what they may do: asked again at each of its steps.

    `claim` names the process that has it, until `lease_until`. `tries` counts those that were cut off: each that came to an
    end sets it back. What it did last is `stage`, and how far it is, `done` of `total`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=JobKind.choices)
    subject_id = models.UUIDField(help_text="What it works on.")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="Whose job it is.")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", help_text="As whom it acts.")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    stage = models.CharField(max_length=30, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True, help_text="Where it is known beforehand.")
    try_after = models.DateTimeField(db_default=Now())
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    retried_at = models.DateTimeField(null=True, blank=True, help_text="When somebody asked for it again.")
    retried_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("job", "retried"),
            said("job", "trouble", Q(state=JobState.FAILED)),
            models.CheckConstraint(
                condition=QUEUED | RUNNING | OVER & Q(state__in=[JobState.DONE, JobState.FAILED]), name="job_whole"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="one_open_job_of_a_subject",
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_after"], condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]), name="jobs_to_do"
            ),
            models.Index(fields=["agency", "-asked_at"], name="jobs_of_agency"),
            models.Index(fields=["subject_id", "-asked_at"], name="jobs_of_subject"),
        ]
