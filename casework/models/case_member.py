"""A person's part in one case: the participation that an actor may name."""

import uuid

from django.db import models
from django.db.models import F, Q

from agencies.access import AccessPaths, SharedPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from agencies.versions import Versioned
from casework.enums import LeavingReason
from casework.models.case import Case
from casework.models.person import Person
from casework.querysets import CaseMemberQuerySet
from casework.spelling import index


class CaseMember(Versioned):
    """Dated. Nobody is taken off a case by one worker alone: whoever is off does not have to agree to its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="case_memberships")
    joined_at = models.DateTimeField(db_default=Now())
    joined_by = acted_by()
    leaving_reason = models.CharField(max_length=10, choices=LeavingReason.choices, blank=True)
    leaving_evidence = models.TextField(blank=True, help_text="What shows it: who said so, what was seen, when.")
    leaving_proposed_at = models.DateTimeField(null=True, blank=True)
    leaving_proposed_by = acted_by(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = acted_by(null=True, blank=True)
    name_at_leaving = models.CharField(max_length=200, blank=True, help_text="What they were called when they left.")

    access = AccessPaths(through={"case": Q()}, shared=SharedPaths(case="case", when=Q(left_at__isnull=True)))
    trace = Trace(case="case_id", people=("person_id",))
    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        indexes = [index("case_member_name", "name_at_leaving", ~Q(name_at_leaving=""))]
        constraints = [
            *paired("case_member", "leaving_proposed", "left"),
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(left_at__isnull=True), name="case_member_once"
            ),
            said("case_member", "leaving_evidence", Q(leaving_proposed_at__isnull=False)),
            models.CheckConstraint(
                condition=Q(leaving_proposed_at__isnull=True) | ~Q(leaving_reason=""),
                name="case_member_leaving_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True)
                | Q(leaving_proposed_at__isnull=False) & ~Q(left_by=F("leaving_proposed_by")),
                name="case_member_taken_off_by_two",
            ),
        ]

    @property
    def name(self) -> str:
        """As they are called; for somebody who left, as they were called then."""
        return self.name_at_leaving or self.person.name
