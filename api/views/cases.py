"""Cases: referral, triage, stages, exits, their people and their workers."""

from typing import Any

from api.endpoints import Creating, Detail, Listing, Verb
from api.etags import require_etag
from api.filters import CaseFilter
from api.pages import ByChange, ByDayToLook, ByRecording, ByReferral, ByStart
from api.serializers import cases as shapes
from api.serializers.agencies import MembershipShown
from casework import allocations, exits, lifecycle, restrictions, selectors


class Referrals(Listing, Creating):
    """What you referred, and whether it was taken in; refer a household to a team."""

    rows = selectors.referrals_of
    body, verb, again = shapes.ReferBody, lifecycle.refer, selectors.referral_for
    out = shapes.ReferralShown
    pagination_class = ByReferral


class Cases(Listing):
    """Every case within reach."""

    rows, out = selectors.cases_for, shapes.CaseShown
    filterset_class = CaseFilter
    pagination_class = ByReferral


class Caseload(Listing):
    """The open cases that you lead."""

    rows, out = selectors.caseload_of, shapes.CaseloadShown
    pagination_class = ByReferral


class Exits(Listing):
    """Every case within reach that left the work without closure, and when somebody looks at it again."""

    rows, out = selectors.exits_for, shapes.ExitShown
    pagination_class = ByDayToLook


class CaseDetail(Detail):
    """One case."""

    subject, out = selectors.case_for, shapes.CaseShown


class CaseVerb(Verb):
    """Something happens to a case."""

    subject, again, out = selectors.case_for, selectors.case_by_id, shapes.CaseShown


class AcceptCase(CaseVerb):
    """Take it in, with a lead."""

    body, verb = shapes.AcceptBody, lifecycle.accept


class DeclineCase(CaseVerb):
    """Do not take it in."""

    body, verb = shapes.DeclineBody, lifecycle.decline


class ReconsiderCase(CaseVerb):
    """Put it back at the front door."""

    body, verb = shapes.ReasonBody, lifecycle.reconsider


class RestrictCase(CaseVerb):
    """Keep it more narrowly, or less."""

    body, verb = shapes.RestrictBody, restrictions.restrict


class MoveCase(CaseVerb):
    """Go to another stage of the work."""

    body, verb = shapes.StageBody, lifecycle.move_to_stage


class PauseCase(CaseVerb):
    """Rest the work."""

    body, verb = shapes.PauseBody, exits.pause


class StepUpCase(CaseVerb):
    """A statutory service takes the lead of safety."""

    body, verb = shapes.HandOnBody, exits.step_up


class LoseContactWithCase(CaseVerb):
    """Nobody can be reached."""

    body, verb = shapes.LoseContactBody, exits.lose_contact


class TransferCase(CaseVerb):
    """Another service takes over."""

    body, verb = shapes.HandOnBody, exits.transfer


class ConfirmCaseTransfer(CaseVerb):
    """The other service has them."""

    body, verb = shapes.ConfirmTransferBody, exits.confirm_transfer


class MoveCaseAway(CaseVerb):
    """They live elsewhere."""

    body, verb = shapes.MoveAwayBody, exits.move_away


class RecordDeath(CaseVerb):
    """The person has died."""

    body, verb = shapes.MoveAwayBody, exits.record_death


class ContinueCase(CaseVerb):
    """It goes on in another case."""

    body, verb = shapes.ContinueBody, exits.continue_in


class ResumeCase(CaseVerb):
    """Work goes on."""

    body, verb = shapes.ResumeBody, exits.resume


class CaseExits(Listing):
    """The exits that the case stood or stands in."""

    subject, rows, out = selectors.case_for, selectors.exits_of, shapes.ExitShown
    pagination_class = ByRecording


class StatusChanges(Listing):
    """The steps of its life."""

    subject, rows, out = selectors.case_for, selectors.status_changes_of, shapes.StatusChangeShown
    pagination_class = ByChange


class Allocations(Listing):
    """Who works and worked on it."""

    subject, rows, out = selectors.case_for, selectors.allocations_of, shapes.AllocationShown
    pagination_class = ByStart


class HandOverCase(Verb):
    """Give it another lead."""

    subject, again, out = selectors.case_for, selectors.allocation_for, shapes.AllocationShown
    body, verb = shapes.HandOverBody, allocations.hand_over
    status = 201


class HandOverCaseload(Verb):
    """Give all that somebody leads to others, each case with its own note; all of them, or none."""

    subject, subject_key, again = selectors.worker_for, "id", selectors.worker_for
    body, verb, out = shapes.HandOverCaseloadBody, allocations.hand_over_caseload, MembershipShown
    needs_match = False  # each case brings its own ETag

    def values(self, *, partial: bool = False) -> dict[str, Any]:
        """As the verb takes them; raises Stale where one changed since it was seen."""
        said = super().values(partial=partial)
        for each in said["handovers"]:
            require_etag(each.pop("etag"), each["case"], self.actor)
        return {**said, "handovers": [allocations.Handover(**each) for each in said["handovers"]]}


class AddSupport(Verb):
    """Let somebody work beside the lead."""

    subject, again, out = selectors.case_for, selectors.allocation_for, shapes.AllocationShown
    body, verb = shapes.SupportBody, allocations.add_support
    status = 201


class EndSupport(Verb):
    """End a supporter's part."""

    subject, subject_key = selectors.allocation_for, "id"
    body, verb, again = shapes.ReasonBody, allocations.end_support, selectors.allocation_for
    out = shapes.AllocationShown
    needs_match = False
