"""The words of this room: the states of a case, and the kinds of contact, name, exit and evidence."""

from django.db import models
from django.utils import dates
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    """A separated case keeps one person's work apart from the household's, because of domestic abuse."""

    MAIN = "main", _("Main")
    SEPARATED = "separated", _("Separated")


class CaseStatus(models.TextChoices):
    """Where a case stands. Which may follow which is decided in casework/lifecycle.py."""

    REFERRED = "referred", _("Referred")
    DECLINED = "declined", _("Not taken in")
    ACCEPTED = "accepted", _("Taken in")
    GETTING_TO_KNOW = "getting_to_know", _("Getting to know you")
    AGREEING_OUTCOMES = "agreeing_outcomes", _("Agreeing outcomes")
    WORKING = "working", _("Working on outcomes")
    ENDING = "ending", _("Getting ready to close")
    CLOSED = "closed", _("Finished")
    PAUSED = "paused", _("Paused")
    STEPPED_UP = "stepped_up", _("Stepped up")
    LOST_CONTACT = "lost_contact", _("Lost contact")
    TRANSFERRED = "transferred", _("Transferred, not confirmed yet")
    TRANSFER_CONFIRMED = "transfer_confirmed", _("Stopped (another service has them)")
    MOVED_AWAY = "moved_away", _("Stopped (they moved away)")
    DIED = "died", _("Stopped (they have died)")
    CONTINUED = "continued", _("Stopped (it goes on in another case)")


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

    PAUSED = "paused", _("Paused")
    STEPPED_UP = "stepped_up", _("Stepped up")
    LOST_CONTACT = "lost_contact", _("Lost contact")
    TRANSFERRED = "transferred", _("Transferred")
    MOVED_AWAY = "moved_away", _("Moved away")
    DIED = "died", _("Died")
    CONTINUED = "continued", _("Continued in another case")


class DeclineReason(models.TextChoices):
    """Why a referral was not taken in. That needs are too many, too few or too hard is not a reason, so it is not here."""

    NOT_WANTED = "not_wanted", _("The household does not want support")
    ALREADY_SUPPORTED = "already_supported", _("A worker they trust is with them already")
    OUTSIDE_AREA = "outside_area", _("They live elsewhere, and were introduced to the service there")
    ALREADY_OPEN = "already_open", _("The household has an open case")
    MISTAKEN = "mistaken", _("The referral was made by mistake")


class AllocationRole(models.TextChoices):
    """One leads, others may support."""

    LEAD = "lead", _("Lead")
    SUPPORTING = "supporting", _("Supporting")


class ShareLevel(models.TextChoices):
    """What a share of a case is for: to see it, or to add to it as well."""

    SEE = "see", _("See")
    CONTRIBUTE = "contribute", _("See and contribute")


class LeavingReason(models.TextChoices):
    """Why a person is no longer part of a case."""

    DIED = "died", _("Died")
    LEFT = "left", _("Left the household or the work")
    SEPARATED = "separated", _("Has a case of their own")
    MISTAKEN = "mistaken", _("Was never part of it")


class Channel(models.TextChoices):
    """How a contact was made, or tried."""

    VISIT = "visit", _("Visit")
    OFFICE = "office", _("Met elsewhere")
    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    MEETING = "meeting", _("Meeting of those who help")
    NONE = "none", _("No contact: a note")


class SafeWay(models.TextChoices):
    """A way in which a person can be reached safely; the values are those of the channels."""

    PHONE = "phone", _("Phone call")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("A visit, or by hand")


# How a paper comes to somebody.
BY_PAPER = [SafeWay.VISIT, SafeWay.LETTER]


# Numbered as in ISO 8601, from Monday.
WEEKDAYS = [(number + 1, words) for number, words in dates.WEEKDAYS.items()]


class Demand(models.TextChoices):
    """Whether a contact was what we exist for, or was caused by something not done or not done right."""

    VALUE = "value", _("Value demand")
    FAILURE = "failure", _("Failure demand")
    UNKNOWN = "unknown", _("Not known")


class Means(models.TextChoices):
    """How a person said yes, no or anything that must be on record."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    WRITING = "writing", _("In writing")
    SIGNED = "signed", _("Signed")
    ADVOCATE = "advocate", _("Through an advocate")
    INTERPRETER = "interpreter", _("In person, with an interpreter")


class NameKind(models.TextChoices):
    """What a name of a person is to them; the name they use stands on the person."""

    LEGAL = "legal", _("On papers")
    FORMER = "former", _("Former")
    ALIAS = "alias", _("Also known as")
    WITH_AGENCY = "with_agency", _("Used with an agency")


class HouseholdRole(models.TextChoices):
    """A person's place in a household, as far as it matters to the work."""

    ADULT = "adult", _("Adult")
    PARENT = "parent", _("Parent or carer")
    CHILD = "child", _("Child")
    UNBORN = "unborn", _("Unborn child")
    OTHER = "other", _("Other")


class HouseholdChangeKind(models.TextChoices):
    """What happened to households themselves."""

    SPLIT = "split", _("Split")
    JOINED = "joined", _("Joined")


class DocumentKind(models.TextChoices):
    """What a document is."""

    LETTER = "letter", _("Letter")
    ASSESSMENT = "assessment", _("Assessment")
    SIGNED_PLAN = "signed_plan", _("Signed plan")
    COURT = "court", _("Court paper")
    OTHER = "other", _("Other")


class FileType(models.TextChoices):
    """What the bytes of a kept file are, whatever it was called."""

    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    WEBP = "webp", _("WebP picture")
    DOCX = "docx", _("Word document")
    ODT = "odt", _("OpenDocument text")
    HEIC = "heic", _("HEIC picture")  # no longer taken: nothing here could draw it anew without what a camera adds


class PlanForm(models.TextChoices):
    """In which form a plan was printed."""

    ONE_PAGE = "one_page", _("On one page")
    EASY_READ = "easy_read", _("In big letters")


class ReminderStep(models.TextChoices):
    """Who is told of something, one after the other, each once."""

    WORKER = "worker", _("The worker concerned")
    DEPUTY = "deputy", _("Their team’s deputy")
    MANAGER = "manager", _("Their team’s manager")


class CancelReason(models.TextChoices):
    """Why a reminder is no longer wanted."""

    SETTLED = "settled", _("Done, or no longer due on that day")
    CASE_LEFT = "case_left", _("The case left the work")
    RECIPIENT_LEFT = "recipient_left", _("They no longer act for the agency")
    HANDED_OVER = "handed_over", _("It is somebody else’s by now")
    HIDDEN = "hidden", _("They may no longer see the case")


class MessageState(models.TextChoices):
    """Where an e-mail stands. Which may follow which is held by a trigger; what each means stands in docs/operate.md."""

    WAITING = "waiting", _("Waiting to be sent")
    CLAIMED = "claimed", _("Taken by a worker")
    HANDING_OVER = "handing_over", _("Being handed to the mail server")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Not needed any more")
    UNCERTAIN = "uncertain", _("Perhaps sent: somebody must look")
    REFUSED = "refused", _("Refused too often: somebody must look")


class LeftOut(models.TextChoices):
    """Why an e-mail was not sent after all."""

    NOTHING_DUE = "nothing_due", _("Nothing in it was due or unread any more")
    RECIPIENT_LEFT = "recipient_left", _("They no longer act for the agency")


class CommentKind(models.TextChoices):
    """What is said of an entry: a word beside it, or that it is wrong."""

    COMMENT = "comment", _("Comment")
    CORRECTION_ASKED = "correction_asked", _("Asked for a correction")


class CorrectionOutcome(models.TextChoices):
    """What came of asking for a correction."""

    CORRECTED = "corrected", _("Corrected by another entry")
    KEPT = "kept", _("Kept as it is")


class PullKind(models.TextChoices):
    """Who spoke first when expertise is brought in; the lead stays either way."""

    ASKED = "asked", _("Asked for help")
    OFFERED = "offered", _("Offered help")


class PullAnswer(models.TextChoices):
    """What was said to it."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Could(models.TextChoices):
    """What opened a record to whoever looked at it, when they did."""

    WORKED_ON_IT = "worked_on_it", _("Worked with the household")
    OF_ITS_TEAM = "of_its_team", _("Of the team that works with the household")
    SHARED = "shared", _("It was shared with their agency")
    IN_AN_EMERGENCY = "in_an_emergency", _("Opened it in an emergency")
    UNKNOWN = "unknown", _("The record does not say")
