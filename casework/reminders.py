"""Reminders: finding what is due, telling whoever is concerned, and ceasing when the reason is gone.

`plan` is rung every minute and may run as often as it likes: a unique key holds each reminder to one row. The rows are
the notifications inside the service; casework/reminder_messages.py puts them into e-mails.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from agencies import audit, clock, heartbeats
from agencies.actors import Actor, acting
from agencies.enums import SystemActor
from agencies.models import Membership
from agencies.permissions import Permission, visible
from agencies.selectors import one
from casework.enums import IN_PROGRESS
from casework.models import Case, Reminder
from casework.models.reminder_preference import MOST_LEAD_DAYS, ReminderPreference
from casework.reminder_sources import COLUMNS, Source, sources
from casework.reminder_statements import (
    CANCEL_FORGOTTEN,
    CANCEL_GONE,
    RAISE_FIRST,
    RAISE_FOR_THE_ABSENT,
    RAISE_NEXT,
)

# Two planners at once would do the same work twice, and wait for each other's rows: the second leaves it to the first.
PLANNING = 4_170_235


def plan() -> int:
    """Bring the reminders to what is due now; gives how many were raised.

    - those whose reason is gone are cancelled first, so that nobody further up is told of them
    - each row that is due is told to one person; later to the deputy, then to the manager; and to who stands in
    - readiness learns that it was done
    """
    with acting(SystemActor.REMINDERS), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PLANNING])
        if not cursor.fetchone()[0]:
            return 0
        found = sources(_horizon())
        current = _current()
        raised = sum(_plan_one(source, current) for source in found)
        cursor.execute(CANCEL_FORGOTTEN, {"kinds": [source.kind for source in found]})
        heartbeats.record(SystemActor.REMINDERS)
    return raised


def cancel_gone(rows: Iterable[Reminder]) -> None:
    """Ask once more for these, just before they are sent; inside a transaction of the caller's."""
    subjects: dict[str, list[UUID]] = {}
    for row in rows:
        subjects.setdefault(row.kind, []).append(row.subject_id)
    for source in sources(_horizon()) if subjects else []:
        if named := subjects.get(source.kind):
            parts = {"current": _current(), "source": _rows_of(source.rows.filter(pk__in=named))}
            statement = CANCEL_GONE.format(**parts, only="AND r.subject_id = ANY(%(subjects)s)")
            _execute(statement, source, subjects=named)


def reminders_for(actor: Actor) -> QuerySet[Reminder]:
    """The actor's own, as long as their reason holds; of a case only while they may see it."""
    if actor.membership is None:
        return Reminder.objects.none()
    seen = visible(actor, Permission.VIEW_CASE, Case.objects.all())
    own = Reminder.objects.filter(recipient=actor.membership, cancelled_at__isnull=True)
    return own.filter(Q(case__isnull=True) | Q(case__in=seen)).select_related("case", "stands_in_for__user")


def reminder_for(actor: Actor, key: UUID) -> Reminder:
    """One of them; raises Missing."""
    return one(reminders_for(actor), key)


@transaction.atomic
def mark_read(reminder: Reminder, *, by: Actor, at: datetime | None = None) -> Reminder:
    """The recipient has seen it, so it is not mailed any more. A second time changes nothing."""
    fresh = one(reminders_for(by).select_for_update(of=("self",)), reminder.pk)
    if fresh.read_at is None:
        fresh.read_at = clock.moment(at)
        fresh.save(update_fields=["read_at"])
        audit.record("reminder.read", fresh, by=by, at=fresh.read_at, case_id=fresh.case_id)
    return fresh


@transaction.atomic
def mark_all_read(*, by: Actor, at: datetime | None = None) -> Membership:
    """The recipient has seen all that they were shown; gives whose they are."""
    unread = reminders_for(by).filter(read_at__isnull=True).select_for_update(of=("self",))
    keys = list(unread.order_by("pk").values_list("pk", flat=True))
    at = clock.moment(at)
    Reminder.objects.filter(pk__in=keys).update(read_at=at)
    audit.record("reminder.all_read", by.signatory, by=by, at=at, reminders=[str(key) for key in keys])
    return by.signatory


def _horizon() -> date:
    """The last day that anybody could want to be told of today."""
    return clock.today() + timedelta(days=MOST_LEAD_DAYS)


def _plan_one(source: Source, current: str) -> int:
    """Bring the reminders of one source to what is due; gives how many were raised."""
    parts = {"current": current, "source": _rows_of(source.rows)}
    _execute(CANCEL_GONE.format(**parts, only=""), source)
    ladder = [RAISE_FIRST, *([RAISE_NEXT] if source.escalates else []), RAISE_FOR_THE_ABSENT]
    return sum(_execute(statement.format(**parts), source) for statement in ladder)


def _execute(statement: str, source: Source, **more: Any) -> int:
    """Gives the one number that the statement answers, if it answers any."""
    values = {
        "kind": source.kind,
        "subject_type": source.rows.model._meta.label_lower,
        "ahead": source.is_told_ahead,
        "at_once": source.is_told_at_once,
        "in_progress": sorted(IN_PROGRESS),
        "lead_days": ReminderPreference._meta.get_field("lead_days").default,
        "deputy_days": settings.REMINDER_DEPUTY_DAYS,
        "manager_days": settings.REMINDER_MANAGER_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **more})
        return int(cursor.fetchone()[0]) if cursor.description else 0


def _current() -> str:
    return _compiled(Membership.objects.current().values_list("pk", "user_id", "team_id"))


def _rows_of(rows: QuerySet[Any]) -> str:
    return _compiled(rows.values_list(*COLUMNS))


def _compiled(rows: QuerySet[Any]) -> str:
    """The query with its values in it, as a part of a larger statement that has parameters of its own."""
    sql, values = rows.query.sql_with_params()
    composed: str = connection.ops.compose_sql(sql, values)  # type: ignore[attr-defined]  # of the PostgreSQL backend
    return composed.replace("%", "%%")
