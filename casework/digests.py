"""A day's reminders put into one e-mail for each recipient, when their day's hour has come."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from agencies import clock
from agencies.actors import acting
from agencies.enums import SystemActor
from casework.local_times import digest_instant
from casework.models import Reminder, ReminderMessage, ReminderPreference
from casework.reminder_statements import ATTACH, WITHOUT_MAIL

Hours = tuple[time, time | None, time | None]


def prepare_digests() -> int:
    """Make the messages whose hour has come, and put into them what waits; gives how many have something new.

    - one a day for each recipient, at their hour or, where something comes up later on a day without one, then
    - what comes up after the day's message has gone waits for the next day's
    - what was read in the service already, or goes to a stand-in, is not mailed
    """
    with acting(SystemActor.REMINDERS):
        now = clock.now()
        today = clock.local_date(now)
        recipients = [key for key, hours in _waiting_for_mail() if digest_instant(today, *hours) <= now]
        if not recipients:
            return 0
        ReminderMessage.objects.bulk_create(
            [
                ReminderMessage(recipient_id=key, local_day=today, waiting_since=now, send_after=now)
                for key in recipients
            ],
            ignore_conflicts=True,
        )
        return _attach(recipients, today)


def hours_of(preference: ReminderPreference | None) -> Hours:
    """When somebody's digest goes and when it must not."""
    said = preference or ReminderPreference()
    return said.digest_at, said.quiet_from, said.quiet_until


def _waiting_for_mail() -> list[tuple[UUID, Hours]]:
    """Whoever has reminders that no e-mail holds, and their hours."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT r.recipient_id {WITHOUT_MAIL}")
        keys = [row[0] for row in cursor.fetchall()]
    said = ReminderPreference.objects.in_bulk(keys)
    return [(key, hours_of(said.get(key))) for key in sorted(keys)]


def _attach(recipients: list[UUID], today: date) -> int:
    """Only to messages that wait, and these are held meanwhile: what a worker has taken is not added to."""
    waiting = ReminderMessage.objects.filter(recipient__in=recipients, local_day=today, state="waiting")
    held = [row.pk for row in waiting.order_by("pk").select_for_update(skip_locked=True)]
    with connection.cursor() as cursor:
        cursor.execute(ATTACH, {"messages": held})
        return len({row[0] for row in cursor.fetchall()})


def counted(messages: list[UUID], now: datetime) -> dict[UUID, dict[str, Any]]:
    """How many reminders each message has that are wanted and unread, and how many of them are past their day."""
    today = clock.local_date(now)
    found: dict[UUID, dict[str, Any]] = {key: {"reminders": 0, "overdue": 0} for key in messages}
    wanted = Reminder.objects.filter(message__in=messages, cancelled_at__isnull=True, read_at__isnull=True)
    for key, due_on in wanted.values_list("message", "due_on"):
        found[key]["reminders"] += 1
        found[key]["overdue"] += due_on < today
    return found
