"""What came before and after: contacts of households that a panel made a case of, around the day on which it started.

Counted with the demand picture, in the same transaction. A case starts when it is taken in, not when it is referred. Each
household counts with as many whole months before its own start as after it: twelve, or as many as the file reaches on both
sides, and not with fewer than six. A file reaches as far as no calendar month of it is empty: a month of which an agency
said nothing about anybody is no month without contacts.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from agencies.extracts.agreed import linkable
from casework.models import LinkageRun

LEAST_MONTHS, MOST_MONTHS = 6, 12
COLUMNS = ("measure", "agency_id", "source", "kind", "number", "households")
Counted = tuple[str, UUID | None, str, str, int, int]

COUNT = """
WITH heard AS (
    SELECT linked.household, said.agency_id AS agency, said.source, said.record, said.event, said.occurred_on AS day
    FROM casework_linkedmention linked JOIN agencies_stagedmention said ON said.id = linked.mention_id
    WHERE linked.run_id = %(run)s AND said.extract_id = ANY (%(extracts)s)
), monthly AS (
    SELECT agency, source, min(day) AS first, max(day) AS last, date_trunc('month', day) - interval '1 month'
        * row_number() OVER (PARTITION BY agency, source ORDER BY date_trunc('month', day)) AS unbroken
    FROM heard WHERE day <= %(day)s GROUP BY agency, source, date_trunc('month', day)
), reach AS (
    SELECT agency, source, min(first) AS first, max(last) + 1 AS until FROM monthly GROUP BY agency, source, unbroken
), file AS (
    SELECT DISTINCT agency, source FROM reach
), started AS (
    -- Only while every agreement under which they were found is in force; and no longer than they were there to be met.
    SELECT its.household, (its.started_at AT TIME ZONE %(zone)s)::date AS day, (its.left_at AT TIME ZONE %(zone)s)::date AS gone
    FROM guard.started_from_nominations() its WHERE its.started_at <= %(stored)s
        AND its.agreements <@ %(agreements)s::uuid[] AND its.household IN (SELECT household FROM heard)
), beside AS (
    SELECT started.household, started.day, file.agency, file.source, (
        SELECT count(*) FROM generate_series(1, %(most)s) AS months
        WHERE started.day - months * interval '1 month' >= reach.first
            AND started.day + months * interval '1 month' <= least(reach.until, started.gone)
    ) AS months
    FROM started CROSS JOIN file LEFT JOIN reach ON (reach.agency, reach.source) = (file.agency, file.source)
        AND started.day BETWEEN reach.first AND reach.until
), contact AS (
    SELECT household, agency, source, record, min(day) AS day, min(event) AS kind FROM heard WHERE day IS NOT NULL
    GROUP BY household, agency, source, record
), met AS (
    SELECT household, agency, source, contact.kind, CASE WHEN contact.day < beside.day THEN 'before' ELSE 'after' END AS side
    FROM contact JOIN beside USING (household, agency, source)
    WHERE beside.months >= %(least)s AND contact.day >= beside.day - beside.months * interval '1 month'
        AND contact.day < beside.day + beside.months * interval '1 month'
)
SELECT 'any', NULL::uuid, '', '', count(DISTINCT household)::int, count(DISTINCT household)::int
    FROM beside WHERE months >= %(least)s
UNION ALL
SELECT 'counted', agency, source, '', sum(months)::int, count(*)::int FROM beside WHERE months >= %(least)s
    GROUP BY agency, source
UNION ALL
SELECT 'early', agency, source, '', count(*)::int, count(*)::int FROM beside WHERE months < %(least)s
    GROUP BY agency, source
UNION ALL
SELECT side, agency, source, '', count(*)::int, count(DISTINCT household)::int FROM met GROUP BY side, agency, source
UNION ALL
SELECT 'kind_' || side, agency, source, kind, count(*)::int, count(DISTINCT household)::int FROM met
    GROUP BY side, agency, source, kind
"""


def count(run: LinkageRun) -> list[Counted]:
    """What stands around the starts of cases now, one row for each number, in the order of COLUMNS. As the linkage alone."""
    standing = linkable()
    values: dict[str, Any] = {
        "run": run.pk,
        "day": run.as_of,
        "stored": run.stored_at,
        "extracts": list(standing.values_list("pk", flat=True)),
        "agreements": list(standing.order_by().values_list("agreement", flat=True).distinct()),
        "zone": settings.TIME_ZONE,
        "least": LEAST_MONTHS,
        "most": MOST_MONTHS,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        rows: list[Counted] = cursor.fetchall()
    return rows
