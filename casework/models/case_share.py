"""A case shared with one agency, under one agreement; and the decision not to share it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.enums import DataCategory, Purpose
from agencies.models import Agency, Membership, SharingAgreement
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import ShareLevel
from casework.models.case import Case
from casework.querysets import CaseShareQuerySet


class CaseShare(models.Model):
    """Stopped, never changed: other categories or another time are another share. Two to one agency live and die apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="case_shares")
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="case_shares")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory.choices))
    level = models.CharField(max_length=12, choices=ShareLevel.choices)
    practitioners = models.ManyToManyField(
        Membership, related_name="+", blank=True, help_text="Where any are named, it is for them alone."
    )
    reason = models.TextField(help_text="What the agency needs it for.")
    participant_told = models.TextField(blank=True, help_text="What the participant was told, when and how.")
    not_told_reason = models.TextField(blank=True, help_text="Or why they were not told.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Its own end, where it is before the agreement's.")
    shared_at = models.DateTimeField(db_default=Now())
    shared_by = acted_by()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = acted_by(null=True, blank=True)
    stopped_reason = models.TextField(blank=True)

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")
    objects = CaseShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], condition=Q(stopped_at__isnull=True), name="shares_by_end")]
        constraints = [
            *paired("case_share", "stopped"),
            said("case_share", "reason"),
            said("case_share", "stopped_reason", Q(stopped_at__isnull=False)),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="case_share_names_categories"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("shared_at")), name="case_share_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(participant_told__regex=r"\S", not_told_reason="")
                | Q(participant_told="", not_told_reason__regex=r"\S"),
                name="case_share_participant_told_or_why_not",
            ),
        ]


class DeclinedShare(models.Model):
    """Somebody decided not to share a case with an agency, and why: a decision like the other, and as much on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="declined_shares")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory.choices), default=list, blank=True)
    reason = models.TextField()
    declined_at = models.DateTimeField(db_default=Now())
    declined_by = acted_by()

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [said("declined_share", "reason")]
