"""Messages about which somebody must decide: perhaps sent, or refused too often. Ids and states, never an address."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.permissions import Permission, check, holds
from agencies.selectors import one
from casework.enums import MessageState
from casework.exceptions import NothingToDecide
from casework.models import ReminderMessage

UNDECIDED = [MessageState.UNCERTAIN, MessageState.REFUSED]


def undelivered_for(actor: Actor) -> QuerySet[ReminderMessage]:
    """Those that wait for a decision: for administrators all of them, for managers those of their team's people."""
    return _decidable(actor).filter(state__in=UNDECIDED)


def in_numbers(actor: Actor) -> dict[str, int]:
    """How many messages stand where, by their state; for administrators all of them, for managers their team's."""
    counted = _decidable(actor).values_list("state").annotate(number=Count("pk"))
    return dict(counted.order_by("state"))


def message_for(actor: Actor, key: UUID) -> ReminderMessage:
    """One message that the actor may decide about, decided or not; raises Missing."""
    return one(_decidable(actor), key)


@transaction.atomic
def resend(message: ReminderMessage, *, by: Actor, at: datetime | None = None) -> ReminderMessage:
    """Send it again, at the risk that it arrives twice: both carry the same Message-ID.

    - it waits anew, with all its tries
    """
    fresh, at = _undecided(message, by), clock.moment(at)
    fresh.state, fresh.attempts, fresh.claim = MessageState.WAITING, 0, None
    fresh.send_after = fresh.waiting_since = at
    return _decide(fresh, "reminder_message.resent", ["attempts", "claim", "send_after", "waiting_since"], by=by, at=at)


@transaction.atomic
def confirm_arrived(message: ReminderMessage, *, by: Actor, at: datetime | None = None) -> ReminderMessage:
    """The recipient has it, so it is not sent again."""
    fresh, at = _undecided(message, by), clock.moment(at)
    fresh.state, fresh.sent_at = MessageState.SENT, at
    return _decide(fresh, "reminder_message.confirmed", ["sent_at"], by=by, at=at)


def _decidable(actor: Actor) -> QuerySet[ReminderMessage]:
    rows = ReminderMessage.objects.select_related("recipient__user")
    if holds(actor, Permission.MANAGE_ACCESS):
        return rows
    if holds(actor, Permission.ALLOCATE_CASE) and actor.team is not None:
        return rows.filter(recipient__team=actor.team)
    return rows.none()


def _undecided(message: ReminderMessage, by: Actor) -> ReminderMessage:
    check(by, Permission.MANAGE_ACCESS if holds(by, Permission.MANAGE_ACCESS) else Permission.ALLOCATE_CASE)
    fresh = one(_decidable(by).select_for_update(of=("self",)), message.pk)
    if fresh.state not in UNDECIDED:
        raise NothingToDecide(
            _("Nobody needs to decide about this message any more. Load it again to see what came of it.")
        )
    return fresh


def _decide(fresh: ReminderMessage, event: str, fields: list[str], *, by: Actor, at: datetime) -> ReminderMessage:
    before = ReminderMessage.objects.values_list("state", flat=True).get(pk=fresh.pk)
    fresh.decided_at, fresh.decided_by, fresh.lease_until = at, by.signatory, None
    fresh.save(update_fields=["state", "lease_until", "decided_at", "decided_by", *fields])
    audit.record(event, fresh, by=by, at=at, before=before)
    return fresh
