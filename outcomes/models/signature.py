"""A signature: what somebody drew with a finger beneath what they said. Nobody is asked for one, and nothing hangs on it."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by
from agencies.traces import Trace
from casework.models import CaseMember
from outcomes.models.closure import ClosureAgreement
from outcomes.models.outcome import OutcomeAgreement


class Signature(models.Model):
    """Append-only, one for each yes, no or "time to think". The strokes are the evidence; a picture is drawn from them.

    How hard and how fast they drew is not kept: that would tell a person apart for ever, and proves nothing more here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.PROTECT, related_name="signatures")
    closure_agreement = models.OneToOneField(
        ClosureAgreement, models.PROTECT, null=True, blank=True, related_name="signature"
    )
    outcome_agreement = models.OneToOneField(
        OutcomeAgreement, models.PROTECT, null=True, blank=True, related_name="signature"
    )
    strokes = models.JSONField(help_text="A list of strokes, each a list of points: two whole numbers from 0 to 1000.")
    signed_at = models.DateTimeField(db_default=Now())
    signed_by = acted_by()

    access = AccessPaths(through={"closure_agreement": Q(), "outcome_agreement": Q()})
    trace = Trace(
        case="member.case_id", people=("member.person_id",), category="outcome_agreement.version.outcome.category"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closure_agreement__isnull=False, outcome_agreement__isnull=True)
                | Q(closure_agreement__isnull=True, outcome_agreement__isnull=False),
                name="signature_beneath_one_thing",
            )
        ]
