"""Looks that somebody should look into, and how far the sealed trail was read for them. Ids, never content."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.enums import UnusualRule
from agencies.models.agency import Agency
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace


class UnusualAccess(models.Model):
    """Somebody looked where one asks why. No accusation: most have a good reason, and then that is written down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(max_length=20, choices=UnusualRule.choices)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", help_text="Whose look it was.")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", help_text="Whose information governance lead looks into it."
    )
    day = models.DateField(null=True, blank=True, help_text="Where the rule is about a day's looks: once for each day.")
    person_id = models.UUIDField(
        null=True, blank=True, help_text="Who was looked at, where the rule is about somebody."
    )
    household_id = models.UUIDField(
        null=True, blank=True, help_text="Which was looked at, where the rule is about one."
    )
    case_id = models.UUIDField(null=True, blank=True)
    households = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many, where that is what is unusual."
    )
    event_id = models.BigIntegerField(help_text="The row of the trail by which it was found.")
    found_at = models.DateTimeField(db_default=Now())
    looked_into_at = models.DateTimeField(null=True, blank=True)
    looked_into_by = acted_by(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What came of it.")

    trace = Trace(case="case_id", people=("person_id",), households=("household_id",))

    class Meta:
        verbose_name_plural = "unusual accesses"
        indexes = [models.Index(fields=["agency", "-found_at"], name="unusual_of_agency")]
        constraints = [
            *paired("unusual_access", "looked_into"),
            said("unusual_access", "note", Q(looked_into_at__isnull=False)),
            models.UniqueConstraint(
                fields=["rule", "membership", "person_id", "household_id", "day"],
                nulls_distinct=False,
                name="unusual_access_once",
            ),
        ]


class TrailReader(models.Model):
    """How far somebody who reads the seals has come, so that the next run goes on from there."""

    name = models.CharField(max_length=40, primary_key=True)
    seal = models.BigIntegerField(default=0)
