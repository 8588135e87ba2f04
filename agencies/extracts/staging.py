"""Mentions of an extract in the database: copied in, and made to count from one instant on."""

# ruff: noqa: S608 - put together from constants of this file; values are parameters

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from agencies.extracts.mentions import Mention
from agencies.models import Extract, RefusedRow, StagedMention

SAID = Mention._fields[2:]  # without its record and slot, by which it is known
COLUMNS = ("line", *Mention._fields)
TABLE = StagedMention._meta.db_table


def stage(extract: Extract, mentions: Iterable[tuple[int, Mention]]) -> list[int]:
    """Copy them in; the lines of those whose record and slot the extract has already, with other words.

    By way of a table of this transaction's own: PostgreSQL copies into no table with row security.
    """
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {names} FROM {TABLE} WHERE false")
        with cursor.copy(f"COPY arriving ({names}) FROM STDIN") as copy:
            for line, mention in mentions:
                copy.write_row((line, *mention))
        cursor.execute(
            f"INSERT INTO {TABLE} (extract_id, agency_id, {names}) SELECT %s, %s, {names} FROM arriving ORDER BY line"
            " ON CONFLICT (extract_id, record, slot) DO NOTHING",
            [extract.pk, extract.agency_id],
        )
        cursor.execute(
            f"SELECT arriving.line FROM arriving JOIN {TABLE} there USING (record, slot)"
            f" WHERE there.extract_id = %s AND {_differs('arriving', 'there')} ORDER BY 1",
            [extract.pk],
        )
        return [line for (line,) in cursor.fetchall()]


def settle(extract: Extract) -> tuple[int, int]:
    """Let them count from now on. How many an earlier extract had word for word, and of how many it said otherwise."""
    current = "there.agency_id = %s AND there.is_current"
    same = "there.record = new.record AND there.slot = new.slot AND new.extract_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} new USING {TABLE} there WHERE {current} AND {same} AND NOT {_differs('new', 'there')}",
            [extract.agency_id, extract.pk],
        )
        unchanged = cursor.rowcount
        cursor.execute(
            f"UPDATE {TABLE} there SET replaced_in_id = %s, is_current = false FROM {TABLE} new WHERE {current} AND {same}",
            [extract.pk, extract.agency_id, extract.pk],
        )
        replaced = cursor.rowcount
    extract.staged.update(is_current=True)
    return unchanged, replaced


def remove(extract: UUID) -> None:
    """Nothing of it was to be kept."""
    StagedMention.objects.filter(extract=extract, is_current=False, replaced_in=None)._raw_delete(connection.alias)
    RefusedRow.objects.filter(extract=extract)._raw_delete(connection.alias)


def _differs(one: str, other: str) -> str:
    def row(table: str) -> str:
        return f"ROW({', '.join(f'{table}.{name}' for name in SAID)})"

    return f"({row(one)} IS DISTINCT FROM {row(other)})"
