"""Where the comparisons run: DuckDB in this process; another engine that Splink knows offers the same two things."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import duckdb
from splink import DuckDBAPI
from splink.internals.splink_dataframe import SplinkDataFrame

Value = str | int | None
_AT_ONCE = 20_000  # rows


class Backend(Protocol):
    """What the linkage asks of an engine."""

    def table(self, name: str, parts: Iterable[Mapping[str, Sequence[Value]]]) -> SplinkDataFrame:
        """A table of text columns, but `id`, which is a whole number, and `forms`, which is words with a space between.

        It comes in parts, each with the same columns: a large one is never there twice.
        """

    def keep(self, name: str, frame: SplinkDataFrame, columns: Mapping[str, str]) -> None:
        """Add these columns of a result to a table, by the name that each shall have; the result is gone then."""

    def number(self, name: str, columns: Sequence[str], into: str) -> None:
        """Keep each combination of these columns once, with a `place` from 0 on, in a table; what was kept has the place."""

    def values(self, name: str, order: str) -> Iterator[tuple[Any, ...]]:
        """Rows of what was kept, in this order; never all of them at once."""


class DuckDB:
    """DuckDB in memory, or on the connection given; `threads` holds it to so many cores."""

    def __init__(self, connection: duckdb.DuckDBPyConnection | None = None, *, threads: int = 2) -> None:
        self._connection = connection or duckdb.connect()
        self._connection.execute(f"SET threads = {int(threads)}")
        self._api = DuckDBAPI(self._connection)
        self._kept: set[str] = set()

    def table(self, name: str, parts: Iterable[Mapping[str, Sequence[Value]]]) -> SplinkDataFrame:
        """See Backend. Types are given, since a column with nothing in it would have none."""
        begin = f"CREATE OR REPLACE TABLE {name} AS"
        for columns in parts:
            unnested = ", ".join(
                "string_split(unnest($forms::VARCHAR[]), ' ') AS forms"
                if column == "forms"
                else f"unnest(${column}::{'INTEGER' if column == 'id' else 'VARCHAR'}[]) AS {column}"
                for column in columns
            )
            given = {column: list(values) for column, values in columns.items()}
            self._connection.execute(f"{begin} SELECT {unnested}", given)
            begin = f"INSERT INTO {name}"
        return self._api.register(name)

    def keep(self, name: str, frame: SplinkDataFrame, columns: Mapping[str, str]) -> None:
        """See Backend."""
        chosen = ", ".join(f"{value} AS {column}" for column, value in columns.items())
        query = f"SELECT {chosen} FROM {frame.physical_name}"  # noqa: S608 - names are our own
        begin = f"INSERT INTO {name}" if name in self._kept else f"CREATE OR REPLACE TABLE {name} AS"
        self._connection.execute(f"{begin} {query}")
        self._kept.add(name)
        frame.drop_table_from_database_and_remove_from_cache()

    def number(self, name: str, columns: Sequence[str], into: str) -> None:
        """See Backend."""
        listed = ", ".join(columns)
        alike = " AND ".join(f"kept.{column} IS NOT DISTINCT FROM once.{column}" for column in columns)
        once = f"FROM (SELECT DISTINCT {listed} FROM {name}) SELECT row_number() OVER () - 1 AS place, *"  # noqa: S608 - names are our own
        self._connection.execute(f"CREATE OR REPLACE TABLE {into} AS {once}")
        placed = f"SELECT kept.* EXCLUDE ({listed}), place FROM {name} AS kept JOIN {into} AS once ON {alike}"  # noqa: S608
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {placed}")

    def values(self, name: str, order: str) -> Iterator[tuple[Any, ...]]:
        """See Backend."""
        self._kept.discard(name)
        found = self._connection.execute(f"FROM {name} ORDER BY {order}")
        while some := found.fetchmany(_AT_ONCE):
            yield from some
