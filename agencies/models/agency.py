"""An agency: a council service, a police force, a practice, a school, a charity."""

import uuid

from django.contrib.auth.models import Group
from django.db import models

from agencies.enums import AgencyKind


class Agency(models.Model):
    """Whom people act for. Agencies are never removed; one that left has ended_on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40, unique=True, help_text="Short and lasting, such as `stoke-housing`.")
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    group = models.OneToOneField(
        Group, models.PROTECT, related_name="agency", help_text="What is shared with it hangs here. Nobody is in it."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which nobody acts for it any more.")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
