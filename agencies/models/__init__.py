"""The rows of this room."""

from agencies.models.agency import Agency
from agencies.models.audit import AuditEvent
from agencies.models.heartbeat import Heartbeat
from agencies.models.idempotency import IdempotencyKey
from agencies.models.membership import Membership
from agencies.models.team import Team
from agencies.models.token import ApiToken
from agencies.models.user import User

__all__ = ["Agency", "ApiToken", "AuditEvent", "Heartbeat", "IdempotencyKey", "Membership", "Team", "User"]
