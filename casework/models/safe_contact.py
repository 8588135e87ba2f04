"""How a person can be reached without anybody coming to harm: by which ways, when, with which word, and what not to do."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import WEEKDAYS, SafeWay
from casework.models.person import Person


class SafeContact(models.Model):
    """What holds now is the one that none replaced; those before it stay as they were. No way at all is an answer, too.

    Everybody who may ring or write reads it, also by a share: so it never says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="safe_contacts")
    ways = ArrayField(models.CharField(max_length=10, choices=SafeWay.choices), default=list, blank=True)
    days = ArrayField(
        models.PositiveSmallIntegerField(choices=WEEKDAYS),
        default=list,
        blank=True,
        help_text="Days of the week, from 1 for Monday to 7 for Sunday; none named means any day.",
    )
    not_before = models.TimeField(null=True, blank=True, help_text="The time of day from which it is safe.")
    not_after = models.TimeField(null=True, blank=True, help_text="The time of day until which it is safe.")
    when_words = models.CharField(max_length=120, blank=True, help_text="When it suits them, in a few words.")
    code_word = models.CharField(
        max_length=60, blank=True, help_text="The word by which they know that it is us, or we that it is they."
    )
    no_voicemail = models.BooleanField(default=False)
    device_is_shared = models.BooleanField(default=False, help_text="Somebody else uses or reads their telephone.")
    do_not = models.CharField(
        max_length=200, blank=True, help_text="What not to do, and never why: everybody who may ring them reads it."
    )
    who_said = models.CharField(max_length=200, help_text="Who told us: themselves, or who for them.")
    review_on = models.DateField(help_text="The day on which somebody asks them whether it still holds.")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = acted_by(null=True, blank=True)

    access = AccessPaths(through={"person": Q()}, shared=SharedPaths(relations={"person": Q()}))
    trace = Trace(people=("person_id",))

    class Meta:
        constraints = [
            *paired("safe_contact", "replaced"),
            said("safe_contact", "who_said"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(replaced_at__isnull=True), name="safe_contact_one_that_holds"
            ),
            models.CheckConstraint(condition=Q(ways__contained_by=SafeWay.values), name="safe_contact_ways_known"),
            models.CheckConstraint(condition=Q(days__contained_by=list(range(1, 8))), name="safe_contact_days_known"),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True, not_after__isnull=True)
                | Q(not_before__isnull=False, not_after__isnull=False, not_before__lt=F("not_after")),
                name="safe_contact_hours",
            ),
        ]
