"""Unusual access: looks at somebody of one's own surname or in one's own street, and at more households than work explains.

Found in the sealed trail, told to the information governance lead, and looked into by them. Which street is somebody's own
is known from what they declared alone: that they are the neighbour of a home, where it was matched with one.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from agencies import audit, clock, heartbeats
from agencies.actors import Actor
from agencies.enums import SystemActor
from agencies.exceptions import AlreadyLookedInto, Invalid
from agencies.models import AuditSeal, TrailReader, UnusualAccess
from agencies.permissions import Permission, check
from agencies.selectors import one
from casework.models import Case
from casework.unusual_statements import MANY_HOUSEHOLDS, SAME_STREET, SAME_SURNAME

READER = "unusual"
SEALS_AT_ONCE = 500


@transaction.atomic
def find() -> bool:
    """Read what was sealed since the last time; whether more of it waits.

    - leaves a row for each finding, once: again only on another day, or about another person or home
    - nobody sees a name for it: they are compared where they stand
    """
    TrailReader.objects.get_or_create(name=READER)
    reader = TrailReader.objects.select_for_update(skip_locked=True).filter(name=READER).first()
    if reader is None:  # another is at it
        return False
    seals = list(AuditSeal.objects.filter(number__gt=reader.seal).defer("leaves").order_by("number")[:SEALS_AT_ONCE])
    for seal in seals:
        _find_in(seal)
        reader.seal = seal.number
    reader.save(update_fields=["seal"])
    heartbeats.record(SystemActor.WATCH)
    return len(seals) == SEALS_AT_ONCE


def unusual_for(actor: Actor) -> QuerySet[UnusualAccess]:
    """Those that the actor's agency answers for, the open ones first; for its information governance lead.

    Raises NotPermitted. With the reference of the case, where there is one.
    """
    check(actor, Permission.VIEW_TRAIL)
    rows = UnusualAccess.objects.filter(agency=actor.agency).select_related(
        "membership__user", "membership__agency", "looked_into_by__user"
    )
    cases = Case.objects.filter(pk=OuterRef("case_id"))
    return rows.annotate(reference=Subquery(cases.values("reference"))).order_by("-looked_into_at", "-found_at", "pk")


def one_for(actor: Actor, key: UUID) -> UnusualAccess:
    """One of them; raises Missing, NotPermitted."""
    return one(unusual_for(actor), key)


@transaction.atomic
def look_into(row: UnusualAccess, *, note: str, by: Actor, at: datetime | None = None) -> UnusualAccess:
    """Write down what came of it. Raises AlreadyLookedInto, Invalid, Missing, NotPermitted.

    - leaves a row in the trail
    """
    if not note.strip():
        raise Invalid.field("note", _("Say whom you asked, and what came of it."))
    one_for(by, row.pk)
    found = UnusualAccess.objects.select_for_update().get(pk=row.pk)
    if found.looked_into_at is not None:
        raise AlreadyLookedInto(_("Somebody has looked into this meanwhile. Read what they wrote."))
    found.looked_into_at = at = clock.moment(at)
    found.looked_into_by, found.note = by.signatory, note.strip()
    found.save(update_fields=["looked_into_at", "looked_into_by", "note"])
    about: dict[str, Any] = {"case_id": found.case_id, "people": [found.person_id] if found.person_id else []}
    audit.record("unusual_access.looked_into", found, by=by, at=at, rule=found.rule, **about)
    return one_for(by, found.pk)


def _find_in(seal: AuditSeal) -> None:
    rows = {
        "first_xact": seal.first_xact,
        "first_id": seal.first_id,
        "last_xact": seal.last_xact,
        "last_id": seal.last_id,
        "most": settings.UNUSUAL_HOUSEHOLDS_PER_HOUR,
    }
    with connection.cursor() as cursor:
        for statement in (SAME_SURNAME, SAME_STREET, MANY_HOUSEHOLDS):
            cursor.execute(statement, rows)
