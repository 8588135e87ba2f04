"""Households that several agencies meet, what a panel set and decided, and who objected to being found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.models import StagedMention
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.models.case import Case
from casework.models.linkage import LinkageRun
from casework.nomination_words import NominationDecision, ObjectionFinding


class PanelThresholds(models.Model):
    """From when on a household is nominated, and what its rank rests on. The newest row holds; none is ever changed.

    A weight is an exponent: 0 leaves its part out, 1 takes it as it is, 2 makes it count twice over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agencies = models.PositiveSmallIntegerField(help_text="At least so many agencies met them.")
    months = models.PositiveSmallIntegerField(help_text="In so many months to the day of the run.")
    contacts = models.PositiveSmallIntegerField(help_text="At least so often.")
    agencies_weight = models.PositiveSmallIntegerField()
    contacts_weight = models.PositiveSmallIntegerField()
    recency_weight = models.PositiveSmallIntegerField()
    kinds_weight = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField(db_default=Now())
    set_by = acted_by()

    class Meta:
        constraints = [
            said("panel_thresholds", "reason"),
            # What one agency alone knows is that agency's to act on, and no ground to look at a household.
            models.CheckConstraint(condition=Q(agencies__gte=2), name="panel_thresholds_two_agencies"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=60, contacts__gte=1), name="panel_thresholds_bounds"
            ),
            models.CheckConstraint(
                condition=Q(agencies_weight__lte=3, contacts_weight__lte=3, recency_weight__lte=3, kinds_weight__lte=3),
                name="panel_thresholds_weights",
            ),
        ]
        indexes = [models.Index(fields=["-set_at"], name="panel_thresholds_by_time")]


class Nomination(models.Model):
    """A household that a run found: how it came to its rank, under which thresholds, and what a person decided about it.

    Only numbers and keys: who they are is read from the mentions, as long as the agreements of all that is shown are in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.UUIDField(help_text="The key that the linkage carries over from run to run.")
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="nominations")
    since = models.DateField(help_text="Contacts after this day count.")
    thresholds = models.JSONField(help_text="What the panel had set when it was found.")
    mentions = ArrayField(models.BigIntegerField(), help_text="All that the run takes to be of the household.")
    agreements = ArrayField(models.UUIDField(), help_text="Those under which the mentions that count came.")
    agencies = models.PositiveSmallIntegerField()
    contacts = models.PositiveIntegerField()
    kinds = models.PositiveIntegerField()
    last_contact_on = models.DateField(null=True, blank=True)
    score = models.FloatField()
    made_at = models.DateTimeField(db_default=Now())
    decision = models.CharField(max_length=20, choices=NominationDecision.choices, blank=True)
    reason = models.TextField(blank=True)
    not_before = models.DateField(
        null=True, blank=True, help_text="Of “not now”: from this day they may be found again."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = acted_by(null=True, blank=True)
    became = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    trace = Trace()

    class Meta:
        constraints = [
            *paired("nomination", "decided"),
            said("nomination", "reason", Q(decided_at__isnull=False)),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False) & ~Q(decision=""),
                name="nomination_decision_and_instant",
            ),
            models.CheckConstraint(
                condition=Q(decision=NominationDecision.BECOME_CASE, became__isnull=False)
                | ~Q(decision=NominationDecision.BECOME_CASE) & Q(became__isnull=True),
                name="nomination_with_its_case",
            ),
            models.CheckConstraint(
                condition=Q(decision=NominationDecision.NOT_NOW, not_before__isnull=False)
                | ~Q(decision=NominationDecision.NOT_NOW) & Q(not_before__isnull=True),
                name="nomination_not_now_until",
            ),
            models.CheckConstraint(
                condition=Q(mentions__len__gt=0, agreements__len__gt=0), name="nomination_rests_on_mentions"
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(decided_at__isnull=True), name="one_open_nomination"
            ),
            models.UniqueConstraint(fields=["became"], name="case_of_one_nomination"),
        ]
        indexes = [
            models.Index(fields=["run", "-score"], condition=Q(decided_at__isnull=True), name="nominations_by_rank"),
            models.Index(fields=["-decided_at"], name="nominations_decided"),
        ]


class Objection(models.Model):
    """Somebody objects to being found by what agencies say of them. It holds from when it is written down, until it is found
    that there are compelling grounds against it, or they take it back: nobody of their household is nominated meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mention = models.ForeignKey(
        StagedMention, models.PROTECT, related_name="+", help_text="By which they are on record."
    )
    mentions = ArrayField(models.BigIntegerField(), help_text="All that the linkage took to be of them by then.")
    words = models.TextField(help_text="What they said.")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    finding = models.CharField(max_length=20, choices=ObjectionFinding.choices, blank=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = acted_by(null=True, blank=True)

    trace = Trace()

    class Meta:
        constraints = [
            *paired("objection", "answered"),
            said("objection", "words"),
            said("objection", "reason", Q(answered_at__isnull=False)),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, finding="") | Q(answered_at__isnull=False) & ~Q(finding=""),
                name="objection_finding_and_instant",
            ),
        ]
        indexes = [models.Index(fields=["-recorded_at"], name="objections_by_time")]
