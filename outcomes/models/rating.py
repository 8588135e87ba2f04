"""A number on an outcome's scale, in one voice, at one time."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.models import CaseMember
from outcomes.enums import Voice
from outcomes.models.outcome import Outcome, OutcomeVersion


class Rating(models.Model):
    """Append-only. The participant's own number, the worker's and a partner's are rows of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="ratings")
    version = models.ForeignKey(
        OutcomeVersion, models.PROTECT, related_name="ratings", help_text="The words and the scale that it is on."
    )
    voice = models.CharField(max_length=12, choices=Voice.choices)
    member = models.ForeignKey(CaseMember, models.PROTECT, null=True, blank=True, related_name="ratings")
    value = models.PositiveSmallIntegerField(help_text="From 1 to 10.")
    words = models.TextField(blank=True)
    was_said_alone = models.BooleanField(
        default=False,
        help_text="Said while nobody else of the household could hear: it is not shown before the others.",
    )
    rated_at = models.DateTimeField(db_default=Now())
    rated_by = acted_by()

    access = AccessPaths(
        through={"outcome": Q()},
        shared=SharedPaths(case="outcome__case", category="outcome__category", source="rated_by__agency"),
    )
    trace = Trace(case="outcome.case_id", people=("member.person_id",), category="outcome.category")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__range=(1, 10)), name="rating_on_the_scale"),
            models.CheckConstraint(
                condition=Q(voice=Voice.PARTICIPANT, member__isnull=False)
                | Q(voice__in=[Voice.WORKER, Voice.PARTNER], member__isnull=True),
                name="rating_participant_is_named",
            ),
            models.CheckConstraint(
                condition=Q(was_said_alone=False) | Q(voice=Voice.PARTICIPANT), name="rating_alone_is_a_participants"
            ),
        ]
        indexes = [models.Index(fields=["outcome", "voice", "-rated_at"], name="ratings_of_outcome")]
