"""Up to where somebody has read a case, so that what was written since can be shown as new."""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.models.case import Case


class LastVisit(models.Model):
    """One row for each membership and case; it only goes forward. Who looked at a record is told by the trail, not here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="last_visits")
    visited_at = models.DateTimeField(db_default=Now())
    visited_by = acted_by()
    seen_until = models.DateTimeField(help_text="What was recorded up to this instant has been seen.")

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visited_by", "case"], name="last_visit_once"),
            models.CheckConstraint(condition=Q(seen_until__lte=F("visited_at")), name="last_visit_saw_the_past"),
        ]
