"""A case: one piece of work with a household, from its referral to an end that its people agreed to."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths, ConflictPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, said
from agencies.models.team import Team
from agencies.traces import Trace
from agencies.versions import Versioned
from casework.enums import OPEN, CaseKind, CaseStatus, DeclineReason
from casework.models.household import Household
from casework.querysets import CaseQuerySet
from casework.restriction_levels import SEALED_TO_THE_TEAM, Restriction


class Case(Versioned):
    """Closed only through outcomes/closure.py; the database asks for the agreements whoever writes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=CaseKind.choices, default=CaseKind.MAIN)
    separated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="separated_cases")
    continued_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continues")
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="cases", help_text="The team whose front door it came through."
    )
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.REFERRED)
    restriction = models.CharField(max_length=10, choices=Restriction.choices, default=Restriction.NORMAL)
    reason = models.TextField(help_text="What was asked for, in the words of whoever asked.")
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    referred_at = models.DateTimeField(db_default=Now())
    referred_by = acted_by()

    access = AccessPaths(
        allocations="allocations",
        team="team",
        kept_apart=Q(kind=CaseKind.SEPARATED),
        sealed=Q(restriction__in=sorted(SEALED_TO_THE_TEAM)),
        named="named_workers",
        shared=SharedPaths(case="pk"),
        grants=("group_grants", "user_grants"),
        conflicts=ConflictPaths("casework.ConflictLink", "guard.is_close_to_case"),
        emergencies="emergencies",
    )
    trace = Trace(case="id")
    objects = CaseQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)  # what a share can grant, and nothing else
        permissions = [("contribute_to_case", "Can contribute to case")]
        indexes = [models.Index(fields=["team", "-referred_at", "-id"], name="cases_of_team")]
        constraints = [
            # A hidden one does not count: that there is no room for a second would tell that it is there.
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(kind=CaseKind.MAIN, status__in=sorted(OPEN)) & ~Q(restriction=Restriction.HIDDEN),
                name="one_open_main_case_per_household",
            ),
            models.CheckConstraint(
                condition=Q(kind=CaseKind.MAIN, separated_from__isnull=True)
                | Q(kind=CaseKind.SEPARATED, separated_from__isnull=False),
                name="case_separated_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CONTINUED, continued_in__isnull=False)
                | ~Q(status=CaseStatus.CONTINUED) & Q(continued_in__isnull=True),
                name="case_continued_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.DECLINED) & ~Q(decline_reason="")
                | ~Q(status=CaseStatus.DECLINED) & Q(decline_reason=""),
                name="case_declined_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(status__in=sorted(CaseStatus.values)), name="case_status_is_known"),
            models.CheckConstraint(condition=Q(restriction__in=Restriction.values), name="case_restriction_is_known"),
            said("case", "reason"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether there is work, or a decision about it, still to do."""
        return self.status in OPEN
