"""The trail of acts: a verb writes its row in its own transaction, so that neither is there without the other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from agencies.actors import Actor
from agencies.models import AuditEvent


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

    `at` counts only for the demonstration; for everybody else a trigger puts the database's own instant.
    """
    membership = by.membership
    AuditEvent.objects.create(
        at=at,
        event=event,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        case_id=case_id,
        person_ids=list(people),
        user_id=membership.user_id if membership else None,
        membership_id=membership.pk if membership else None,
        agency_id=membership.agency_id if membership else None,
        participation_id=by.participation_id,
        system=by.system or "",
        purpose=by.purpose,
        details={key: str(value) if isinstance(value, UUID) else value for key, value in details.items()},
    )
