"""A person's voluntary yes to being supported, which they may take back. It is no lawful basis for using data."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired
from agencies.traces import Trace
from casework.enums import Means
from casework.models.case_member import CaseMember


class EngagementAgreement(models.Model):
    """Taking it back ends neither their part in the case nor their say in its closure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.PROTECT, related_name="engagements")
    agreed_at = models.DateTimeField(db_default=Now())
    agreed_by = acted_by()
    how = models.CharField(max_length=20, choices=Means.choices)
    words = models.TextField(blank=True, help_text="What they said, in their own words.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = acted_by(null=True, blank=True)
    withdrawn_how = models.CharField(max_length=20, choices=Means.choices, blank=True)
    withdrawn_witness = models.CharField(max_length=200, blank=True)
    withdrawn_words = models.TextField(blank=True)

    access = AccessPaths(through={"member": Q()})
    trace = Trace(case="member.case_id", people=("member.person_id",))

    class Meta:
        constraints = [
            *paired("engagement", "withdrawn"),
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(withdrawn_at__isnull=True), name="one_engagement_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | ~models.Q(withdrawn_how="") & models.Q(withdrawn_witness__regex=r"\S"),
                name="engagement_withdrawn_how_and_witness",
            ),
        ]
        indexes = [
            models.Index(fields=["agreed_at"], condition=Q(withdrawn_at__isnull=True), name="engagements_by_age")
        ]
