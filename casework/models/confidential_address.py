"""Where somebody is, when it must not be known: seen by nobody but the case's own workers, and by them when they ask for it."""

import uuid
from dataclasses import replace

from django.db import models
from django.db.models import F, Func, OuterRef, Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.models.case import Case
from casework.models.person import Person


class HeldCase(Case):
    """A case as those alone see it who are allocated to it, and the managers of its team: not the team, no partner,
    and nobody in an emergency.
    """

    access = replace(Case.access, kept_apart=Q(pk__isnull=False), shared=None, grants=None, emergencies="")

    class Meta:
        proxy = True
        default_permissions = ()


# Whoever has a case of their own because of abuse is closed to the case they left: also where they were when they left.
PARTED = Func(F("pk"), OuterRef("person"), function="guard.left_for_safety", output_field=models.BooleanField())


class ConfidentialAddress(models.Model):
    """No other row of the record repeats any of it, and no share opens it. An end is set; words never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(HeldCase, models.PROTECT, related_name="confidential_addresses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="confidential_addresses")
    lines = models.TextField(max_length=400, help_text="House and street, one line each.")
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    note = models.TextField(max_length=400, blank=True, help_text="How to come there without anybody coming after.")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"case": ~Q(PARTED)})
    trace = Trace(case="case_id", people=("person_id",))

    class Meta:
        verbose_name_plural = "confidential addresses"
        constraints = [*paired("confidential_address", "ended"), said("confidential_address", "lines")]
        indexes = [
            models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="confidential_addresses"),
        ]

    def __str__(self) -> str:
        return "Confidential address"
