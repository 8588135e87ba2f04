"""Pages: every row once, however many share an instant; and cursors that cannot be made up."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.exceptions import Invalid
from api.pagination import NewestFirst
from tests.api.cast import Row, Rows


class OldestFirst(NewestFirst):
    ordering = "created_at"


def page(rows: Rows, paginator: type[NewestFirst] = NewestFirst, **query: Any) -> dict[str, Any]:
    """One page: the primary keys, and the addresses beside it."""
    pages = paginator()
    found = pages.paginate_queryset(rows, Request(APIRequestFactory().get("/api/v1/cases/", query)))
    data: dict[str, Any] = pages.get_paginated_response([row.pk for row in found]).data
    return data


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def walk(rows: Rows, paginator: type[NewestFirst], size: int) -> tuple[list[str], list[str]]:
    """The rows met on the way to the last page, and on the way back to the first."""
    current = page(rows, paginator, page_size=size)
    there = list(current["results"])
    while current["next"]:
        current = page(rows, paginator, **query_of(current["next"]))
        assert current["results"], "an address leads to rows, or it is not given"
        there += current["results"]
    back = list(current["results"])
    while current["previous"]:
        current = page(rows, paginator, **query_of(current["previous"]))
        assert current["results"]
        back = current["results"] + back
    return there, back


@given(seconds=st.lists(st.integers(0, 3), max_size=30), size=st.integers(1, 7))
def test_every_row_once_there_and_back(seconds: list[int], size: int) -> None:
    rows = Rows(Row(number, second) for number, second in enumerate(seconds))
    for paginator, column in ((NewestFirst, "-created_at"), (OldestFirst, "created_at")):
        expected = [row.pk for row in rows.order_by(column, column.replace("created_at", "pk"))]
        there, back = walk(rows, paginator, size)
        assert there == expected
        assert back == expected


def test_two_thousand_rows_of_one_instant() -> None:
    there, _ = walk(Rows(Row(number) for number in range(2000)), NewestFirst, 100)
    assert len(set(there)) == len(there) == 2000


def test_a_row_that_arrives_meanwhile_moves_nothing() -> None:
    rows = Rows(Row(number, number) for number in range(50))
    first = page(rows)
    rows.append(Row(99, 99))
    second = page(rows, **query_of(first["next"]))
    assert [*first["results"], *second["results"]] == [f"{number:06}" for number in reversed(range(50))]


def test_default_size_and_addresses() -> None:
    first = page(Rows(Row(number, number) for number in range(30)), state="open")
    assert len(first["results"]) == 25
    assert first["previous"] is None
    assert first["next"].startswith("/api/v1/cases/?")
    assert query_of(first["next"])["state"] == "open"


@pytest.mark.parametrize("size", ["0", "101", "-1", "1.5", "", "x", "²", "1" * 5000, "1e1"])
def test_page_sizes_refused(size: str) -> None:
    with pytest.raises(Invalid) as refused:
        page(Rows(), page_size=size)
    assert list(refused.value.fields) == ["page_size"]


@pytest.mark.parametrize("cursor", ["", "x", "cD0yMDI2", ":", "a:b:c", "\x00", "é", "WyJhIl0:AAAA", "x" * 5000])
def test_cursors_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        page(Rows(), cursor=cursor)
    assert list(refused.value.fields) == ["cursor"]


def test_a_cursor_of_another_list_is_refused() -> None:
    rows = Rows(Row(number, number) for number in range(30))
    with pytest.raises(Invalid):
        page(rows, OldestFirst, **query_of(page(rows)["next"]))
