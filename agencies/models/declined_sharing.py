"""An agency asked another to share, and was told no: as much a decision as an agreement, and as much on record."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.data_items import DataItem
from agencies.enums import DataCategory, Purpose
from agencies.models.agency import Agency
from agencies.models.stamps import acted_by, said


class DeclinedSharing(models.Model):
    """Who asked whom, what for and for which data, and why the answer was no. Of one household: casework's DeclinedShare."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="Who asked.")
    asked = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", help_text="Whose data they are, and who declined."
    )
    asked_on = models.DateField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory.choices), default=list, blank=True)
    items = ArrayField(models.CharField(max_length=20, choices=DataItem.choices), default=list, blank=True)
    reason = models.TextField()
    declined_at = models.DateTimeField(db_default=Now())
    declined_by = acted_by()

    class Meta:
        verbose_name_plural = "declined sharing"
        constraints = [
            said("declined_sharing", "reason"),
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="declined_sharing_between_two"),
            models.CheckConstraint(
                condition=Q(categories__len__gt=0) | Q(items__len__gt=0), name="declined_sharing_says_which_data"
            ),
        ]
