"""A stack with one reminder that is due, which is killed piece by piece on its way."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connections
from django.test import override_settings

from casework import digests, reminders
from tests.conftest import QUICK_HASHER, Clock, database_role
from tests.factories.agencies import make_cast
from tests.factories.casework import make_scene
from tests.factories.outcomes import make_action
from tests.stacks import Stack
from tests.worker.gated_mail import AFTER, BEFORE, CLAIMED
from worker.tasks.reminders import plan_reminders, send_reminders

LEASE_SECONDS = "2"
FINAL = {"sent", "uncertain", "cancelled"}
# So that no test waits for eight o'clock.
TO_NOON = "SELECT 43200 - extract(epoch FROM (clock() AT TIME ZONE 'Europe/London')::time)::int"
# It is due in a week; here that is today.
OVERDUE = "UPDATE outcomes_action SET due_on = today() - 1"
FORGET = "TRUNCATE casework_reminder, casework_remindermessage"


class Reminding(Stack):
    """What its reminder comes to."""

    bells = (plan_reminders, send_reminders)

    # The reminder's life, as far as a stage

    def prepare(self, stage: str) -> None:
        """Bring the one reminder to this stage, and stop it there; nobody has heard of it before."""
        self.forget()
        if stage in {CLAIMED, BEFORE, AFTER}:
            (self.gates / stage).touch()
        if stage in {"planned", "prepared"}:
            connections["worker"].close()  # it may have been cut off by the test before
            with database_role("worker"):
                reminders.plan()
                if stage == "prepared":
                    digests.prepare_digests()
            return
        self.until(self.mails if stage == "sent" else (self.gates / f"at {stage}").exists, ringing=True)
        if stage == "sent":
            self.until(lambda: self.state() == "sent")

    def forget(self) -> None:
        """As if it had never been."""
        self.open_gates()
        self.ask(FORGET)
        for mail in self.mail.iterdir():
            mail.unlink()

    def open_gates(self) -> None:
        """Whoever waits may go on."""
        for gate in self.gates.iterdir():
            gate.unlink(missing_ok=True)

    def end(self) -> tuple[str, int]:
        """Ring until the message has come to an end; gives which, and how many e-mails are in the folder.

        Then ring on: what has ended stays as it is.
        """
        self.open_gates()
        self.until(lambda: self.state() in FINAL, ringing=True)
        for _ in range(2):
            before = self.planned_at()
            self.until(lambda seen=before: self.planned_at() != seen, ringing=True)
        self.until(lambda: self.state() in FINAL)
        return self.outcome()

    def planned_at(self) -> object:
        """When a worker last went through the whole of it."""
        return self.ask("SELECT max(seen_at) FROM agencies_heartbeat WHERE name = 'reminders'")[0][0]

    def outcome(self) -> tuple[str, int]:
        """The state of the one message, and how many e-mails bear its Message-ID; no other e-mail may be there."""
        counted = self.mails()
        assert len(counted) <= 1
        return self.state(), sum(counted.values())

    def state(self) -> str:
        """Where the one message stands; empty where there is none yet."""
        rows = self.ask("SELECT state FROM casework_remindermessage")
        assert len(rows) <= 1
        return str(rows[0][0]) if rows else ""

    def mails(self) -> Counter[str]:
        """The e-mails in the folder, by Message-ID."""
        texts = [path.read_text() for path in self.mail.iterdir()]
        return Counter(found for text in texts for found in re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE))

    def victim(self) -> int | None:
        """Whoever sends now."""
        at = [path for path in self.gates.glob("at *") if path.read_text()]
        return int(at[0].read_text()) if at else None

    @property
    def mail(self) -> Path:
        """The folder of mail."""
        return self.home / "mail"

    @property
    def gates(self) -> Path:
        """The folder of gates."""
        return self.home / "gates"


@contextmanager
def reminding() -> Iterator[Reminding]:
    """Started from nothing, with one action of Asha's that was due yesterday."""
    with Reminding.running(
        EMAIL_BACKEND="tests.worker.gated_mail.GatedMail",
        EMAIL_FILE_PATH="{home}/mail",
        GATES="{home}/gates",
        REMINDER_CLAIM_SECONDS=LEASE_SECONDS,
        REMINDER_HANDOVER_SECONDS=LEASE_SECONDS,
        REMINDER_ATTEMPTS="100",
    ) as stack:
        for folder in (stack.mail, stack.gates):
            folder.mkdir()
        make_due(stack)
        stack.start_worker()
        yield stack
        stack.open_gates()


def make_due(stack: Reminding) -> None:
    """One thing of one person's."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TO_NOON)
        Clock().ahead(timedelta(seconds=int(cursor.fetchone()[0])))  # and it goes on, so that leases end
    with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
        make_action(make_scene(make_cast()))
    stack.ask(OVERDUE)
