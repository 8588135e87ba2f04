"""A membership: a user who acts for an agency, in a team, in a role, from one day until another."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from agencies.enums import RoleCode
from agencies.models.agency import Agency
from agencies.models.team import Team
from agencies.models.user import User
from agencies.querysets import MembershipQuerySet

PHONE = r"^\+?[0-9][0-9 ]{5,17}[0-9]$"
NO_TEAM = Value(uuid.UUID(int=0), output_field=models.UUIDField())


class Membership(models.Model):
    """Every act is on record under one of these: the person and the agency they acted for. Half-open in days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=RoleCode.choices)
    phone = models.CharField(
        max_length=20, blank=True, help_text="The number that families ring them on: it stands on each printed plan."
    )
    started_on = models.DateField()
    ended_on = models.DateField(
        null=True, blank=True, help_text="The first day on which they no longer act for the agency."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Coalesce("team_id", NO_TEAM), RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Func(F("started_on"), F("ended_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[RoleCode.SUPPORT_WORKER, RoleCode.MANAGER]) | Q(team__isnull=False),
                name="membership_caseworkers_have_a_team",
            ),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__regex=PHONE), name="membership_phone_can_be_rung"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.agency}"
