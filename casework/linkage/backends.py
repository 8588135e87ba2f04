"""Where the comparisons run: DuckDB in this process; another engine that Splink knows offers the same two things."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import duckdb
from splink import DuckDBAPI
from splink.internals.splink_dataframe import SplinkDataFrame

Value = str | int | None
_AT_ONCE = 20_000  # rows


class Backend(Protocol):
    """What the linkage asks of an engine."""

    def table(self, name: str, columns: Mapping[str, Sequence[Value]]) -> SplinkDataFrame:
        """A table of text columns, but `id`, which is a whole number, and `forms`, which is words with a space between."""

    def values(self, frame: SplinkDataFrame, columns: Sequence[str], order: str) -> Iterator[tuple[Any, ...]]:
        """Rows of a result, these columns, in this order; never all of them at once."""


class DuckDB:
    """DuckDB in memory, or on the connection given; `threads` holds it to so many cores."""

    def __init__(self, connection: duckdb.DuckDBPyConnection | None = None, *, threads: int = 2) -> None:
        self._connection = connection or duckdb.connect()
        self._connection.execute(f"SET threads = {int(threads)}")
        self._api = DuckDBAPI(self._connection)

    def table(self, name: str, columns: Mapping[str, Sequence[Value]]) -> SplinkDataFrame:
        """See Backend. Types are given, since a column with nothing in it would have none."""
        unnested = ", ".join(
            "string_split(unnest($forms::VARCHAR[]), ' ') AS forms"
            if column == "forms"
            else f"unnest(${column}::{'INTEGER' if column == 'id' else 'VARCHAR'}[]) AS {column}"
            for column in columns
        )
        self._connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT {unnested}",
            {column: list(values) for column, values in columns.items()},
        )
        return self._api.register(name)

    def values(self, frame: SplinkDataFrame, columns: Sequence[str], order: str) -> Iterator[tuple[Any, ...]]:
        """See Backend."""
        query = f"SELECT {', '.join(columns)} FROM {frame.physical_name} ORDER BY {order}"  # noqa: S608 - names are our own
        found = self._connection.execute(query)
        while some := found.fetchmany(_AT_ONCE):
            yield from some
