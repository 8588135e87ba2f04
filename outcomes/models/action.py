"""An action: one step, one owner, one day, and the outcome that it serves."""

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, SharedPaths
from agencies.models import Membership
from agencies.models.stamps import acted_by, paired, said
from agencies.versions import Versioned
from casework.models import CaseContent, CaseMember
from outcomes.enums import ActionReason
from outcomes.models.outcome import Outcome
from outcomes.querysets import ActionQuerySet


class Action(Versioned, CaseContent):
    """Owned by somebody who acts for an agency, or by a participant. What serves no outcome says why it is done."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="actions")
    reason = models.CharField(max_length=20, choices=ActionReason.choices, blank=True)
    title = models.CharField(max_length=200, help_text="What is done, as a sentence that starts with a verb.")
    owner_worker = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="actions")
    owner_member = models.ForeignKey(CaseMember, models.PROTECT, null=True, blank=True, related_name="actions")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = acted_by(null=True, blank=True)
    result = models.TextField(blank=True, help_text="What came of it.")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = acted_by(null=True, blank=True)
    dropped_reason = models.TextField(blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("action", "done", "dropped"),
            said("action", "title"),
            said("action", "dropped_reason", Q(dropped_at__isnull=False)),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True), name="action_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, reason="") | Q(outcome__isnull=True) & ~Q(reason=""),
                name="action_serves_an_outcome_or_says_why",
            ),
            models.CheckConstraint(
                condition=Q(owner_worker__isnull=False, owner_member__isnull=True)
                | Q(owner_worker__isnull=True, owner_member__isnull=False),
                name="action_has_one_owner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_at__isnull=True, dropped_at__isnull=True), name="due_actions"
            )
        ]


class ActionDone(Action):
    """What came of an action: it belongs to the agency that says so, which need not be the one that wrote the action."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="done_by__agency")
    )

    class Meta:
        proxy = True


class ActionDropped(Action):
    """Why an action was dropped, in the same way."""

    access = AccessPaths(
        through={"case": Q()}, shared=SharedPaths(case="case", category="category", source="dropped_by__agency")
    )

    class Meta:
        proxy = True
