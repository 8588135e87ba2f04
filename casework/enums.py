"""The words of this room: the states of a case, and the kinds of contact, name, exit and evidence."""

from django.db import models


class CaseKind(models.TextChoices):
    """A separated case keeps one person's work apart from the household's, because of domestic abuse."""

    MAIN = "main", "Main"
    SEPARATED = "separated", "Separated"


class CaseStatus(models.TextChoices):
    """Where a case stands. Which may follow which is decided in casework/lifecycle.py."""

    REFERRED = "referred", "Referred"
    DECLINED = "declined", "Not taken in"
    ACCEPTED = "accepted", "Taken in"
    GETTING_TO_KNOW = "getting_to_know", "Getting to know you"
    AGREEING_OUTCOMES = "agreeing_outcomes", "Agreeing outcomes"
    WORKING = "working", "Working on outcomes"
    ENDING = "ending", "Getting ready to close"
    CLOSED = "closed", "Finished"
    PAUSED = "paused", "Paused"
    STEPPED_UP = "stepped_up", "Stepped up"
    LOST_CONTACT = "lost_contact", "Lost contact"
    TRANSFERRED = "transferred", "Transferred, not confirmed yet"
    TRANSFER_CONFIRMED = "transfer_confirmed", "Stopped (another service has them)"
    MOVED_AWAY = "moved_away", "Stopped (they moved away)"
    DIED = "died", "Stopped (they have died)"
    CONTINUED = "continued", "Stopped (it goes on in another case)"


# The work itself, in its usual order.
IN_PROGRESS = frozenset(
    {
        CaseStatus.ACCEPTED,
        CaseStatus.GETTING_TO_KNOW,
        CaseStatus.AGREEING_OUTCOMES,
        CaseStatus.WORKING,
        CaseStatus.ENDING,
    }
)
# Left the work without closure: each needs evidence, tells the people, can be undone, and never counts as success.
EXITS = frozenset(
    {
        CaseStatus.PAUSED,
        CaseStatus.STEPPED_UP,
        CaseStatus.LOST_CONTACT,
        CaseStatus.TRANSFERRED,
        CaseStatus.TRANSFER_CONFIRMED,
        CaseStatus.MOVED_AWAY,
        CaseStatus.DIED,
        CaseStatus.CONTINUED,
    }
)
# A dedicated worker stays through all of these: exactly one lead, held by the database.
LEAD_REQUIRED = IN_PROGRESS | {
    CaseStatus.PAUSED,
    CaseStatus.STEPPED_UP,
    CaseStatus.LOST_CONTACT,
    CaseStatus.TRANSFERRED,
}
# Open means this and nothing else, in constraints, caseloads and everywhere; the database's guard.is_open says the same.
OPEN = LEAD_REQUIRED | {CaseStatus.REFERRED}

# Somebody has answered the referral with yes; from here on the household's life is the case's, not the referrer's.
TAKEN_IN = frozenset(CaseStatus) - {CaseStatus.REFERRED, CaseStatus.DECLINED}


class ExitKind(models.TextChoices):
    """The exits that somebody records; a transfer's confirmation follows on its own row."""

    PAUSED = "paused", "Paused"
    STEPPED_UP = "stepped_up", "Stepped up"
    LOST_CONTACT = "lost_contact", "Lost contact"
    TRANSFERRED = "transferred", "Transferred"
    MOVED_AWAY = "moved_away", "Moved away"
    DIED = "died", "Died"
    CONTINUED = "continued", "Continued in another case"


class DeclineReason(models.TextChoices):
    """Why a referral was not taken in. That needs are too many, too few or too hard is not a reason, so it is not here."""

    NOT_WANTED = "not_wanted", "The household does not want support"
    ALREADY_SUPPORTED = "already_supported", "A worker they trust is with them already"
    OUTSIDE_AREA = "outside_area", "They live elsewhere, and were introduced to the service there"
    ALREADY_OPEN = "already_open", "The household has an open case"
    MISTAKEN = "mistaken", "The referral was made by mistake"


class AllocationRole(models.TextChoices):
    """One leads, others may support."""

    LEAD = "lead", "Lead"
    SUPPORTING = "supporting", "Supporting"


class ShareLevel(models.TextChoices):
    """What a share of a case is for: to see it, or to add to it as well."""

    SEE = "see", "See"
    CONTRIBUTE = "contribute", "See and contribute"


class LeavingReason(models.TextChoices):
    """Why a person is no longer part of a case."""

    DIED = "died", "Died"
    LEFT = "left", "Left the household or the work"
    SEPARATED = "separated", "Has a case of their own"
    MISTAKEN = "mistaken", "Was never part of it"


class Channel(models.TextChoices):
    """How a contact was made, or tried."""

    VISIT = "visit", "Visit"
    OFFICE = "office", "Met elsewhere"
    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    MEETING = "meeting", "Meeting of those who help"
    NONE = "none", "No contact: a note"


class PreferredWay(models.TextChoices):
    """How a person would like to be reached; the values are those of the channels."""

    TEXT = "text", "Text message"
    PHONE = "phone", "Phone call"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    VISIT = "visit", "A visit"


class Demand(models.TextChoices):
    """Whether a contact was what we exist for, or was caused by something not done or not done right."""

    VALUE = "value", "Value demand"
    FAILURE = "failure", "Failure demand"
    UNKNOWN = "unknown", "Not known"


class Means(models.TextChoices):
    """How a person said yes, no or anything that must be on record."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    WRITING = "writing", "In writing"
    SIGNED = "signed", "Signed"
    ADVOCATE = "advocate", "Through an advocate"
    INTERPRETER = "interpreter", "In person, with an interpreter"


class NameKind(models.TextChoices):
    """What a name of a person is to them; the name they use stands on the person."""

    LEGAL = "legal", "On papers"
    FORMER = "former", "Former"
    ALIAS = "alias", "Also known as"
    WITH_AGENCY = "with_agency", "Used with an agency"


class HouseholdRole(models.TextChoices):
    """A person's place in a household, as far as it matters to the work."""

    ADULT = "adult", "Adult"
    PARENT = "parent", "Parent or carer"
    CHILD = "child", "Child"
    UNBORN = "unborn", "Unborn child"
    OTHER = "other", "Other"


class HouseholdChangeKind(models.TextChoices):
    """What happened to households themselves."""

    SPLIT = "split", "Split"
    JOINED = "joined", "Joined"


class DocumentKind(models.TextChoices):
    """What a document is."""

    LETTER = "letter", "Letter"
    ASSESSMENT = "assessment", "Assessment"
    SIGNED_PLAN = "signed_plan", "Signed plan"
    COURT = "court", "Court paper"
    OTHER = "other", "Other"


class ReminderStep(models.TextChoices):
    """Who is told of something, one after the other, each once."""

    WORKER = "worker", "The worker concerned"
    DEPUTY = "deputy", "Their team’s deputy"
    MANAGER = "manager", "Their team’s manager"


class CancelReason(models.TextChoices):
    """Why a reminder is no longer wanted."""

    SETTLED = "settled", "Done, or no longer due on that day"
    CASE_LEFT = "case_left", "The case left the work"
    RECIPIENT_LEFT = "recipient_left", "They no longer act for the agency"
    HANDED_OVER = "handed_over", "It is somebody else’s by now"
    HIDDEN = "hidden", "They may no longer see the case"


class MessageState(models.TextChoices):
    """Where an e-mail stands. Which may follow which is held by a trigger; what each means stands in docs/operate.md."""

    WAITING = "waiting", "Waiting to be sent"
    CLAIMED = "claimed", "Taken by a worker"
    HANDING_OVER = "handing_over", "Being handed to the mail server"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Not needed any more"
    UNCERTAIN = "uncertain", "Perhaps sent: somebody must look"
    REFUSED = "refused", "Refused too often: somebody must look"


class LeftOut(models.TextChoices):
    """Why an e-mail was not sent after all."""

    NOTHING_DUE = "nothing_due", "Nothing in it was due or unread any more"
    RECIPIENT_LEFT = "recipient_left", "They no longer act for the agency"


class CommentKind(models.TextChoices):
    """What is said of an entry: a word beside it, or that it is wrong."""

    COMMENT = "comment", "Comment"
    CORRECTION_ASKED = "correction_asked", "Asked for a correction"


class CorrectionOutcome(models.TextChoices):
    """What came of asking for a correction."""

    CORRECTED = "corrected", "Corrected by another entry"
    KEPT = "kept", "Kept as it is"


class PullKind(models.TextChoices):
    """Who spoke first when expertise is brought in; the lead stays either way."""

    ASKED = "asked", "Asked for help"
    OFFERED = "offered", "Offered help"


class PullAnswer(models.TextChoices):
    """What was said to it."""

    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
