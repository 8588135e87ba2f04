"""What this room refuses, in the field's words."""

from agencies.exceptions import Refusal, ServiceError


class TransitionRefused(ServiceError):
    """The case stands where this step cannot be taken from."""

    code = "transition_refused"


class CaseIsNotOpen(ServiceError):
    """Work is recorded on open cases only; a mistake in a closed one can still be corrected."""

    code = "case_is_not_open"


class NotSafeToReach(ServiceError):
    """Somebody cannot be reached in this way, or at this time, without harm; or nobody has asked them yet."""

    code = "not_safe_to_reach"


class OpenCaseExists(ServiceError):
    """A household has one open main case at a time."""

    code = "open_case_exists"


class LeadNotAvailable(ServiceError):
    """A case being worked on needs a lead who is there now."""

    code = "lead_not_available"


class ConflictEnded(ServiceError):
    """What was declared holds no longer already."""

    code = "conflict_ended"


class NoCaseFits(ServiceError):
    """None, several, or one that is kept from whoever asks: which of them is never told."""

    code = "no_case_fits"
    kind = Refusal.INVALID


class EmergencyStands(ServiceError):
    """One at a time; or they work with the household already."""

    code = "emergency_stands"


class EmergencyOver(ServiceError):
    """It has ended, or was looked at already."""

    code = "emergency_over"


class EvidenceMissing(ServiceError):
    """An exit needs what shows it, such as dated tries by two channels."""

    code = "evidence_missing"
    kind = Refusal.INVALID


class AlreadyMember(ServiceError):
    """The person is part of this case, or of the one it was separated from."""

    code = "already_member"


class HouseholdsNotJoined(ServiceError):
    """Two households with an open case each cannot become one before a manager decided which case goes on."""

    code = "households_not_joined"


class NotUndone(ServiceError):
    """What was done since stands in the way of undoing this."""

    code = "not_undone"


class ShareSettled(ServiceError):
    """The share was stopped already."""

    code = "share_settled"


class NothingToDecide(ServiceError):
    """The message is neither uncertain nor refused."""

    code = "nothing_to_decide"


class CorrectionSettled(ServiceError):
    """The correction that was asked for was answered already, or nothing was asked."""

    code = "correction_settled"


class PullSettled(ServiceError):
    """The help was answered, declined or ended already."""

    code = "pull_settled"


class WarningEnded(ServiceError):
    """The warning was ended already."""

    code = "warning_ended"


class Unfit(Exception):
    """A file that is not taken, or not given out; `refusal` is one of casework.file_states.FileRefusal."""

    def __init__(self, refusal: str) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class FileNotReady(ServiceError):
    """The file waits for its check."""

    code = "file_not_ready"


class FileRefused(ServiceError):
    """The file did not pass its check."""

    code = "file_refused"


class LinkAnswered(ServiceError):
    """Somebody answered this question, or took the answer back, already."""

    code = "link_answered"
    kind = Refusal.CONFLICT


class NominationDecided(ServiceError):
    """Somebody decided about this household already."""

    code = "nomination_decided"
    kind = Refusal.CONFLICT


class ObjectionAnswered(ServiceError):
    """The objection was answered already."""

    code = "objection_answered"
    kind = Refusal.CONFLICT
