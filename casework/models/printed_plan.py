"""A plan that was printed: who printed what when, and the code on it that brings the signed paper back to its record."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.enums import BY_PAPER, PlanForm, SafeWay
from casework.models.case import Case


class PrintedPlan(models.Model):
    """Append-only. What it says is not copied: `shows` names the rows that stood on it, `digest` tells whether they changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="printed_plans")
    code = models.CharField(
        max_length=12, unique=True, help_text="Drawn by lot: it tells a finder nothing, and opens nothing by itself."
    )
    form = models.CharField(max_length=10, choices=PlanForm.choices)
    way = models.CharField(max_length=10, choices=SafeWay.choices, help_text="How it comes to those on it.")
    shows = ArrayField(models.UUIDField(), help_text="Ids of the wordings and of the actions that stand on it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that it says, without the code.")
    printed_at = models.DateTimeField(db_default=Now())
    printed_by = acted_by()

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=BY_PAPER), name="printed_plan_way"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{12}$"), name="printed_plan_code"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="printed_plan_digest"),
        ]
        indexes = [models.Index(fields=["case", "-printed_at"], name="printed_plans_of_case")]
