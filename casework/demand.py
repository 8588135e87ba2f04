"""The demand picture of a run of the linkage: counted once, in the transaction that stores the run, and kept with it.

Counted are the households of the run, by what their mentions say that came under agreements in force. A contact is one
record of an agency with a date, counted once for each household that it names. Contacts are of the months up to the run's
day; a contact within 90 days of one of the same household with the same agency is a repeat.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from agencies.actors import acting
from agencies.enums import SystemActor
from agencies.extracts.agreed import linkable
from casework import starts
from casework.models import DemandCount, LinkageRun, StartCount

MONTHS = 24
REPEAT_DAYS = 90
KEYS = ("measure", "agency_id", "other_id", "extract_id", "area", "month", "agencies")
COLUMNS = (*KEYS, "number", "households")
Counted = tuple[str, UUID | None, UUID | None, UUID | None, str, date | None, int | None, int, int]
# A postcode, or its sector alone where an agency gives no more. What is neither is no area.
WHOLE, SECTOR = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$", r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]$"

COUNT = """
WITH heard AS (
    SELECT linked.household, said.agency_id AS agency, said.extract_id AS extract, said.source, said.record, said.occurred_on,
        CASE
            WHEN upper(replace(said.postcode, ' ', '')) ~ %(whole)s
                THEN regexp_replace(upper(replace(said.postcode, ' ', '')), '([0-9])[A-Z]{2}$', ' \\1')
            WHEN upper(said.postcode) ~ %(sector)s THEN upper(said.postcode)
        END AS area
    FROM casework_linkedmention linked JOIN agencies_stagedmention said ON said.id = linked.mention_id
    WHERE linked.run_id = %(run)s AND said.extract_id = ANY (%(extracts)s)
), known AS (
    SELECT DISTINCT household, agency FROM heard
), met AS (
    SELECT household, count(*) AS agencies FROM known GROUP BY household
), home AS (
    -- Where they were said to be most often; of two the later, and of two on one day the first by name.
    SELECT DISTINCT ON (household) household, area FROM (
        SELECT household, area, count(*) AS times, max(occurred_on) AS last FROM heard WHERE area IS NOT NULL
        GROUP BY household, area
    ) AS places ORDER BY household, times DESC, last DESC NULLS LAST, area COLLATE "C"
), contact AS (
    SELECT household, agency, min(occurred_on) AS day FROM heard
    WHERE occurred_on <= %(day)s GROUP BY household, agency, source, record
), since AS (
    SELECT household, agency, day, day - lag(day) OVER (PARTITION BY household, agency ORDER BY day) AS days FROM contact
), counted AS (
    SELECT household, agency, date_trunc('month', day)::date AS month, coalesce(days <= %(repeat)s, false) AS is_repeat
    FROM since WHERE day >= %(first)s
)
SELECT 'extract', NULL::uuid, NULL::uuid, extract, '', NULL::date, NULL::int, count(*)::int, count(DISTINCT household)::int
    FROM heard GROUP BY extract
UNION ALL
SELECT 'households', NULL, NULL, NULL, '', NULL, NULL, count(*)::int, count(*)::int FROM met
UNION ALL
SELECT 'households', agency, NULL, NULL, '', NULL, NULL, count(*)::int, count(*)::int FROM known GROUP BY agency
UNION ALL
SELECT 'households', one.agency, two.agency, NULL, '', NULL, NULL, count(*)::int, count(*)::int
    FROM known one JOIN known two ON two.household = one.household AND one.agency < two.agency
    GROUP BY one.agency, two.agency
UNION ALL
SELECT 'agencies', NULL, NULL, NULL, coalesce(home.area, ''), NULL, agencies, count(*)::int, count(*)::int
    FROM met LEFT JOIN home USING (household) GROUP BY coalesce(home.area, ''), agencies
UNION ALL
SELECT 'contacts', agency, NULL, NULL, '', month, NULL, count(*)::int, count(DISTINCT household)::int
    FROM counted GROUP BY CUBE (agency, month) HAVING count(*) > 0
UNION ALL
SELECT CASE WHEN is_repeat THEN 'repeats' ELSE 'firsts' END, agency, NULL, NULL, '', NULL, NULL, count(*)::int,
    count(DISTINCT household)::int FROM counted GROUP BY is_repeat, agency
"""


def count(run: LinkageRun) -> list[Counted]:
    """What the run's households come to now, one row for each number, in the order of COLUMNS. As the linkage alone."""
    if run.as_of is None:
        raise ValueError("a run that is not stored has no day")
    values: dict[str, Any] = {
        "run": run.pk,
        "extracts": list(linkable().values_list("pk", flat=True)),
        "day": run.as_of,
        "first": first_month(run.as_of),
        "repeat": REPEAT_DAYS,
        "whole": WHOLE,
        "sector": SECTOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        rows: list[Counted] = cursor.fetchall()
    return rows


def store(run: LinkageRun) -> None:
    """Keep the numbers of this run, and of no other: an earlier one's could not be counted again.

    As the linkage, in the transaction that stores the run.
    """
    for table, columns, rows in (
        ("casework_demandcount", COLUMNS, count(run)),
        ("casework_startcount", starts.COLUMNS, starts.count(run)),
    ):
        names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
            cursor.executemany(
                f"INSERT INTO {table} (run_id, {names}) VALUES (%s, {places})",  # noqa: S608 - constants
                [(run.pk, *row) for row in rows],
            )


def drift() -> set[tuple[str, Counted | starts.Counted]] | None:
    """Numbers of the newest run that counting again gives otherwise: ("stored", row) or ("counted", row). None without a run.

    Extracts that were taken in since replace mentions, an agreement that ended takes its own away, and cases start; else
    there are none.
    """
    with acting(SystemActor.LINKAGE):
        run = LinkageRun.objects.filter(stored_at__isnull=False).order_by("-stored_at").first()
        if run is None:
            return None
        stored: set[Any] = {*DemandCount.objects.filter(run=run).values_list(*COLUMNS)}
        stored |= set(StartCount.objects.filter(run=run).values_list(*starts.COLUMNS))
        counted: set[Any] = {*count(run), *starts.count(run)}
        return {("stored", row) for row in stored - counted} | {("counted", row) for row in counted - stored}


def first_month(day: date) -> date:
    """The first day of the first of the months that are counted up to this day."""
    months = day.year * 12 + day.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)
