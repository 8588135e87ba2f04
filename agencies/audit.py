"""The trail: no act without its row, and nothing shown or refused without one.

An act's row is written in the act's own transaction, so that neither is there without the other. A look's or a
refusal's is written on the audit role's own connection: a request that is rolled back was refused all the same.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, Error, connection, connections
from django.db.models import Model

from agencies.actors import Actor
from agencies.enums import AuditResult
from agencies.exceptions import TrailUnavailable
from agencies.models import AuditEvent
from agencies.traces import About, beside

logger = logging.getLogger(__name__)

TRAIL = "audit"  # the connection of the role that may write the trail and nothing else
NOBODY_S = ""


def record(
    event: str,
    subject: Model,
    *,
    by: Actor,
    at: datetime,
    case_id: UUID | None = None,
    people: Iterable[UUID] = (),
    **details: Any,
) -> None:
    """Write one row. `details` are ids, states and categories: never a word that somebody said.

    `at` counts only for the demonstration; for everybody else a trigger puts the database's own instant. By which way
    the act came in is known to the transaction: see actors.set_actor. Raises TrailUnavailable.
    """
    # Whose homes and which category are read from the row itself; whom an act concerns, only its verb knows.
    households, categories = beside(subject)
    try:
        AuditEvent.objects.create(
            at=at,
            event=event,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            case_id=case_id,
            person_ids=list(people),
            household_ids=sorted(households),
            categories=sorted(categories),
            details={key: str(value) if isinstance(value, UUID) else value for key, value in details.items()},
            **_who(by),
        )
    except DatabaseError as error:
        raise _unavailable(error) from error


def record_look(*seen: About, by: Actor, route: str = "") -> None:
    """Write what was shown, one row for each, before anybody sees it. For a door and for a job alike.

    Without a route it is the one that the transaction knows. It waits for no lock of the caller's own transaction: the
    rows hold ids, and no foreign key. Where that transaction fails afterwards, the trail says more than was shown, which
    is the right way round. Raises TrailUnavailable.
    """
    if seen:
        _write([_row("shown", AuditResult.SHOWN, of, by, route or route_of_transaction()) for of in seen])


def record_refusal(code: str, *, by: Actor, route: str, of: About | None = None) -> None:
    """Write that something was refused, under which code, and what it was about if the address named anything.

    Raises TrailUnavailable.
    """
    about_what = of or About(NOBODY_S)
    row = _row("refused", AuditResult.REFUSED, about_what, by, route)
    row.details["code"] = code
    _write([row])


def require_trail() -> None:
    """Insist that a look could be written now, though there is none to write. Raises TrailUnavailable."""
    try:
        with connections[TRAIL].cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('agencies_auditevent', 'INSERT')")
            is_open = bool(cursor.fetchone()[0])
    except Error as error:
        with suppress(Error):
            connections[TRAIL].close()
        raise _unavailable(error) from error
    if not is_open:
        raise _unavailable(PermissionError())


def route_of_transaction() -> str:
    """By which way the actor of this transaction came in; empty where nobody said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.route', true), '')")
        route: str = cursor.fetchone()[0]
    return route


def _row(act: str, result: AuditResult, of: About, by: Actor, route: str) -> AuditEvent:
    noun = of.subject_type.rpartition(".")[2] or "address"
    return AuditEvent(
        event=f"{noun}.{act}",
        result=result,
        route=route,
        subject_type=of.subject_type,
        subject_id=next(iter(of.ids)) if len(of.ids) == 1 else None,
        subject_ids=sorted(of.ids),
        case_id=of.case_id,
        person_ids=sorted(of.people),
        household_ids=sorted(of.households),
        categories=sorted(of.categories),
        details=dict(of.details),
        **_who(by),
    )


def _write(rows: list[AuditEvent]) -> None:
    try:
        AuditEvent.objects.using(TRAIL).bulk_create(rows)
    except Error as error:
        with suppress(Error):  # whatever state it is in: the next request begins with a new one
            connections[TRAIL].close()
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> TrailUnavailable:
    # Never the message: PostgreSQL quotes the failing row in it.
    state = getattr(getattr(error.__cause__, "diag", None), "sqlstate", None)
    logger.error("the trail cannot be written: %s %s", type(error.__cause__ or error).__name__, state or "")
    return TrailUnavailable("The trail cannot be written.")


def _who(by: Actor) -> dict[str, Any]:
    membership = by.membership
    return {
        "user_id": membership.user_id if membership else None,
        "membership_id": membership.pk if membership else None,
        "agency_id": membership.agency_id if membership else None,
        "participation_id": by.participation_id,
        "system": by.system or "",
        "purpose": by.purpose,
    }
