"""Many rows at once, and a sender that drives the outbox as hard as it goes. Imported when Django is set up."""

from datetime import date
from typing import Any

import psycopg
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from agencies import partners
from agencies.enums import AgencyKind
from agencies.models import Membership
from casework import mail, reminder_messages
from casework.mail import Outcome, Result
from casework.reminder_messages import Letter

SCRATCH = "SET session_replication_role = replica"


def found() -> Membership:
    """An agency and somebody in it."""
    connections["default"] = connections["seed"]
    return partners.found(
        code="council", name="Council", kind=AgencyKind.COUNCIL, email="a@example.org", person="A",
        password="for benchmarks only", on=date(2024, 1, 1),
    )  # fmt: skip


def fill_actions(superuser: psycopg.Connection[Any], founder: Membership, actions: int) -> None:
    """A hundred actions a case; of twenty, one is to do, and of those a few are due."""
    superuser.execute(SCRATCH)
    values = {"m": founder.pk, "a": founder.agency_id, "n": actions}
    for statement in (
        "INSERT INTO agencies_team (id, agency_id, name, area) VALUES (%(a)s, %(a)s, 'North', '')",
        "INSERT INTO casework_household (id, version, name, registered_at, registered_by_id)"
        " SELECT gen_random_uuid(), 1, 'H', clock(), %(m)s FROM generate_series(1, greatest(1, %(n)s / 100))",
        "INSERT INTO casework_case (id, version, reference, household_id, kind, restriction, team_id, status, reason,"
        " decline_reason, referred_at, referred_by_id)"
        " SELECT gen_random_uuid(), 1, 'B-' || row_number() OVER (), h.id, 'main', 'normal', %(a)s, 'working', 'r', '',"
        " clock(), %(m)s FROM casework_household h",
        "INSERT INTO outcomes_action (id, version, case_id, category, source_agency_id, recorded_at, recorded_by_id, title,"
        " reason, owner_worker_id, due_on, done_at, done_by_id, result, dropped_reason)"
        " SELECT gen_random_uuid(), 1, c.id, 'housing', %(a)s, clock(), %(m)s, 'Ask', 'safety', %(m)s,"
        " today() + (random() * 400)::int - CASE WHEN n %% 20 = 0 THEN 25 ELSE 380 END,"
        " CASE WHEN n %% 20 = 0 THEN NULL ELSE clock() END, CASE WHEN n %% 20 = 0 THEN NULL ELSE %(m)s END, '', ''"
        " FROM (SELECT id, row_number() OVER () AS place FROM casework_case) c"
        " JOIN generate_series(1, %(n)s) n ON n / 100 + 1 = c.place",
    ):
        superuser.execute(statement, values)
    superuser.execute("ANALYZE")


def fill_messages(superuser: psycopg.Connection[Any], founder: Membership, messages: int) -> None:
    """One a day, for so many days."""
    superuser.execute("TRUNCATE casework_reminder, casework_remindermessage")
    superuser.execute(
        "INSERT INTO casework_remindermessage (id, recipient_id, local_day, state, waiting_since, send_after, attempts,"
        " refusal, left_out) SELECT gen_random_uuid(), %(m)s, DATE '2000-01-01' + n, 'waiting', clock(), clock(), 0, '', ''"
        " FROM generate_series(1, %(n)s) n",
        {"m": founder.pk, "n": messages},
    )
    superuser.execute("ANALYZE casework_remindermessage")


class Counting(BaseEmailBackend):
    """A mail server that only counts."""

    def send_messages(self, email_messages: Any) -> int:
        """All of them, at once."""
        return len(email_messages)


def send_all(batch: int) -> int:
    """Claim, compose, hand over, settle, until none waits; gives how many were sent. As the role worker."""
    connections["default"] = connections["worker"]
    settings.REMINDER_HANDOVERS_AT_ONCE = batch
    line, sent = Counting(), 0
    while (claimed := reminder_messages.claim(batch)).keys:
        letters = [Letter(key, mail.compose(key, "a@example.org", reminders=3, overdue=1)) for key in claimed.keys]
        results: dict[Any, Result] = reminder_messages.hand_over(claimed, letters, line)
        reminder_messages.settle(claimed, results)
        sent += sum(result.outcome == Outcome.SENT for result in results.values())
    return sent
