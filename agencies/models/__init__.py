"""The rows of this room."""

from agencies.models.agency import Agency
from agencies.models.audit import AuditEvent, AuditSeal
from agencies.models.declined_sharing import DeclinedSharing
from agencies.models.delivery import DisclosureDelivery, PushAddress
from agencies.models.disclosure import DisclosedPerson, Disclosure, DisclosureSchedule
from agencies.models.draft import Draft, DraftKey
from agencies.models.extract import Extract, ExtractProfile, RefusedRow, StagedMention
from agencies.models.heartbeat import Heartbeat
from agencies.models.idempotency import IdempotencyKey
from agencies.models.identity_provider import IdentityProvider, ProviderLink
from agencies.models.job import Job
from agencies.models.lawful_basis import LawfulBasis
from agencies.models.membership import Membership
from agencies.models.password_link import PasswordLink
from agencies.models.sharing_agreement import AgreementParty, SharingAgreement
from agencies.models.team import Team
from agencies.models.token import ApiToken
from agencies.models.unusual import TrailReader, UnusualAccess
from agencies.models.user import User

__all__ = [
    "Agency",
    "AgreementParty",
    "ApiToken",
    "AuditEvent",
    "AuditSeal",
    "DeclinedSharing",
    "DisclosedPerson",
    "Disclosure",
    "DisclosureDelivery",
    "DisclosureSchedule",
    "Draft",
    "DraftKey",
    "Extract",
    "ExtractProfile",
    "Heartbeat",
    "IdempotencyKey",
    "IdentityProvider",
    "Job",
    "LawfulBasis",
    "Membership",
    "PasswordLink",
    "ProviderLink",
    "PushAddress",
    "RefusedRow",
    "SharingAgreement",
    "StagedMention",
    "Team",
    "TrailReader",
    "UnusualAccess",
    "User",
]
