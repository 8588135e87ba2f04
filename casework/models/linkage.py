"""What a run of the linkage found in agencies' extracts, and what people answered where it could not tell.

Mentions are linked, never merged: each row of an agency stays as that agency wrote it.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.models import StagedMention
from agencies.models.stamps import acted_by, paired
from agencies.traces import Trace
from agencies.versions import Versioned
from casework.link_grounds import LinkGround


class LinkageRun(models.Model):
    """One pass over all mentions that count, and how it was set: counts alone, and nothing of whom it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = acted_by()
    as_of = models.DateField(null=True, blank=True, help_text="The day that it took for today.")
    settings = models.JSONField(default=dict, help_text="Thresholds in bits, and the versions of what weighed.")
    mentions = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField(null=True, blank=True, help_text="From when on it counts: all of it, or nothing.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_at__isnull=True) | Q(as_of__isnull=False), name="linkage_run_says_its_day"
            ),
        ]
        indexes = [models.Index(fields=["-stored_at"], name="linkage_runs_stored")]


class LinkedMention(models.Model):
    """Whom a run takes a mention to be of: a person within the run, and a household that keeps its key from run to run."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="linked")
    mention = models.ForeignKey(StagedMention, models.PROTECT, related_name="+")
    person = models.PositiveIntegerField()
    household = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "mention"], name="mention_linked_once")]
        indexes = [models.Index(fields=["run", "household"], name="mentions_of_household")]


class ComparedPair(models.Model):
    """Two mentions that a run linked, or that only a person can tell: on what ground, and what each comparison found.

    `findings`: for each comparison its name, the level that was found (-1: not said by both), and the bits that it adds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="pairs")
    left = models.ForeignKey(StagedMention, models.PROTECT, related_name="+")
    right = models.ForeignKey(StagedMention, models.PROTECT, related_name="+")
    is_question = models.BooleanField()
    ground = models.CharField(max_length=20, choices=LinkGround.choices, help_text="Why it is linked, or asked about.")
    weight = models.FloatField(
        default=0.0, help_text="In bits; 0 where the two were not compared, and nothing was found."
    )
    findings = models.JSONField(default=list)

    trace = Trace()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(left=F("right")), name="compared_pair_of_two"),
            models.UniqueConstraint(fields=["run", "left", "right"], name="pair_compared_once"),
        ]
        indexes = [
            models.Index(fields=["run", "-weight"], condition=Q(is_question=True), name="questions_of_run"),
            models.Index(fields=["run", "left"], name="pairs_by_left"),
            models.Index(fields=["run", "right"], name="pairs_by_right"),
        ]


class LinkAnswer(Versioned):
    """What a person said of two mentions: one person, or two. It holds from run to run until somebody takes it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    left = models.ForeignKey(StagedMention, models.PROTECT, related_name="+")
    right = models.ForeignKey(StagedMention, models.PROTECT, related_name="+")
    is_same = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(db_default=Now())
    answered_by = acted_by()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = acted_by(null=True, blank=True)

    trace = Trace()

    class Meta:
        constraints = [
            *paired("link_answer", "withdrawn"),
            # One order, so that a pair is one pair whichever way round it is asked about.
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="link_answer_of_two"),
            models.UniqueConstraint(
                fields=["left", "right"], condition=Q(withdrawn_at__isnull=True), name="one_standing_answer"
            ),
        ]
        indexes = [models.Index(fields=["-answered_at"], name="answers_by_time")]
