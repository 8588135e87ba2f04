"""Rows that are within reach by several ways, and pages of them that are read way by way.

One condition with OR is right for a single row and wrong for a list: the planner can follow no index through it, and
whoever sees three cases of a million waits while all are looked at. So a page takes the first rows of each way, each by
an index of its own, and merges them. Both come from the same ways, so that they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import F, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach rows.

    `condition` holds for a row that is reached so. `listed` says the same by a join, where that lets an index lead, and
    `columns` names the columns of the joined table that repeat one of the row's own (`{"referred_at": "grants__referred_at"}`).
    """

    condition: Q
    listed: Q | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the row with this value in the column, and this key."""

    value: str
    key: str


class WaysQuerySet(QuerySet[Any]):
    """Remembers by which ways its rows are within reach. Everything but `page` and `count_up_to` is Django's own."""

    _ways: tuple[tuple[Way, QuerySet[Any]], ...] = ()

    def within(self, ways: Sequence[Way]) -> Self:
        """Those that any of the ways reaches."""
        bare = self.select_related(None).prefetch_related(None)
        reached = super().filter(reduce(or_, (way.condition for way in ways), Q(pk__in=[])))
        reached._ways = tuple((way, bare.filter(way.listed or way.condition)) for way in ways)
        return reached

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        """Django's, kept for each way too."""
        return self._each(super().filter(*args, **kwargs), "filter", args, kwargs)

    def exclude(self, *args: Any, **kwargs: Any) -> Self:
        """Django's, kept for each way too."""
        return self._each(super().exclude(*args, **kwargs), "exclude", args, kwargs)

    def page(self, column: str, *, descending: bool, after: Place | None, size: int) -> list[Any]:
        """The first rows in the order of the column and the key, after a place; each row once."""
        if not self._ways:
            return first_rows(self, column, descending=descending, after=after, size=size)
        sign = "-" if descending else ""
        keys = [key for _, key in self._merged(column, descending=descending, after=after, size=size)]
        # Asked of the whole condition once more: whoever lost a way since the keys were read sees nothing by it.
        return list(self.filter(pk__in=keys).order_by(f"{sign}{column}", f"{sign}pk"))

    def count_up_to(self, most: int, column: str) -> int:
        """How many there are, counted no further than one beyond `most`, so that a great number costs no more.

        Counted in the order of the column, so that the same indexes lead, and equal rows of two ways stand together.
        """
        if not self._ways:
            return self.order_by()[: most + 1].count()
        return self._merged(column, descending=True, after=None, size=most + 1).count()

    def _merged(self, column: str, *, descending: bool, after: Place | None, size: int) -> QuerySet[Any]:
        sign = "-" if descending else ""
        parts = []
        for way, rows in self._ways:
            # By annotation, since a second filter on a joined table would be about another of its rows.
            named = rows.annotate(
                way_value=F(way.columns.get(column, column)), way_key=F(way.columns.get("pk", "pk"))
            ).values_list("way_value", "way_key")
            if after is not None:
                named = named.filter(beyond("way_value", "way_key", after, descending=descending))
            parts.append(named.distinct().order_by(f"{sign}way_value", f"{sign}way_key")[:size])
        merged: QuerySet[Any] = parts[0].union(*parts[1:])
        return merged.order_by(f"{sign}way_value", f"{sign}way_key")[:size]

    def _each(self, narrowed: Self, method: str, args: Any, kwargs: Any) -> Self:
        narrowed._ways = tuple((way, getattr(rows, method)(*args, **kwargs)) for way, rows in self._ways)
        return narrowed

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own, without stubs
        clone._ways = self._ways
        return clone


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
