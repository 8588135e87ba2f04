"""Who works with a household: one dedicated lead, others in support, from one instant until another."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import AllocationRole
from casework.models.case import Case


class Allocation(models.Model):
    """Ended, never removed: how many workers a family had to tell their story to is a figure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="allocations")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="allocations")
    role = models.CharField(max_length=12, choices=AllocationRole.choices)
    started_at = models.DateTimeField(db_default=Now())
    started_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    handover_note = models.TextField(blank=True, help_text="What the next worker needs to know.")
    participants_told = models.TextField(blank=True, help_text="Who was told, when and how.")

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            *paired("allocation", "ended"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role=AllocationRole.LEAD, ended_at__isnull=True),
                name="one_open_lead_per_case",
            ),
            models.UniqueConstraint(
                fields=["case", "membership"], condition=Q(ended_at__isnull=True), name="one_open_allocation_each"
            ),
            said("allocation", "end_reason", Q(ended_at__isnull=False)),
        ]
        indexes = [
            models.Index(
                fields=["membership", "case"], condition=Q(ended_at__isnull=True), name="open_allocations_of_member"
            )
        ]
