"""The way of an e-mail with reminders: waiting, claimed, being handed over, and what came of it.

A mail server cannot be asked afterwards whether it took a message. So the row says *before* the hand-over that it begins,
and *after* it what came: a crash before is tried again, a crash in between is shown as uncertain and never sent again by
itself. See docs/decisions/0015-reminders.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from agencies import clock
from agencies.actors import acting, member_actor
from agencies.enums import SystemActor
from agencies.models import Membership
from agencies.permissions import Permission, visible
from casework import mail
from casework.digests import counted, hours_of
from casework.enums import CancelReason, LeftOut, MessageState
from casework.local_times import quiet_until
from casework.mail import Outcome, Result
from casework.models import Case, Reminder, ReminderMessage, ReminderPreference
from casework.reminders import cancel_gone

# Also where a server is set not to: a crash that forgot that a hand-over began would let it begin once more.
WAIT_FOR_DISK = "SET LOCAL synchronous_commit = on"
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that was claimed, and its e-mail."""

    key: UUID
    mail: EmailMessage


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that one process has claimed, under one name."""

    claim: UUID
    keys: Sequence[UUID]


def claim(limit: int | None = None) -> Batch:
    """Take messages that wait, or whose taker's lease is over; no two processes take the same."""
    batch = uuid4()
    with acting(SystemActor.REMINDERS), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE casework_remindermessage SET state = 'claimed', claim = %(claim)s, attempts = attempts + 1,
                lease_until = clock() + make_interval(secs => %(seconds)s)
            WHERE id IN (
                SELECT id FROM casework_remindermessage
                WHERE state IN ('waiting', 'claimed') AND send_after <= clock() AND attempts < %(attempts)s
                    AND (state = 'waiting' OR lease_until < clock())
                ORDER BY send_after, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            {
                "claim": batch,
                "seconds": settings.REMINDER_CLAIM_SECONDS,
                "attempts": settings.REMINDER_ATTEMPTS,
                "limit": limit or settings.REMINDER_BATCH,
            },
        )
        return Batch(batch, [row[0] for row in cursor.fetchall()])


def send(limit: int | None = None) -> int:
    """Claim messages and send them; gives how many were claimed. Outside any transaction: each step is one of its own.

    - what is no longer due, or whose recipient left, is cancelled instead
    - what falls into somebody's quiet hours waits for their end
    - where the mail server cannot be reached, all of them wait, since it has none of them
    """
    batch = claim(limit)
    letters = ask_again(batch) if batch.keys else []
    if not letters:
        return len(batch.keys)
    try:
        line = mail.open_connection()
    except Exception as error:
        settle(batch, {letter.key: Result(Outcome.NOT_NOW, mail.name_of(error)) for letter in letters})
        return len(batch.keys)
    try:
        at_once = settings.REMINDER_HANDOVERS_AT_ONCE
        for start in range(0, len(letters), at_once):
            results = hand_over(batch, letters[start : start + at_once], line)
            settle(batch, results)
            if any(result.outcome == Outcome.UNCERTAIN for result in results.values()):
                break  # this line is not to be trusted: the others keep their claim, and are taken again after it
    finally:
        mail.close_connection(line)
    return len(batch.keys)


def ask_again(batch: Batch) -> list[Letter]:
    """What of a batch is to be sent now, composed; everything else is settled or put off."""
    with acting(SystemActor.REMINDERS):
        now = clock.now()
        held = ReminderMessage.objects.filter(pk__in=batch.keys, claim=batch.claim, state=MessageState.CLAIMED)
        rows = {row.pk: row for row in held.select_for_update().order_by("pk")}
        reminders = list(Reminder.objects.filter(message__in=rows, cancelled_at__isnull=True, read_at__isnull=True))
        cancel_gone(reminders)
        recipients = _recipients_of(rows.values())
        _cancel_hidden(reminders, recipients)
        counts = counted(list(rows), now)
        letters = []
        for row in rows.values():
            recipient = recipients.get(row.recipient_id)
            if recipient is None:
                _leave_out(row, LeftOut.RECIPIENT_LEFT)
            elif not counts[row.pk]["reminders"]:
                _leave_out(row, LeftOut.NOTHING_DUE)
            elif until := _quiet_until(row, now):
                _put_off(row, until)
            elif letter := _compose(row, recipient, counts[row.pk]):
                letters.append(letter)
        return letters


def hand_over(batch: Batch, letters: Sequence[Letter], line: BaseEmailBackend) -> dict[UUID, Result]:
    """Say that it begins, and that must be on record before the mail server hears of it; then give it each of them.

    Whoever lost their claim meanwhile hands nothing over.
    """
    with acting(SystemActor.REMINDERS), connection.cursor() as cursor:
        cursor.execute(WAIT_FOR_DISK)
        cursor.execute(
            """
            UPDATE casework_remindermessage
            SET state = 'handing_over', lease_until = clock() + make_interval(secs => %(seconds)s)
            WHERE id = ANY(%(keys)s) AND claim = %(claim)s AND state = 'claimed' AND lease_until > clock()
            RETURNING id
            """,
            {
                "seconds": settings.REMINDER_HANDOVER_SECONDS,
                "keys": [letter.key for letter in letters],
                "claim": batch.claim,
            },
        )
        still_ours = {row[0] for row in cursor.fetchall()}
    return {letter.key: mail.hand_over(line, letter.mail) for letter in letters if letter.key in still_ours}


def settle(batch: Batch, results: dict[UUID, Result]) -> None:
    """Put on record what came of it.

    A hand-over that took longer than its lease, and was shown as uncertain meanwhile, is sent after all; but not where
    somebody has decided about it by then, which took the claim away.
    """
    by_result: dict[Result, list[UUID]] = {}
    for key, result in results.items():
        by_result.setdefault(result, []).append(key)
    with acting(SystemActor.REMINDERS), connection.cursor() as cursor:
        cursor.execute(WAIT_FOR_DISK)
        for result, keys in by_result.items():
            ours = ReminderMessage.objects.filter(pk__in=keys, claim=batch.claim)
            open_ones = ours.filter(state__in=[MessageState.CLAIMED, MessageState.HANDING_OVER, MessageState.UNCERTAIN])
            if result.outcome == Outcome.SENT:
                open_ones.update(state=MessageState.SENT, sent_at=clock.Now(), lease_until=None, refusal="")
            elif result.outcome == Outcome.UNCERTAIN:
                open_ones.update(state=MessageState.UNCERTAIN, lease_until=None, refusal=result.error)
            else:
                on_the_way = open_ones.exclude(state=MessageState.UNCERTAIN)
                _refuse(on_the_way.order_by("pk").select_for_update(), result)


def mark_uncertain() -> int:
    """What was being handed over when its process ended: show it. What ends every process that takes it: show it too."""
    with acting(SystemActor.REMINDERS):
        late = ReminderMessage.objects.filter(lease_until__lt=clock.Now())
        cut_off = late.filter(state=MessageState.HANDING_OVER).update(
            state=MessageState.UNCERTAIN, lease_until=None, refusal="cut off"
        )
        given_up = late.filter(state=MessageState.CLAIMED, attempts__gte=settings.REMINDER_ATTEMPTS)
        return cut_off + given_up.update(state=MessageState.REFUSED, lease_until=None, refusal="cut off each time")


def oldest_waiting() -> datetime | None:
    """Since when the one that has waited longest is wanted; None where none waits."""
    on_their_way = [MessageState.WAITING, MessageState.CLAIMED, MessageState.HANDING_OVER]
    rows = ReminderMessage.objects.filter(state__in=on_their_way).order_by("waiting_since")
    return rows.values_list("waiting_since", flat=True).first()


def _recipients_of(rows: Iterable[ReminderMessage]) -> dict[UUID, Membership]:
    keys = [row.recipient_id for row in rows]
    return Membership.objects.current().select_related("user", "agency", "team").in_bulk(keys)


def _cancel_hidden(reminders: list[Reminder], recipients: dict[UUID, Membership]) -> None:
    """Who may no longer see a case is not told of it."""
    for key, recipient in recipients.items():
        cases = {row.case_id for row in reminders if row.recipient_id == key and row.case_id is not None}
        seen = visible(member_actor(recipient), Permission.VIEW_CASE, Case.objects.filter(pk__in=cases))
        hidden = cases - set(seen.values_list("pk", flat=True))
        if hidden:
            Reminder.objects.filter(recipient=key, case__in=hidden, cancelled_at__isnull=True).update(
                cancelled_at=clock.Now(), cancel_reason=CancelReason.HIDDEN
            )


def _quiet_until(row: ReminderMessage, now: datetime) -> datetime | None:
    said = ReminderPreference.objects.filter(pk=row.recipient_id).first()
    _, starts, ends = hours_of(said)
    return quiet_until(now, starts, ends)


def _compose(row: ReminderMessage, recipient: Membership, counts: dict[str, int]) -> Letter | None:
    """The e-mail; where none can be made of the address, somebody must look."""
    try:
        return Letter(row.pk, mail.compose(row.pk, recipient.user.email, **counts))
    except ValueError as error:
        row.state, row.lease_until, row.refusal = MessageState.REFUSED, None, mail.name_of(error)
        row.save(update_fields=["state", "lease_until", "refusal"])
        return None


def _leave_out(row: ReminderMessage, why: LeftOut) -> None:
    row.state, row.left_out, row.lease_until = MessageState.CANCELLED, why, None
    row.save(update_fields=["state", "left_out", "lease_until"])


def _put_off(row: ReminderMessage, until: datetime) -> None:
    """It was not tried, so it does not count as a try."""
    row.state, row.lease_until, row.attempts = MessageState.WAITING, None, row.attempts - 1
    row.send_after = row.waiting_since = until
    row.save(update_fields=["state", "lease_until", "attempts", "send_after", "waiting_since"])


def _refuse(rows: Iterable[ReminderMessage], result: Result) -> None:
    """Once more later; or, where the server would never take it or has refused it too often, somebody must look."""
    now = clock.now()
    for row in rows:
        row.lease_until, row.refusal = None, result.error
        is_over = result.outcome == Outcome.NEVER or row.attempts >= settings.REMINDER_ATTEMPTS
        row.state = MessageState.REFUSED if is_over else MessageState.WAITING
        row.send_after = now + min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
        row.save(update_fields=["lease_until", "refusal", "state", "send_after"])
