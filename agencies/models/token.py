"""A token for the API: its hash, the membership and the purpose that it acts under, and when it ends."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.enums import Purpose
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired
from agencies.querysets import ApiTokenQuerySet


class ApiToken(models.Model):
    """Only the hash is kept: who reads the table cannot act as anybody. At most twelve hours, since people hold these."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal.")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = acted_by()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = acted_by(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("token", "revoked"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("issued_at") + timedelta(hours=12)), name="token_at_most_twelve_hours"
            ),
        ]
