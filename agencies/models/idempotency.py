"""A request that must not happen twice: its key, what was asked, and what it made."""

from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.models.membership import Membership


class IdempotencyKey(models.Model):
    """Written in the transaction of the work itself: work that failed leaves no key, and may be tried again."""

    id = models.BigAutoField(primary_key=True)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body, in hexadecimal.")
    claimed_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "key"], name="idempotency_key_once_per_membership"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | ~Q(subject_id=""), name="idempotency_settled_with_subject"
            ),
        ]
