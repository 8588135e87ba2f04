"""Something that happened between the household and those who help: a visit, a call, a try to reach them; or a note."""

from django.db import models
from django.db.models import Q

from agencies.models.stamps import said
from casework.enums import Channel, Demand
from casework.models.content import CaseContent


class Contact(CaseContent):
    """Append-only: a mistake is corrected by another contact that names it, and both stay."""

    happened_at = models.DateTimeField(help_text="When it happened, which may be before it was written down.")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    was_reached = models.BooleanField(default=True, help_text="Off: it was tried, and nobody was reached.")
    demand = models.CharField(max_length=10, choices=Demand.choices, default=Demand.UNKNOWN)
    demand_cause = models.TextField(blank=True, help_text="What was not done, or not done right, and by whom.")
    summary = models.TextField()
    agreed = models.TextField(blank=True, help_text="What was agreed.")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        constraints = [
            said("contact", "summary"),
            said("contact", "demand_cause", Q(demand=Demand.FAILURE)),
        ]
        indexes = [
            models.Index(fields=["case", "-happened_at", "-id"], name="contacts_of_case"),
            models.Index(
                fields=["case", "-happened_at"],
                condition=Q(was_reached=True) & ~Q(channel=Channel.NONE),
                name="contacts_that_reached",
            ),
        ]
