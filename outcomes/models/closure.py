"""The proposal that support ends, whom it asks, what each of them says, and the closure that their agreement allows."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.access import AccessPaths
from agencies.clock import Now
from agencies.models.stamps import acted_by, paired, said
from agencies.traces import Trace
from casework.enums import CaseStatus, Means
from casework.models import Case, CaseMember
from outcomes.enums import Answer, ClosureGround
from outcomes.querysets import ClosureAgreementQuerySet, ClosureProposalQuerySet


class ClosureProposal(models.Model):
    """The words that people are asked to agree to. Other words, or somebody new, are another proposal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closure_proposals")
    ground = models.CharField(max_length=20, choices=ClosureGround.choices)
    wording = models.TextField(help_text="What they are asked to agree to, in plain words.")
    from_status = models.CharField(
        max_length=20, choices=CaseStatus.choices, help_text="Where the work goes on if they do not."
    )
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = acted_by()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = acted_by(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = ClosureProposalQuerySet.as_manager()
    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            *paired("closure_proposal", "ended"),
            said("closure_proposal", "wording"),
            said("closure_proposal", "end_reason", Q(ended_at__isnull=False)),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_closure_proposal"
            ),
        ]


class ClosureParticipant(models.Model):
    """One of those who are asked: the set is computed when the closure is proposed, and frozen then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(ClosureProposal, models.PROTECT, related_name="participants")
    member = models.ForeignKey(CaseMember, models.PROTECT, related_name="+")

    access = AccessPaths(through={"proposal": Q()})
    trace = Trace(case="proposal.case_id", people=("member.person_id",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="closure_participant_once")]


class ClosureAgreement(models.Model):
    """What one person said, on which words, how, before whom. Append-only: the last answer counts, all are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(ClosureParticipant, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=12, choices=Answer.choices)
    wording = models.TextField(
        help_text="The words that were put to them; the database compares them with the proposal's."
    )
    how = models.CharField(max_length=20, choices=Means.choices)
    witness = models.CharField(max_length=200)
    words = models.TextField(blank=True, help_text="What they said, in their own words.")
    decision_maker = models.CharField(max_length=200, blank=True, help_text="Who decides for them, where they cannot.")
    authority = models.CharField(
        max_length=200, blank=True, help_text="What gives that person the right, and where it is held."
    )
    # Given by the database, always: instants can be equal, and this cannot. The last answer counts.
    position = models.BigIntegerField(db_default=0, editable=False)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = acted_by()

    objects = ClosureAgreementQuerySet.as_manager()
    access = AccessPaths(through={"participant": Q()})
    trace = Trace(case="participant.proposal.case_id", people=("participant.member.person_id",))

    class Meta:
        constraints = [
            said("closure_agreement", "witness"),
            models.CheckConstraint(
                condition=Q(decision_maker="", authority="") | Q(decision_maker__regex=r"\S", authority__regex=r"\S"),
                name="closure_agreement_decision_maker_has_authority",
            ),
        ]


class Closure(models.Model):
    """Support ended, on a proposal that everybody agreed to; and, where it was so, began again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closures")
    proposal = models.OneToOneField(ClosureProposal, models.PROTECT, related_name="closure")
    closed_at = models.DateTimeField(db_default=Now())
    closed_by = acted_by()
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = acted_by(null=True, blank=True)
    reopened_reason = models.TextField(blank=True)

    access = AccessPaths(through={"case": Q()})
    trace = Trace(case="case_id")

    class Meta:
        constraints = [
            *paired("closure", "reopened"),
            said("closure", "reopened_reason", Q(reopened_at__isnull=False)),
            models.UniqueConstraint(
                fields=["case"], condition=Q(reopened_at__isnull=True), name="one_standing_closure"
            ),
        ]
