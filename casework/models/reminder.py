"""A reminder: that one person was to be told of one thing, for one day. Ids and dates, never content."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.membership import Membership
from agencies.traces import Trace
from casework.enums import CancelReason, ReminderStep
from casework.models.case import Case
from casework.models.reminder_message import ReminderMessage


class Reminder(models.Model):
    """The notification in the service and the line of an e-mail are this same row.

    `kind` is the name of its source, `subject_id` the row that it is about. Cancelled when its reason is gone; raised
    again, as the same row, when the reason comes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="reminders")
    due_on = models.DateField()
    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=ReminderStep.choices)
    stands_in_for = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who is away."
    )
    raised_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)
    message = models.ForeignKey(
        ReminderMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        help_text="The e-mail it is in.",
    )

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "recipient", "step", "due_on"], name="reminder_once_each"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="reminder_cancelled_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "due_on", "id"], name="reminders_of_recipient"),
            models.Index(
                fields=["kind", "subject_id", "due_on"], condition=Q(cancelled_at__isnull=True), name="open_reminders"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(cancelled_at__isnull=True, read_at__isnull=True, message__isnull=True),
                name="reminders_not_mailed",
            ),
        ]
