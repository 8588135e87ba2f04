"""Who acts: a membership or a participation, for one purpose; or a part of the service itself, by name."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from agencies.enums import Purpose, RoleCode, SystemActor
from agencies.exceptions import NotPermitted
from agencies.models import Agency, Membership, Team, User

# What each part of the service that acts by itself is there for. One that is not listed cannot act.
SYSTEM_PURPOSES: dict[SystemActor, Purpose] = {
    SystemActor.BEAT: Purpose.OPERATION,
    SystemActor.WORKER: Purpose.OPERATION,
    SystemActor.REMINDERS: Purpose.OPERATION,
    SystemActor.DRAFTS: Purpose.OPERATION,
    SystemActor.FILES: Purpose.OPERATION,
    SystemActor.JOBS: Purpose.OPERATION,
    SystemActor.LINKAGE: Purpose.LINKAGE,
    SystemActor.SESSIONS: Purpose.OPERATION,
    SystemActor.SIGN_INS: Purpose.OPERATION,
    SystemActor.SEALER: Purpose.OPERATION,
    SystemActor.SEAL_MAIL: Purpose.OPERATION,
    SystemActor.WATCH: Purpose.OVERSIGHT,
    SystemActor.FIGURES: Purpose.FIGURES,
}

ROLE_PURPOSES: dict[RoleCode, Purpose] = {
    RoleCode.SUPPORT_WORKER: Purpose.SUPPORT,
    RoleCode.PRACTITIONER: Purpose.SUPPORT,
    RoleCode.MANAGER: Purpose.SUPPORT,
    RoleCode.GOVERNANCE_LEAD: Purpose.OVERSIGHT,
    RoleCode.ANALYST: Purpose.FIGURES,
    RoleCode.ADMINISTRATOR: Purpose.ADMINISTRATION,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The one argument that every permission function takes: exactly one of membership, participation and system.

    `proved_at`: when they gave their second factor last, in the session that they act in; None for a program.
    """

    purpose: Purpose
    membership: Membership | None = None
    participation_id: UUID | None = None
    system: SystemActor | None = None
    proved_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if sum(part is not None for part in (self.membership, self.participation_id, self.system)) != 1:
            raise ValueError(
                "An actor acts through a membership, or a participation, or as a system actor: one of them."
            )

    @property
    def user(self) -> User | None:
        """The person behind the membership."""
        return self.membership.user if self.membership else None

    @property
    def is_present(self) -> bool:
        """Whether a human being acts in a session, with a second factor: no program and no job is."""
        return self.proved_at is not None

    @property
    def signatory(self) -> Membership:
        """The membership that stands under what they write; raises NotPermitted for whoever acts without one."""
        if self.membership is None:
            raise NotPermitted(_("Only somebody who acts for an agency can do this."))
        return self.membership

    @property
    def agency(self) -> Agency | None:
        """The agency that they act for now; a person acts for one at a time."""
        return self.membership.agency if self.membership else None

    @property
    def team(self) -> Team | None:
        """Their team in that agency."""
        return self.membership.team if self.membership else None

    @property
    def role(self) -> RoleCode | None:
        """Their role in it."""
        return RoleCode(self.membership.role) if self.membership else None


def member_actor(membership: Membership, purpose: Purpose | None = None) -> Actor:
    """Somebody acting for an agency; the purpose is their role's unless another is named.

    - leaves the actor on the user, where Django's `has_perm` finds for which agency they act
    """
    actor = Actor(purpose=purpose or ROLE_PURPOSES[RoleCode(membership.role)], membership=membership)
    if membership.user_id:
        membership.user.acting = actor
    return actor


def proved(actor: Actor, at: datetime) -> Actor:
    """The same, who gave their second factor at this instant."""
    return replace(actor, proved_at=at)


def participant_actor(participation_id: UUID) -> Actor:
    """A member of a household acting in their own case. What they see comes with the participant's pages."""
    return Actor(purpose=Purpose.SUPPORT, participation_id=participation_id)


def system_actor(name: str) -> Actor:
    """A part of the service acting by itself; raises ValueError for a name that is not listed."""
    system = SystemActor(name)
    return Actor(purpose=SYSTEM_PURPOSES[system], system=system)


def set_actor(actor: Actor, *, route: str = "") -> None:
    """Tell the database who acts and by which way they came in, to the end of this transaction and no further.

    Must run inside a transaction: outside one PostgreSQL forgets it at once, and policies would see nobody.
    """
    facts = {
        "app.membership": actor.membership.pk if actor.membership else None,
        "app.agency": actor.membership.agency_id if actor.membership else None,
        "app.user": actor.membership.user_id if actor.membership else None,
        "app.participation": actor.participation_id,
        "app.system": actor.system,
        "app.purpose": actor.purpose,
        "app.route": route,
    }
    # What they write from here on is theirs to see until the transaction ends: see agencies/migrations/0012.
    call = ", ".join(["set_config('app.since', clock()::text, true)", *("set_config(%s, %s, true)" for _ in facts)])
    values = [text for name, value in facts.items() for text in (name, str(value or ""))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)


@contextmanager
def acting(name: str) -> Iterator[Actor]:
    """One transaction of a part of the service, which is committed at the end of the block and no later.

    Raises RuntimeError inside another transaction: what is handed out of this one must not be taken back.
    """
    actor = system_actor(name)
    with transaction.atomic(durable=True):
        set_actor(actor)
        yield actor


@contextmanager
def counting() -> Iterator[None]:
    """Inside a member's transaction: the block reads across cases, as the service's own `figures`, and changes nothing.

    For numbers alone, of what whoever asks may not open: how many, never which. What is read must be read before its end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.system', %s, true)", [SystemActor.FIGURES])
        try:
            yield
        finally:
            with suppress(DatabaseError):  # a transaction that is lost takes it back by itself
                cursor.execute("SELECT set_config('app.system', '', true)")
