"""A review: the people look together at how far they have come, and say when they look again."""

from django.db import models
from django.db.models import Q

from agencies.models.stamps import acted_by, paired, said
from casework.models import CaseContent, CaseMember
from outcomes.enums import ReviewCause


class Review(CaseContent):
    """Held once. A review that is held names the day of the next one, which is another row."""

    due_on = models.DateField()
    cause = models.CharField(max_length=10, choices=ReviewCause.choices, default=ReviewCause.PLANNED)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = acted_by(null=True, blank=True)
    took_part = models.ManyToManyField(CaseMember, related_name="+", blank=True)
    summary = models.TextField(blank=True, help_text="What they said, what changed, what is next.")

    class Meta:
        constraints = [
            *paired("review", "held"),
            said("review", "summary", Q(held_at__isnull=False)),
            models.UniqueConstraint(
                fields=["case"], condition=Q(held_at__isnull=True), name="one_next_review_per_case"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(held_at__isnull=True), name="due_reviews")]
