"""Every body and every query, wrong in every way that we could think of: refused by name, and never an error of ours."""

from uuid import uuid4

import pytest
from django.db import transaction

from api.parsers import MAX_PROBLEMS
from tests.api.calls import CALLS
from tests.api.routes import PREFIX, READERS, reads, writes
from tests.api.world import rows
from tests.security.poison import POISONS, extremes, fields_of, with_raw

pytestmark = pytest.mark.xdist_group("hostile")

WITH_FIELDS = [name for name, route in writes().items() if fields_of(route.view.body)]
# What a field takes is decided by the body, before any verb is called: every poison for each, and a few at every address.
ONE_FOR_EACH_BODY = set({writes()[name].view.body: name for name in WITH_FIELDS}.values())
LISTS = [route for route in reads() if hasattr(route.view, "pagination_class") and hasattr(route.view, "rows")]
DEEP = 200_000


def named(value):
    return getattr(value, "name", str(value)[:30])


def top(fields):
    """The names of what was sent, without the way into it."""
    return {name.partition(".")[0] for name in fields}


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_what_a_field_cannot_be_is_refused_by_its_name(name, world):
    call, fields = CALLS[name](world), fields_of(writes()[name].view.body)
    seen, before = call.etag(world[call.who]), rows()
    for poison in POISONS if name in ONE_FOR_EACH_BODY else POISONS[:4]:
        wrong = {field: poison.raw for field, declared in fields.items() if poison.refused_by(declared)}
        if wrong:
            response = call.send(world, body=with_raw(call.body, wrong), match=seen)
            assert (poison.name, response.status_code) == (poison.name, 400)
            told = top(response.json()["fields"])
            assert (poison.name, told - set(wrong)) == (poison.name, set())
            assert told == set(wrong) or len(told) == MAX_PROBLEMS, poison.name
    assert rows() == before


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_an_id_of_another_kind_is_not_found(name, world):
    call, fields = CALLS[name](world), fields_of(writes()[name].view.body)
    other = str(world.open.people[0].identifiers.get().pk)
    for field in fields:
        child = getattr(fields[field], "child", fields[field])
        if hasattr(child, "selector"):
            value = [other] if child is not fields[field] else other
            response = call.send(world, body={**call.body, field: value})
            assert (response.status_code, top(response.json()["fields"])) == (400, {field})


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_what_is_sent_twice_or_unknown_is_refused_by_its_name(name, world):
    call = CALLS[name](world)
    seen, before = call.etag(world[call.who]), rows()
    field = next(iter(fields_of(writes()[name].view.body)))
    response = call.send(world, body=f'{{"{field}": "x", "{field}": "x"}}'.encode(), match=seen)
    assert (response.status_code, top(response.json()["fields"])) == (400, {field})
    for unknown in ("__class__", "pk", "constructor", "x" * 500, "a.b", "é\u202e"):
        response = call.send(world, body={**call.body, unknown: 1}, match=seen)
        assert (response.status_code, len(response.json()["fields"])) == (400, 1)
    assert rows() == before


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_a_needed_field_that_is_missing_is_named(name, world):
    call, fields = CALLS[name](world), fields_of(writes()[name].view.body)
    needed = {field for field, declared in fields.items() if declared.required}
    response = call.send(world, body={})
    if needed and call.method == "POST":
        assert (response.status_code, top(response.json()["fields"])) == (400, needed)
    else:
        assert response.status_code in {200, 201, 400, 409}


BODIES = {
    "a list": b"[]",
    "a list of objects": b'[{"reason": "x"}]',
    "a text": b'"x"',
    "a number": b"7",
    "null": b"null",
    "deep lists": b"[" * DEEP,
    "deep objects": b'{"a":' * (DEEP // 2),  # of half a megabyte: what is larger is refused for that
    "a deep list in a field": b'{"reason": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "half of it": b'{"reason": "x',
    "no UTF-8": b'{"reason": "\xff"}',
    "UTF-16": '{"reason": "x"}'.encode("utf-16"),
    "a comma too many": b'{"reason": "x",}',
    "another language": b"<x/>",
    "a form": b"reason=x",
    "NUL alone": b"\x00",
    "a name with NUL": b'{"a\\u0000": 1}',
}


@pytest.mark.parametrize("name", CALLS)
def test_a_body_that_is_no_object_is_refused(name, world):
    call = CALLS[name](world)
    seen, before = call.etag(world[call.who]), rows()
    for what, body in BODIES.items():
        response = call.send(world, body=body, match=seen)
        assert (what, response.status_code) == (what, 400)
        assert response.json()["code"] in {"parse_error", "invalid"}
    too_large = call.send(world, body=b'{"a": "' + b"x" * 1_000_001 + b'"}', match=seen)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "body_too_large")
    assert rows() == before


@pytest.mark.parametrize("name", sorted(ONE_FOR_EACH_BODY))
def test_what_a_field_can_just_be_never_ends_in_an_error_of_ours(name, world):
    call, fields = CALLS[name](world), fields_of(writes()[name].view.body)
    seen = call.etag(world[call.who])
    for field, declared in fields.items():
        for value in extremes(field, declared, call.body.get(field)):
            with transaction.atomic():
                response = call.send(world, body={**call.body, field: value}, match=seen)
                transaction.set_rollback(True)
            assert (field, value, response.status_code < 500) == (field, value, True)
            if response.status_code == 400:
                assert response.json()["fields"], (field, value, response.json())


QUERIES = [
    "page_size=0",
    "page_size=-1",
    "page_size=101",
    "page_size=100000",
    "page_size=abc",
    "page_size=",
    "page_size=1e2",
    "page_size=%EF%BC%91",
    "page_size=" + "9" * 5000,
    "page_size=%00",
    "cursor=",
    "cursor=x",
    "cursor=%00",
    "cursor=%ED%A0%80",
    "cursor=WyIiXQ:x:y",
    "cursor=" + "A" * 9000,
    "page=2",
    "ordering=id",
    "search=x",
    "%00=1",
    "household__name__contains=x",
]
A_FEW = [("page_size=0", route) for route in LISTS] + [("cursor=x", route) for route in LISTS]
ONE_LIST = [(query, next(route for route in LISTS if route.name == "people/")) for query in QUERIES]


@pytest.mark.parametrize(("query", "route"), A_FEW + ONE_LIST, ids=named)
def test_a_query_that_no_list_takes_is_refused_by_its_name(query, route, world):
    address = route.at(world.key(route, world.open))
    response = world[READERS.get(route.name, "asha")].get(f"{address}?{query}")
    assert response.status_code == 400
    assert len(response.json()["fields"]) == 1


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("cases/", "status=no-such"),
        ("cases/", "status=%00"),
        ("cases/", "kind=no-such"),
        ("cases/", "is_open=perhaps"),
        ("contacts", "channel=no-such"),
        ("contacts", "category=%00"),
        ("contacts", "demand=7"),
        ("contacts", "was_reached=perhaps"),
        ("actions", "to_do=perhaps"),
        ("chronology", "before=x"),
        ("chronology", "before=%00"),
        ("chronology", "before=WyIiXQ:x:y"),
        ("chronology", "page_size=0"),
        ("chronology", "after=x"),
    ],
)
def test_a_filter_that_says_nothing_is_refused_by_its_name(path, query, world):
    address = path if path.endswith("/") else f"cases/{world.open.case.reference}/{path}/"
    response = world["asha"].get(f"{address}?{query}")
    assert (response.status_code, list(response.json()["fields"])) == (400, [query.partition("=")[0]])


KEYS = [
    "%00",
    "AL-%00",
    "%ED%A0%80",
    "%E2%80%AE",
    "x" * 8000,
    "..%2F..%2F",
    "%25",
    "AL-7K3M9P%0A",
    "'%20OR%201=1--",
    "*",
]


WITH_KEYS = [each for each in reads() if each.has_key]
TRIED = [(key, route) for key in KEYS for route in WITH_KEYS if route.name in {"cases/{reference}/", "people/{id}/"}]


@pytest.mark.parametrize(("key", "route"), TRIED + [("%00", route) for route in WITH_KEYS], ids=named)
def test_a_key_that_is_none_is_not_found(route, key, world):
    response = world["asha"].get(route.at("@").replace("@", key))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["\u0000", "cases\u0000/", "%", "cases/AL-7K3M9P/pause/%2e%2e/", "a" * 9000])
def test_an_address_that_is_none_is_not_found(path, world):
    assert world["asha"].get(PREFIX + path).status_code == 404


@pytest.mark.parametrize("header", ["If-Match", "Idempotency-Key", "Accept", "Content-Type", "X-Forwarded-For"])
@pytest.mark.parametrize("value", ["\u00e9", '"', "x" * 5000, "*/*;q=é", "\t"])
def test_a_header_never_ends_in_an_error_of_ours(header, value, world):
    address = f"cases/{world.open.case.reference}/members/{uuid4()}/"
    asked = {header: value}
    assert world["asha"].get(f"cases/{world.open.case.reference}/", headers=asked).status_code < 500
    assert world["asha"].post(address, {}, headers=asked).status_code < 500
    call = CALLS["POST cases/{reference}/pause/"](world)
    assert call.send(world, headers=asked).status_code < 500
