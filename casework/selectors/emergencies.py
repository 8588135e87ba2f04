"""Emergency access as each may read it: one's own, that of a case one works with, and for whoever answers for the record."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, Func, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import TruncMonth

from agencies import clock
from agencies.actors import Actor
from agencies.conditions import standing
from agencies.models import AuditEvent
from agencies.permissions import Permission, check, holds
from agencies.selectors import one
from casework.emergency_words import EmergencyFinding
from casework.models import EmergencyAccess


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands open to a human being now, as the head of every page says it."""

    id: UUID
    membership: UUID
    reference: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """How often it was used in one month, and how often that was not right."""

    month: datetime
    opened: int
    not_justified: int


def standing_of(found: dict[str, str] | None) -> Standing | None:
    """From the words of guard.emergency_of."""
    if found is None:
        return None
    ends_at = datetime.fromisoformat(found["ends_at"])
    return Standing(UUID(found["id"]), UUID(found["membership"]), found["reference"], ends_at)


def emergency_now(user: UUID) -> Standing | None:
    """What stands open to this human being, under whichever membership."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.emergency_of(%s)", [user])
        found = cursor.fetchone()[0]
    return standing_of(json.loads(found) if found else None)


def emergencies_for(actor: Actor) -> QuerySet[EmergencyAccess]:
    """Of the cases of the actor's agency, and by its people; those to be looked at first. Raises NotPermitted."""
    check(actor, Permission.VIEW_TRAIL)
    rows = _rows().filter(_overseen(actor))
    return rows.order_by(F("reviewed_at").desc(nulls_first=True), "review_due_on", "-opened_at", "pk")


def emergency_for(actor: Actor, key: UUID) -> EmergencyAccess:
    """One's own, or one that the actor oversees; raises Missing."""
    theirs = Q(opened_by__user=actor.signatory.user_id)
    if holds(actor, Permission.VIEW_TRAIL):
        theirs |= _overseen(actor)
    return one(_rows().filter(theirs, Exists(standing(actor.signatory))), key)


def months_of(actor: Actor, number: int = 12) -> list[Month]:
    """The last months in which it was used, the newest first."""
    wrong = Q(finding=EmergencyFinding.NOT_JUSTIFIED)
    rows = EmergencyAccess.objects.filter(_overseen(actor)).annotate(
        month=TruncMonth("opened_at", tzinfo=clock.LOCAL_ZONE)
    )
    counted = rows.values("month").annotate(opened=Count("pk"), wrong=Count("pk", filter=wrong)).order_by("-month")
    return [Month(row["month"], row["opened"], row["wrong"]) for row in counted[:number]]


def looked_at_under(emergency: EmergencyAccess) -> QuerySet[AuditEvent]:
    """What they read, were refused and did with that case while it stood open to them, the oldest first."""
    until = emergency.closed_at or emergency.ends_at
    rows = AuditEvent.objects.filter(
        case_id=emergency.case_id, membership_id=emergency.opened_by_id, at__gte=emergency.opened_at, at__lte=until
    )
    return rows.order_by("at", "pk")


def _overseen(actor: Actor) -> Q:
    """The database's own question: of the case of another agency the wall shows them nothing else."""
    asked = Func(
        F("case"), F("opened_by"), Value(actor.signatory.agency_id, UUIDField()),
        Value(actor.signatory.user_id, UUIDField()),
        function="guard.oversees_emergency", output_field=BooleanField(),
    )  # fmt: skip
    return Q(asked) & Q(Exists(standing(actor.signatory)))


def _rows() -> QuerySet[EmergencyAccess]:
    rows: Any = EmergencyAccess.objects.select_related(
        "opened_by__user", "opened_by__agency", "closed_by__user", "reviewed_by__user"
    )
    named: QuerySet[EmergencyAccess] = rows.annotate(
        reference=Func(F("pk"), function="guard.reference_in_emergency", output_field=TextField())
    )
    return named
