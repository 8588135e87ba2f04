"""A case left the work without closure: what shows it, who was told, when it is looked at again, and whether it was undone."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import CaseStatus, ExitKind
from casework.models.case import Case
from casework.models.contact import Contact


class CaseExit(models.Model):
    """One open exit to a case at a time. It ends when it is undone, or when another exit follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="exits")
    kind = models.CharField(max_length=20, choices=ExitKind.choices)
    from_status = models.CharField(
        max_length=20, choices=CaseStatus.choices, help_text="The stage of work to go back to."
    )
    evidence = models.TextField()
    attempts = models.ManyToManyField(Contact, related_name="+", blank=True, help_text="The tries to reach them.")
    people_told = models.TextField(help_text="Who was told, when and how; or why nobody could be.")
    receiving_service = models.CharField(max_length=200, blank=True)
    check_on = models.DateField(null=True, blank=True, help_text="The day on which somebody looks at it again.")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the receiving service said that it has them."
    )
    confirmed_by = acted_by(null=True, blank=True)
    confirmed_words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            *paired("case_exit", "confirmed", "ended"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_exit_per_case"),
            said("case_exit", "evidence"),
            said("case_exit", "people_told"),
            said("case_exit", "end_reason", Q(ended_at__isnull=False)),
            models.CheckConstraint(
                condition=~Q(kind__in=[ExitKind.STEPPED_UP, ExitKind.TRANSFERRED]) | Q(receiving_service__regex=r"\S"),
                name="case_exit_names_who_receives",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[ExitKind.MOVED_AWAY, ExitKind.DIED, ExitKind.CONTINUED])
                | Q(check_on__isnull=False),
                name="case_exit_is_looked_at_again",
            ),
        ]
        indexes = [models.Index(fields=["check_on"], condition=Q(ended_at__isnull=True), name="due_exits")]
