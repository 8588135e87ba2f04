"""What holds for every address that changes something: it works, on the version that was seen, once for each key."""

import pytest
from django.db import connections

from agencies.enums import RoleCode
from agencies.roles import ROLES, Role
from api.asking import Asking
from tests.api.calls import (
    CALLS,
    OF_CASES,
    OF_CLOSURE,
    OF_CONTENT,
    OF_HOUSEHOLDS,
    OF_OUTCOMES,
    OF_PARTNERS,
    OF_SHARING,
)
from tests.api.routes import writes
from tests.api.world import rows

pytestmark = pytest.mark.xdist_group("calls")

# What asks and changes nothing is answered anew each time: POST keeps its words out of the address, and that is all.
POSTS = [name for name in CALLS if name.startswith("POST") and not issubclass(writes()[name].view, Asking)]
# Whose verb compares the version that its caller saw with the row it locks.
ON_A_VERSION = [name for name, route in writes().items() if route.view.needs_match]
OF_HOUSEHOLDS_AND_CASES = [
    name
    for name in OF_HOUSEHOLDS | OF_CASES | OF_SHARING | OF_CONTENT | OF_PARTNERS | OF_OUTCOMES | OF_CLOSURE
    if name.startswith("POST")
]


def test_no_address_is_left_out():
    assert set(CALLS) == set(writes())


@pytest.mark.parametrize("name", CALLS)
def test_it_works(name, world):
    call = CALLS[name](world)
    response = call.send(world)
    assert response.status_code == call.status, response.content


@pytest.mark.parametrize("name", ON_A_VERSION)
def test_without_the_version_nothing_changes(name, world):
    call = CALLS[name](world)
    before = rows()
    response = call.send(world, match=None)
    assert (response.status_code, response.json()["code"]) == (428, "precondition_required")
    assert rows() == before


@pytest.mark.parametrize("name", ON_A_VERSION)
def test_on_an_older_version_nothing_changes(name, world):
    call = CALLS[name](world)
    seen = call.etag(world[call.who])
    route = writes()[name]
    row = route.view.subject(world[call.who].actor, call.subject.rstrip("/").rpartition("/")[2])
    with connections["owner"].cursor() as cursor:  # a trigger raises the version at every update
        cursor.execute(f"UPDATE {row._meta.db_table} SET version = version WHERE {row._meta.pk.column} = %s", [row.pk])
    before = rows()
    response = call.send(world, match=seen)
    assert (response.status_code, response.json()["code"]) == (412, "stale")
    assert rows() == before


@pytest.mark.parametrize("name", ON_A_VERSION)
def test_what_was_done_moves_the_version_on(name, world):
    call = CALLS[name](world)
    door = world[call.who]
    before = call.etag(door)
    response = call.send(world, match=before)
    after = call.etag(door)
    assert after != before
    shown = response.json()
    if "ETag" in response and str(shown.get("reference") or shown.get("id")) in call.subject:
        assert response["ETag"] == after


@pytest.mark.parametrize("name", POSTS)
def test_sent_again_with_the_same_key_it_is_done_once(name, world):
    call = CALLS[name](world)
    seen = call.etag(world[call.who])
    first = call.send(world, key="k1", match=seen)
    after_first = rows()
    again = call.send(world, key="k1", match=seen)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert again.get("Location") == first.get("Location")
    assert rows() == after_first


@pytest.mark.parametrize("name", POSTS)
def test_the_same_key_with_another_body_is_refused(name, world):
    call = CALLS[name](world)
    call.send(world, key="k1")
    after_first = rows()
    response = call.send(world, key="k1", body={**call.body, "more": "words"})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert rows() == after_first


@pytest.mark.parametrize("name", OF_HOUSEHOLDS_AND_CASES)
def test_sent_again_after_the_right_to_see_it_has_ended_it_tells_nothing(name, world, monkeypatch):
    call = CALLS[name](world)
    seen = call.etag(world[call.who])
    assert call.send(world, key="k1", match=seen).status_code == call.status
    for role in (RoleCode.SUPPORT_WORKER, RoleCode.MANAGER, RoleCode.PRACTITIONER):
        monkeypatch.setitem(ROLES, role, Role("Sees nothing any more.", frozenset()))
    response = call.send(world, key="k1", match=seen)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", POSTS)
def test_a_key_that_failed_can_be_used_again(name, world):
    call = CALLS[name](world)
    assert call.send(world, key="k1", body={**call.body, "more": "words"}).status_code == 400
    assert call.send(world, key="k1").status_code == call.status
