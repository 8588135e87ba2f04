"""Households are found: each night, and with each run of the linkage, by the thresholds that the panel set.

The linkage's own part of the service writes them, and nobody else; a run that is nominated twice is as nominated once.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from agencies import audit, clock
from agencies.actors import Actor, acting
from agencies.enums import SystemActor
from agencies.extracts.agreed import linkable
from casework import panel
from casework.linkage.ranking import Counts, Thresholds, is_met, score, since
from casework.linkage_turns import has_turn
from casework.models import LinkageRun, Nomination
from casework.newest_run import newest_run
from casework.nomination_words import NominationDecision

FOUND = [
    "run", "since", "thresholds", "mentions", "agreements", "agencies", "contacts", "kinds", "last_contact_on", "score",
]  # fmt: skip
COUNTED = """
WITH counted AS (
    SELECT linked.household, its.id, its.agency_id, its.source, its.record, its.event, extract.agreement_id,
        CASE WHEN its.occurred_on IS NOT NULL THEN least(its.occurred_on, %(on)s) END AS occurred_on,
        its.occurred_on IS NULL OR its.occurred_on > %(since)s AS counts
    FROM casework_linkedmention linked
    JOIN agencies_stagedmention its ON its.id = linked.mention_id
    JOIN agencies_extract extract ON extract.id = its.extract_id AND extract.id = ANY (%(extracts)s)
    WHERE linked.run_id = %(run)s
)
SELECT household, array_agg(id ORDER BY id), array_agg(DISTINCT agreement_id) FILTER (WHERE counts),
    count(DISTINCT agency_id) FILTER (WHERE counts), count(DISTINCT (agency_id, source, record)) FILTER (WHERE counts),
    count(DISTINCT (agency_id, source, event)) FILTER (WHERE counts), max(occurred_on) FILTER (WHERE counts)
FROM counted GROUP BY household
HAVING count(DISTINCT agency_id) FILTER (WHERE counts) >= %(least)s
"""
OBJECTED = """
SELECT DISTINCT household FROM casework_linkedmention
WHERE run_id = %s AND mention_id IN (SELECT guard.objected_mentions())
"""


class Found(NamedTuple):
    """A household, by what it was found."""

    household: UUID
    mentions: list[int]
    agreements: list[UUID]
    counts: Counts


def nominate_tonight() -> None:
    """Nominate from the run that counts, with today's day: a day makes contacts older, and lets “not now” pass."""
    with acting(SystemActor.LINKAGE) as actor:
        # A run that is being stored nominates by itself.
        run = newest_run() if has_turn() else None
        if run is not None:
            nominate(run, actor)


@transaction.atomic
def nominate(run: LinkageRun, actor: Actor) -> int:
    """Those whom the run found, inside a transaction of the linkage's own; how many. What was decided stays as it is.

    - a household that was found before, and not decided on, is found anew: with the counts and thresholds of now
    - one that is found no more is forgotten, unless somebody decided about it
    """
    # Two who nominate at once wait here for each other.
    LinkageRun.objects.select_for_update().get(pk=run.pk)
    waiting = Nomination.objects.filter(decided_at__isnull=True)
    # Whoever is deciding about one keeps it: this waits for them, and only then asks what was decided.
    open_rows = {row.household: row for row in waiting.select_for_update()}
    thresholds, on = panel.thresholds(), clock.today()
    held = held_back(run, on)
    found = [each for each in _found(run, thresholds, on) if each.household not in held]
    waiting.exclude(household__in=[each.household for each in found]).delete()
    fresh: list[Nomination] = []
    again: list[Nomination] = []
    for each in found:
        row = open_rows.get(each.household)
        (again if row else fresh).append(
            _filled(row or Nomination(household=each.household), run, each, thresholds, on)
        )
    Nomination.objects.bulk_create(fresh, batch_size=1000)
    Nomination.objects.bulk_update(again, FOUND, batch_size=1000)
    audit.record("linkage.nominated", run, by=actor, at=clock.now(), households=len(found), **asdict(thresholds))
    return len(found)


def held_back(run: LinkageRun, on: date) -> set[UUID]:
    """Households of the run of which somebody objects, or about which a panel decided what still holds."""
    never = (NominationDecision.ALREADY_HELPED, NominationDecision.OBJECTION_UPHELD)
    decided = Nomination.objects.filter(decision__in=never) | Nomination.objects.filter(not_before__gt=on)
    with connection.cursor() as cursor:
        cursor.execute(OBJECTED, [run.pk])
        objected = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT guard.households_with_their_case()")
        helped = {row[0] for row in cursor.fetchall()}
    return objected | helped | set(decided.values_list("household", flat=True))


def _found(run: LinkageRun, thresholds: Thresholds, on: date) -> Iterator[Found]:
    asked: dict[str, Any] = {
        "run": run.pk,
        "on": on,
        "since": since(on, thresholds.months),
        "extracts": list(linkable().values_list("pk", flat=True)),
        "least": thresholds.agencies,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, asked)
        rows = cursor.fetchall()
    for household, mentions, agreements, *counts in rows:
        found = Found(household, mentions, agreements, Counts(*counts))
        if is_met(found.counts, thresholds):
            yield found


def _filled(row: Nomination, run: LinkageRun, found: Found, thresholds: Thresholds, on: date) -> Nomination:
    row.run, row.since, row.thresholds = run, since(on, thresholds.months), asdict(thresholds)
    row.mentions, row.agreements = found.mentions, found.agreements
    row.agencies, row.contacts, row.kinds, row.last_contact_on = found.counts
    row.score = score(found.counts, thresholds, on)
    return row
