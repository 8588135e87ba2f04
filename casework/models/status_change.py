"""One step in the life of a case: from which state to which, why, and by whom."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.enums import CaseStatus
from casework.models.case import Case


class StatusChange(models.Model):
    """Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=20, choices=CaseStatus.choices, blank=True)
    to_status = models.CharField(max_length=20, choices=CaseStatus.choices)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = acted_by()

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")
