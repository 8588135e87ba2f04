"""A team of an agency: an area, the people in it, a manager and a deputy."""

import uuid

from django.db import models

from agencies.models.agency import Agency


class Team(models.Model):
    """Who shares a front door and a caseload."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=200, blank=True, help_text="The part of the city it serves.")
    manager = models.ForeignKey("agencies.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which it takes nobody in any more.")
    deputy = models.ForeignKey("agencies.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_name_once_per_agency")]

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"
