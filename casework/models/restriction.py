"""How narrowly a case was kept, since when and why; and who of its team sees it while it is closed to the team."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.models.case import Case
from casework.restriction_levels import Restriction


class RestrictionChange(models.Model):
    """Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="restriction_changes")
    restriction = models.CharField(max_length=10, choices=Restriction.choices)
    reason = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = acted_by()

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [said("restriction_change", "reason")]


class NamedWorker(models.Model):
    """Somebody of the team who sees a case that is closed to the team. It opens nothing by itself: the team's way is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="named_workers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(db_default=Now())
    named_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            *paired("named_worker", "ended"),
            models.UniqueConstraint(
                fields=["case", "membership"], condition=Q(ended_at__isnull=True), name="named_once_per_case"
            ),
        ]
