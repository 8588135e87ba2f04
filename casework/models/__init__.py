"""The rows of this room."""

from casework.models.allocation import Allocation
from casework.models.case import Case
from casework.models.case_exit import CaseExit
from casework.models.case_member import CaseMember
from casework.models.case_share import CaseShare, DeclinedShare
from casework.models.case_warning import CaseWarning, CaseWarningEnd
from casework.models.comment import Comment, CommentAnswer
from casework.models.confidential_address import ConfidentialAddress, HeldCase
from casework.models.conflict import Conflict, ConflictLink
from casework.models.contact import Contact
from casework.models.content import CaseContent
from casework.models.demand import DemandCount, StartCount
from casework.models.document import Document
from casework.models.emergency_access import EmergencyAccess, EmergencyNotice
from casework.models.engagement import EngagementAgreement
from casework.models.file_check import FileCheck
from casework.models.grant import CaseGroupGrant, CaseUserGrant
from casework.models.household import Address, Household, HouseholdChange, HouseholdMember
from casework.models.last_visit import LastVisit
from casework.models.linkage import ComparedPair, LinkageRun, LinkAnswer, LinkedMention
from casework.models.nomination import Nomination, Objection, PanelThresholds
from casework.models.person import Person, PersonIdentifier, PersonLink, PersonName
from casework.models.printed_plan import PrintedPlan
from casework.models.pull import Pull, PullEnd, PullReply
from casework.models.reminder import Reminder
from casework.models.reminder_message import ReminderMessage
from casework.models.reminder_preference import ReminderPreference
from casework.models.restriction import NamedWorker, RestrictionChange
from casework.models.safe_contact import SafeContact
from casework.models.status_change import StatusChange

__all__ = [
    "Address",
    "Allocation",
    "Case",
    "CaseContent",
    "CaseExit",
    "CaseGroupGrant",
    "CaseMember",
    "CaseShare",
    "CaseUserGrant",
    "CaseWarning",
    "CaseWarningEnd",
    "Comment",
    "CommentAnswer",
    "ComparedPair",
    "ConfidentialAddress",
    "Conflict",
    "ConflictLink",
    "Contact",
    "DeclinedShare",
    "DemandCount",
    "Document",
    "EmergencyAccess",
    "EmergencyNotice",
    "EngagementAgreement",
    "FileCheck",
    "HeldCase",
    "Household",
    "HouseholdChange",
    "HouseholdMember",
    "LastVisit",
    "LinkAnswer",
    "LinkageRun",
    "LinkedMention",
    "NamedWorker",
    "Nomination",
    "Objection",
    "PanelThresholds",
    "Person",
    "PersonIdentifier",
    "PersonLink",
    "PersonName",
    "PrintedPlan",
    "Pull",
    "PullEnd",
    "PullReply",
    "Reminder",
    "ReminderMessage",
    "ReminderPreference",
    "RestrictionChange",
    "SafeContact",
    "StartCount",
    "StatusChange",
]
