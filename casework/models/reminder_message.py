"""An e-mail with one person's reminders of one day: whether it waits, is on its way, arrived, or nobody can say."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired
from casework.enums import LeftOut, MessageState


class ReminderMessage(models.Model):
    """One a day for each recipient. Its Message-ID is made from `id`, so that a duplicate can be proved.

    `claim` names the process that has it, until `lease_until`. `waiting_since` is when it was first wanted, or wanted
    again; it stays when a try fails, so that readiness sees how long somebody has been without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    local_day = models.DateField()
    state = models.CharField(max_length=14, choices=MessageState.choices, default=MessageState.WAITING)
    waiting_since = models.DateTimeField()
    send_after = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(max_length=60, blank=True, help_text="What the last try failed with: a name and a code.")
    left_out = models.CharField(max_length=20, choices=LeftOut.choices, blank=True, help_text="Why it was not sent.")
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = acted_by(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("reminder_message", "decided"),
            models.UniqueConstraint(fields=["recipient", "local_day"], name="one_digest_a_day"),
            models.CheckConstraint(
                condition=~Q(state__in=[MessageState.CLAIMED, MessageState.HANDING_OVER])
                | Q(claim__isnull=False, lease_until__isnull=False),
                name="reminder_message_claimed_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.CANCELLED) & ~Q(left_out="")
                | ~Q(state=MessageState.CANCELLED) & Q(left_out=""),
                name="reminder_message_left_out_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="reminder_message_sent_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=Q(state__in=[MessageState.WAITING, MessageState.CLAIMED]),
                name="messages_to_send",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=MessageState.HANDING_OVER), name="messages_handing_over"
            ),
            models.Index(
                fields=["local_day"],
                condition=Q(state__in=[MessageState.UNCERTAIN, MessageState.REFUSED]),
                name="messages_for_somebody",
            ),
        ]
