"""Emergency access: a case that somebody opened for some hours without having a part in it, and what was found of that."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.emergency_words import EmergencyCategory, EmergencyFinding
from casework.models.case import Case

LONGEST = timedelta(hours=4)
LEAST_LETTERS = 30


class EmergencyAccess(models.Model):
    """It opens the case to be read, and to nobody but whoever opened it. The clock ends it, or somebody does before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="emergencies")
    category = models.CharField(max_length=20, choices=EmergencyCategory.choices)
    reason = models.TextField(help_text="What happened, and why it cannot wait.")
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = acted_by()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = acted_by(null=True, blank=True)
    review_due_on = models.DateField(help_text="The last of two working days in which somebody else looks at it.")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = acted_by(null=True, blank=True)
    finding = models.CharField(max_length=20, choices=EmergencyFinding.choices, blank=True)
    review_words = models.TextField(blank=True)

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        verbose_name_plural = "emergency accesses"
        indexes = [
            models.Index(
                fields=["opened_by", "case"], condition=Q(closed_at__isnull=True), name="emergencies_of_member"
            ),
            models.Index(fields=["review_due_on"], condition=Q(reviewed_at__isnull=True), name="emergencies_to_review"),
        ]
        constraints = [
            *paired("emergency_access", "closed", "reviewed"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + LONGEST),
                name="emergency_access_lasts_four_hours",
            ),
            # Not a word in passing: whoever looks at it afterwards has this to go by.
            models.CheckConstraint(
                condition=Q(reason__regex=rf"^\S.{{{LEAST_LETTERS - 2},}}\S$"),
                name="emergency_access_reason_said",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="emergency_access_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, finding="", review_words="")
                | Q(reviewed_at__isnull=False) & ~Q(finding=""),
                name="emergency_access_reviewed_finds",
            ),
            said("emergency_access", "review_words", Q(reviewed_at__isnull=False)),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("opened_by")),
                name="emergency_access_reviewed_by_another",
            ),
        ]


class EmergencyNotice(models.Model):
    """That somebody is to be told of it by e-mail. The row is there before anybody has read a line, and stays until it went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    emergency = models.ForeignKey(EmergencyAccess, models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["emergency", "recipient"], name="one_notice_each")]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at__isnull=True), name="emergency_notices_to_send"),
        ]
