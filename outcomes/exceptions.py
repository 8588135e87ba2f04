"""What this room refuses, in the field's words."""

from agencies.exceptions import ServiceError


class OutcomeNotAgreed(ServiceError):
    """An outcome counts only once everybody named in it agreed to this wording."""

    code = "outcome_not_agreed"


class AnotherWording(ServiceError):
    """The words were changed after the person saw them: they have to be asked about the new ones."""

    code = "another_wording"


class ClosureBlocked(ServiceError):
    """The case does not close; `fields["blockers"]` says what stands in the way, one sentence each."""

    code = "closure_blocked"


class ProposalNotOpen(ServiceError):
    """The proposal to close was withdrawn, refused or acted on."""

    code = "proposal_not_open"


class NotAParticipant(ServiceError):
    """The person is not one of those who are asked."""

    code = "not_a_participant"


class ActionSettled(ServiceError):
    """The action is done or was dropped."""

    code = "action_settled"


class ReviewHeld(ServiceError):
    """The review took place already."""

    code = "review_held"
