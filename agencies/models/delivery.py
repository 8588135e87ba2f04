"""Where an agency wants its disclosures pushed, and the outbox of those that are."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.delivery_states import DeliveryState
from agencies.models.agency import Agency
from agencies.models.disclosure import Disclosure
from agencies.models.stamps import acted_by, paired, said

S = DeliveryState
CLAIMED = {"claim__isnull": False, "lease_until__isnull": False, "sent_at__isnull": False}
UNCLAIMED = {"claim__isnull": True, "lease_until__isnull": True}


class PushAddress(models.Model):
    """It never changes: what was asked for one is never sent to another. Another one is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="push_addresses")
    url = models.CharField(max_length=500)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("push_address", "ended"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://[!-~]+$"), name="push_address_is_an_address"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(ended_at__isnull=True), name="push_address_one_an_agency"
            ),
        ]


class DisclosureDelivery(models.Model):
    """That one disclosure is to be pushed: left in the step that releases it. Its key is the disclosure's, which the other side
    is told with each attempt, so that twice the same is one.
    """

    disclosure = models.OneToOneField(Disclosure, models.PROTECT, primary_key=True, related_name="delivery")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    made_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    try_after = models.DateTimeField(db_default=Now())
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it was last begun to be sent.")
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="What their server last answered, of HTTP."
    )
    trouble = models.TextField(blank=True, help_text="What was in the way the last time.")

    class Meta:
        constraints = [
            said("delivery", "trouble", Q(state__in=[S.UNKNOWN, S.FAILED, S.WITHDRAWN])),
            models.CheckConstraint(
                condition=Q(state=S.SENDING, **CLAIMED) | ~Q(state=S.SENDING) & Q(**UNCLAIMED), name="delivery_claimed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.WAITING, S.WITHDRAWN]) | Q(sent_at__isnull=False), name="delivery_was_sent"
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_after"], condition=Q(state__in=[S.WAITING, S.SENDING]), name="deliveries_to_push"
            ),
        ]
