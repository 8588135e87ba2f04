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
            f"INSERT INTO {TABLE} (extract_id, agency_id, source, {names}) SELECT %s, %s, %s, {names} FROM arriving ORDER BY line"
            " ON CONFLICT (extract_id, record, slot) DO NOTHING",
            [extract.pk, extract.agency_id, extract.profile.name],
        )
        cursor.execute(
            f"SELECT arriving.line FROM arriving JOIN {TABLE} there USING (record, slot)"
            f" WHERE there.extract_id = %s AND {_differs('arriving', 'there')} ORDER BY 1",
            [extract.pk],
        )
        return [line for (line,) in cursor.fetchall()]


def settle(extract: Extract) -> tuple[int, int]:
    """Let them count from now on. How many an earlier extract had word for word, and of how many it said otherwise."""
    earlier = f"""FROM {TABLE} there JOIN {TABLE} new USING (source, record, slot)
        WHERE there.agency_id = %s AND there.is_current AND new.extract_id = %s"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE same ON COMMIT DROP AS SELECT there.id AS old, new.id AS new, new.line {earlier}"
            f" AND NOT {_differs('there', 'new')}",
            [extract.agency_id, extract.pk],
        )
        cursor.execute(f"DELETE FROM {TABLE} USING same WHERE id = same.new")
        cursor.execute(
            f"UPDATE {TABLE} known SET extract_id = %s, line = same.line FROM same WHERE known.id = same.old",
            [extract.pk],
        )
        unchanged = cursor.rowcount
        cursor.execute(
            f"UPDATE {TABLE} known SET replaced_in_id = %s, is_current = false"
            f" FROM (SELECT there.id {earlier} AND there.id <> new.id) said WHERE known.id = said.id",
            [extract.pk, extract.agency_id, extract.pk],
        )
        replaced = cursor.rowcount
    extract.staged.update(is_current=True)
    return unchanged, replaced


def remove(extract: UUID) -> None:
    """Nothing of it was to be kept."""
    for model in (StagedMention, RefusedRow):
        model._default_manager.filter(extract=extract, extract__taken_in_at=None)._raw_delete(connection.alias)


def _differs(one: str, other: str) -> str:
    def row(table: str) -> str:
        return f"ROW({', '.join(f'{table}.{name}' for name in SAID)})"

    return f"({row(one)} IS DISTINCT FROM {row(other)})"
