"""What is new in a case since somebody last looked: what others recorded since, as far as it may be seen.

New is what was written down since, not what happened since: a visit of last week that was recorded today is news today.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from agencies import audit, clock
from agencies.actors import Actor
from agencies.permissions import Permission, check
from agencies.reach import Reach, while_it_lasts
from casework.chronology import BY_RECORDING, Entry, Place, merged, rows_of_sources, united
from casework.lifecycle import hold
from casework.models import Case, LastVisit

MOST_COUNTED = 99


@transaction.atomic
def visit(case: Case, *, by: Actor, until: datetime | None = None, at: datetime | None = None) -> LastVisit:
    """Note that the actor has read the case: as far as `until`, the newest entry that they were shown; or all of it.

    - only goes forward, and never past the present
    """
    check(by, Permission.VIEW_CASE, case)
    hold(case)  # whoever is writing has finished, and is seen; whoever waits to write reads the clock after us
    at = clock.moment(at)
    seen_until = min(until or at, at)
    row = LastVisit.objects.filter(case=case, visited_by=by.signatory).first()
    if row is None:
        row = LastVisit.objects.create(case=case, visited_by=by.signatory, visited_at=at, seen_until=seen_until)
    else:
        row.visited_at, row.seen_until = at, max(row.seen_until, seen_until)
        row.save(update_fields=["visited_at", "seen_until"])
    audit.record("case.visited", row, by=by, at=at, case_id=case.pk)
    return row


def news_of(actor: Actor, case: Case, *, before: Place | None = None, limit: int = 25) -> list[Entry]:
    """What others recorded since the actor last looked, what was recorded last first; everything for a first look."""

    def read(reach: Reach) -> list[Entry]:
        return merged(_news(reach), BY_RECORDING, before=before, limit=limit)

    return while_it_lasts(actor, Case, [case.pk], read)


def news_counts(actor: Actor, cases: Iterable[Case]) -> dict[UUID, int]:
    """How many such entries each of the cases has, up to 99. As many queries, however many cases."""
    keys = [case.pk for case in cases]
    counted = while_it_lasts(actor, Case, keys, counts_within) if keys else {}
    return dict.fromkeys(keys, 0) | counted


def counts_within(reach: Reach) -> dict[UUID, int]:
    """The same of the cases within a reach, for whoever reads more of them at the same moment."""
    counts = dict.fromkeys(reach.cases, 0)
    parts = [
        rows.order_by().values("entry_case").annotate(entry_count=Count("pk")).values_list("entry_case", "entry_count")
        for rows in _news(reach)
    ]
    union = united(parts)
    for case, count in union if union is not None else []:
        counts[case] = min(counts[case] + count, MOST_COUNTED)
    return counts


def _news(reach: Reach) -> list[QuerySet[Any]]:
    if not reach.cases:
        return []
    reader = reach.actor.signatory
    seen = LastVisit.objects.filter(
        case=OuterRef("entry_case"), visited_by=reader, seen_until__gte=OuterRef("entry_recorded")
    )
    rows = rows_of_sources(reach)
    return [part.exclude(entry_writer=reader.pk).filter(~Exists(seen)) for part in rows]
