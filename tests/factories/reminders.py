"""The service's own part in a test: planning and sending at a moment, logged in as the worker is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core import mail as outbox

from agencies import clock as clocks
from agencies.clock import LOCAL_ZONE
from casework import digests, reminder_messages, reminders
from casework.enums import MessageState, ReminderStep
from casework.models import Reminder, ReminderMessage
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene

MONDAY = date(2026, 3, 2)
Told = tuple[str, str, str]


@dataclass
class Minutes:
    """Beat's bell, rung when the test says so; local times, of days counted from a Monday."""

    clock: Clock
    cast: Cast

    def at(self, day: int | date, hour: int = 8, minute: int = 0) -> datetime:
        """Set the clock to this local time."""
        on = day if isinstance(day, date) else MONDAY + timedelta(days=day)
        instant = datetime.combine(on, time(hour, minute), LOCAL_ZONE).astimezone(UTC)
        self.clock.set(instant)
        return instant

    def plan(self, day: int | date, hour: int = 8, minute: int = 0) -> int:
        """The planner's part of a minute."""
        self.at(day, hour, minute)
        return self.plan_now()

    def plan_now(self) -> int:
        """The same, whenever it is."""
        with database_role("worker"):
            return reminders.plan()

    def ring(self, day: int | date, hour: int = 8, minute: int = 0) -> list[str]:
        """A whole minute; gives to whom e-mails went in it."""
        self.at(day, hour, minute)
        return self.ring_now()

    def ring_now(self) -> list[str]:
        """The same, whenever it is."""
        before = len(outbox.outbox)
        with database_role("worker"):
            reminder_messages.mark_uncertain()
            reminders.plan()
            digests.prepare_digests()
            while reminder_messages.send():
                pass
        return [self.name(address) for mail in outbox.outbox[before:] for address in mail.to]

    @staticmethod
    def name(address: str) -> str:
        """Of the cast."""
        return address.partition("@")[0]

    def told(self, **conditions: object) -> set[Told]:
        """Who has which reminder at which step: those that still hold."""
        rows = Reminder.objects.filter(cancelled_at__isnull=True, **conditions).select_related("recipient__user")
        return {(row.kind, row.recipient.user.name.lower(), row.step) for row in rows}

    @staticmethod
    def cancelled() -> set[tuple[str, str]]:
        """Which were cancelled, and why."""
        return set(Reminder.objects.filter(cancelled_at__isnull=False).values_list("kind", "cancel_reason"))

    @staticmethod
    def states() -> dict[str, str]:
        """Where each one's last message stands."""
        rows = ReminderMessage.objects.select_related("recipient__user").order_by("local_day")
        return {row.recipient.user.name.lower(): row.state for row in rows}


def make_reminder(scene: Scene, *, days_ago: int = 0) -> Reminder:
    """Something that Asha is reminded of, in an e-mail of which nobody knows whether it arrived.

    Written as rows: how they come to be is what tests/casework/test_reminders.py is about.
    """
    recipient, day, now = scene.cast.asha.membership, clocks.today() - timedelta(days=days_ago), clocks.now()
    message, _ = ReminderMessage.objects.get_or_create(
        recipient=recipient,
        local_day=day,
        defaults={"state": MessageState.UNCERTAIN, "waiting_since": now, "send_after": now},
    )
    return Reminder.objects.create(
        kind="no_contact",
        subject_type="casework.case",
        subject_id=scene.case.pk,
        case=scene.case,
        due_on=day,
        recipient=recipient,
        step=ReminderStep.WORKER,
        message=message,
    )
