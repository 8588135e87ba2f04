"""Rows that are within reach by several ways, and pages of them that are read way by way.

One condition with OR is right for a single row and wrong for a list: the planner can follow no index through it, and
whoever sees three cases of a million waits while all are looked at. So a page takes the first rows of each way, each by
an index of its own, and merges them. Both come from the same ways, so that they cannot disagree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, F, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach rows.

    `condition` holds for a row that is reached so; `asked` builds it, since a page needs it only where nothing is `listed`.
    `listed` says the same by a join, where that lets an index lead, and `columns`
    names those of the joined table that repeat one of the row's own (`{"referred_at": "grants__referred_at"}`).
    """

    asked: Callable[[], Q]
    listed: Q | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def condition(self) -> Q:
        """As a condition on the row itself."""
        return self.asked()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the row with this value in the column, and this key."""

    value: str
    key: str


class WaysQuerySet(QuerySet[Any]):
    """Remembers by which ways its rows are within reach. Everything but `page` and `count_up_to` is Django's own."""

    _ways: Callable[[], list[Way]] | None = None
    _reached: "Reached | None" = None  # the same, as one condition
    _provided = Q()
    _bare: QuerySet[Any] | None = None  # the rows before the ways
    _later: tuple[tuple[str, Any, Any], ...] = ()  # what narrowed them since

    def within(self, condition: "Reached", ways: Callable[[], list[Way]], provided: Q) -> Self:
        """Those of which the condition holds: that any of the ways reaches them, and `provided`, which is about no row."""
        reached = super().filter(condition)
        reached._ways, reached._reached, reached._provided, reached._later = ways, condition, provided, ()
        reached._bare = self.select_related(None).prefetch_related(None)
        return reached

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        """Django's, kept for each way too."""
        return self._also(super().filter(*args, **kwargs), "filter", args, kwargs)

    def exclude(self, *args: Any, **kwargs: Any) -> Self:
        """Django's, kept for each way too."""
        return self._also(super().exclude(*args, **kwargs), "exclude", args, kwargs)

    def none(self) -> Self:
        """Nothing, by no way."""
        found: Self = self._by_condition(super().none())
        return found

    def __and__(self, other: Any) -> Self:
        """Django's; what two querysets have in common is read by its condition."""
        found: Self = self._by_condition(super().__and__(other))
        return found

    def __or__(self, other: Any) -> Self:
        """The same of what either has."""
        found: Self = self._by_condition(super().__or__(other))
        return found

    def page(self, column: str, *, descending: bool, after: Place | None, size: int) -> list[Any]:
        """The first rows in the order of the column and the key, after a place; each row once."""
        if not self._ways:
            return first_rows(self, column, descending=descending, after=after, size=size)
        sign = "-" if descending else ""
        # One statement, so that keys and rows are of one instant. The ways stand in the keys: asked for all rows, they
        # would be planned as the OR that no index can lead.
        rows = self._chain()  # type: ignore[attr-defined]  # Django's own, without stubs
        where = rows.query.where
        where.children = [each for each in where.children if not isinstance(getattr(each, "lhs", each), Reached)]
        rows.query.add_q(self._provided)
        rows.query.add_q(Q(_AmongKeys(lambda: self._keys(column, descending=descending, after=after, size=size))))
        return list(rows.order_by(f"{sign}{column}", f"{sign}pk"))

    def count_up_to(self, most: int, column: str) -> int:
        """How many there are, counted no further than one beyond `most`, so that a great number costs no more.

        Counted in the order of the column, so that the same indexes lead, and equal rows of two ways stand together.
        """
        if not self._ways:
            return self.order_by()[: most + 1].count()
        try:
            keys, params = self._keys(column, descending=True, after=None, size=most + 1, provided=self._provided)
        except EmptyResultSet:
            return 0
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({keys}) AS counted", params)  # noqa: S608 - Django's own SQL
            return int(cursor.fetchone()[0])

    def _keys(
        self, column: str, *, descending: bool, after: Place | None, size: int, provided: Q | None = None
    ) -> tuple[str, Sequence[Any]]:
        """The statement that merges the keys: composed before, where nothing narrows the rows."""
        if self._reached and after is None and not self._later and not self._bare.query.where:  # type: ignore[union-attr]
            return self._reached.keys(
                self.db, column, descending=descending, size=size, is_provided=provided is not None
            )
        return self.merged(column, descending=descending, after=after, size=size, provided=provided)

    def merged(
        self, column: str, *, descending: bool, after: Place | None, size: int, provided: Q | None = None
    ) -> tuple[str, Sequence[Any]]:
        """The same, composed afresh."""
        sign = "-" if descending else ""
        parts = []
        for way in self._ways():  # type: ignore[misc]  # asked of rows that have them
            rows = self._bare.filter(way.listed or way.condition)  # type: ignore[union-attr]  # set with the ways
            if provided is not None:
                rows = rows.filter(provided)
            for method, args, kwargs in self._later:
                rows = getattr(rows, method)(*args, **kwargs)
            # By annotation, since a second filter on a joined table would be about another of its rows.
            named = rows.annotate(
                way_value=F(way.columns.get(column, column)), way_key=F(way.columns.get("pk", "pk"))
            ).values_list("way_value", "way_key")
            if after is not None:
                named = named.filter(beyond("way_value", "way_key", after, descending=descending))
            parts.append(named.distinct().order_by(f"{sign}way_value", f"{sign}way_key")[:size])
        if not parts:
            raise EmptyResultSet
        merged = parts[0]  # alone it is in order, and cut, already
        if len(parts) > 1:
            merged = merged.union(*parts[1:]).order_by(f"{sign}way_value", f"{sign}way_key")[:size]
        text, params = merged.query.get_compiler(self.db).as_sql()
        return text, params

    @staticmethod
    def _by_condition(rows: Any) -> Any:
        rows._ways = None
        return rows

    def _also(self, narrowed: Self, method: str, args: Any, kwargs: Any) -> Self:
        if narrowed._ways:
            narrowed._later = (*self._later, (method, args, kwargs))
        return narrowed

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own, without stubs
        clone._ways, clone._reached, clone._provided = self._ways, self._reached, self._provided
        clone._bare, clone._later = self._bare, self._later
        return clone


class Late(Expression):
    """A condition that is built when its query is written out, and never where the query is not: it costs more than asking.

    It may join nothing; a condition that needs other tables asks them by Exists.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, build: Callable[[], Any]) -> None:
        """Take what builds it."""
        super().__init__()
        self.build = build

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The condition about the rows of the query that it stands in by now."""
        return compiler.compile(self.build().resolve_expression(compiler.query, allow_joins=False))


class Reached(Expression):
    """The condition that any of the ways holds, which a page must tell from the rest."""

    def keys(
        self, using: str, column: str, *, descending: bool, size: int, is_provided: bool
    ) -> tuple[str, Sequence[Any]]:
        """The statement that merges the first keys of all ways; EmptyResultSet where there can be none."""
        raise NotImplementedError


class _AmongKeys(Expression):
    """The condition that a row is one of the merged keys."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, keys: Callable[[], tuple[str, Sequence[Any]]]) -> None:
        super().__init__()
        self.keys, self.key = keys, F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.key,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        key, _ = compiler.compile(self.key)
        keys, params = self.keys()
        return f"{key} IN (SELECT way_key FROM ({keys}) AS page)", params  # noqa: S608 - Django's own SQL


def below(condition: Q, path: str) -> Q:
    """The same condition, asked of the rows at this path."""
    moved: list[Any] = []
    for child in condition.children:
        moved.append(below(child, path) if isinstance(child, Q) else (path + child[0], child[1]))  # type: ignore[index]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)


def page_of(rows: Any, column: str, *, descending: bool, after: Place | None, size: int) -> list[Any]:
    """A page of any rows whatever: way by way, where they know their ways."""
    read = type(rows).page if isinstance(rows, WaysQuerySet) else first_rows
    return read(rows, column, descending=descending, after=after, size=size)


def first_rows(rows: Any, column: str, *, descending: bool, after: Place | None, size: int) -> list[Any]:
    """A page in the order of the column and the key."""
    sign = "-" if descending else ""
    rows = rows.order_by(f"{sign}{column}", f"{sign}pk")
    if after is not None:
        rows = rows.filter(beyond(column, "pk", after, descending=descending))
    return list(rows[:size])


def beyond(column: str, key: str, place: Place, *, descending: bool) -> Q:
    """The rows after the place. The first condition says it again, more weakly, so that an index can be used."""
    way = "lt" if descending else "gt"
    return Q(**{f"{column}__{way}e": place.value}) & (
        Q(**{f"{column}__{way}": place.value}) | Q(**{f"{key}__{way}": place.key})
    )
