"""Who works here and is close to a household: what was declared in words, and whose records it was matched with."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.clock import Now
from agencies.models.membership import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.models.user import User
from agencies.traces import Trace
from casework.closeness import Closeness
from casework.models.household import Household
from casework.models.person import Person


class Conflict(models.Model):
    """A declaration, by themselves or for them. Its words tell nobody whether the household is in the service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="conflicts", help_text="Who works here and is close to somebody."
    )
    closeness = models.CharField(max_length=20, choices=Closeness.choices)
    words = models.TextField(help_text="Who it is, as far as they know: names, dates of birth, where they live.")
    declared_at = models.DateTimeField(db_default=Now())
    declared_by = acted_by()
    matched_at = models.DateTimeField(null=True, blank=True)
    matched_by = acted_by(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    trace = Trace()

    class Meta:
        indexes = [models.Index(fields=["membership", "-declared_at"], name="conflicts_of_member")]
        constraints = [
            *paired("conflict", "matched", "ended"),
            said("conflict", "words"),
            said("conflict", "end_reason", Q(ended_at__isnull=False)),
            # Nobody ends what keeps themselves away, nor alone what they alone wrote down.
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True)
                | ~Q(ended_by=models.F("membership")) & ~Q(ended_by=models.F("declared_by")),
                name="conflict_ended_by_a_second_person",
            ),
        ]


class ConflictLink(models.Model):
    """Whom it keeps from whom: keys alone, which every question of reach begins with. It beats whatever else there is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="links")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", help_text="The human being, whichever agency they act for."
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="conflict_links")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="conflict_links")
    linked_at = models.DateTimeField(db_default=Now())
    linked_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "person"], condition=Q(ended_at__isnull=True), name="people_kept_from"),
            models.Index(fields=["user", "household"], condition=Q(ended_at__isnull=True), name="homes_kept_from"),
        ]
        constraints = [
            *paired("conflict_link", "ended"),
            models.CheckConstraint(
                condition=Q(person__isnull=True, household__isnull=False)
                | Q(person__isnull=False, household__isnull=True),
                name="conflict_link_one_or_the_other",
            ),
        ]
