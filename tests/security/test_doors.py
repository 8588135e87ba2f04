"""Every address and every method: who gets in, and that what is hidden cannot be told from what is not there."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.serializers import ListField

from tests.api.calls import CALLS
from tests.api.routes import PREFIX, api_routes, every_route, writes
from tests.api.world import rows
from tests.factories.casework import Scene

pytestmark = pytest.mark.xdist_group("doors")

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
LINES = (Path(__file__).parent / "open_addresses.txt").read_text().splitlines()
OPEN = [line.split()[0] for line in LINES if line.startswith("/")]
# Take an address, a password, the key of a link, or a provider's answer: tests/web/test_sign_in.py, test_password_reset.py
# and test_sign_in_by_provider.py hold them to that.
SIGN_IN = {"/sign-in/", "/sign-in/password/", "/sign-in/with/{id}/"}
# Let a request in without an actor, and insist themselves on what the session proves; to sign out, nothing has to be proved.
HALF_WAY = {"/sign-in/agency/", "/sign-in/code/", "/sign-in/set-up/", "/sign-out/"}
OF_THE_RECORD = [
    route
    for route in api_routes()
    if route.name.partition("/")[0] not in {"agencies", "teams", "memberships", "agreements"}
]
ANYWHERE = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


def named(route):
    return route.pattern


def told(response):
    """All that an answer tells."""
    return response.status_code, response.content, sorted(response.headers.items())


def random_key(route):
    return "AL-ZZZZZZ" if "{reference}" in route.pattern else str(uuid4())


def test_few_addresses_are_open():
    assert len(OPEN) <= 6
    assert set(OPEN) <= {route.pattern for route in every_route()} | {"/static/"}


def test_every_page_that_lets_strangers_in_is_on_the_list():
    assert {route.pattern for route in every_route() if getattr(route.view, "is_open", False)} == (
        HALF_WAY | set(OPEN) - {"/health/", "/static/"}
    )


@pytest.mark.parametrize("route", [each for each in every_route() if each.pattern not in OPEN], ids=named)
def test_nobody_gets_in_without_a_token(route, world):
    for method in METHODS:
        response = Client().generic(method, route.at(ANYWHERE), "{}", "application/json")
        if route.pattern.startswith(PREFIX):
            assert (method, response.status_code) == (method, 401)
            assert response["Content-Type"] == "application/json"
            assert method == "HEAD" or response.json()["code"] == "not_authenticated"
        elif response.status_code in {302, 303}:  # a page: whoever has a browser is led to sign in, or refused
            assert (method, response["Location"].partition("?")[0]) == (method, "/sign-in/")
        else:
            assert (method, response.status_code in {401, 403, 405}) == (method, True)


@pytest.mark.parametrize("pattern", [each for each in OPEN if each not in {"/static/", *SIGN_IN}])
def test_what_is_open_only_answers_questions(pattern, world):
    client = Client()
    assert client.get(pattern).status_code in {200, 503}  # readiness says 503 where nobody runs the worker
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.generic(method, pattern, "{}", "application/json").status_code in {401, 403, 405}


@pytest.mark.parametrize("header", ["Bearer along_guessed", "Basic YWRpOng=", "Bearer", "Token x", "Bearer \u00e9"])
@pytest.mark.parametrize("path", ["cases/", "no-such-address/", "cases/AL-ZZZZZZ/"])
def test_a_guessed_token_opens_nothing(header, path, world):
    response = Client(raise_request_exception=False).get(PREFIX + path, headers={"Authorization": header})
    assert response.status_code == 401


# Households that were found are for every manager of the agency, as Dora is one.
HIDDEN = [
    (who, route)
    for who in ("dora", "chidi")
    for route in OF_THE_RECORD
    if route.has_key and not (who == "dora" and route.name.startswith("nominations/"))
]


@pytest.mark.parametrize(("who", "route"), HIDDEN, ids=lambda part: part if isinstance(part, str) else named(part))
def test_hidden_and_missing_are_the_same_bytes(route, who, world):
    hidden = world.key(route, world.full)
    for method in [*route.methods, "HEAD"]:
        answers = [told(world[who].send(method, route.at(key), {})) for key in (hidden, random_key(route))]
        assert answers[0] == answers[1]
        assert answers[0][0] in ({403, 405} if route.name.startswith("users/") else {404, 405})


NAMED: dict[str, Callable[[Scene], object]] = {
    **dict.fromkeys(["person", "people", "about", "not_to_disclose_to", "same_as"], lambda scene: scene.people[0].pk),
    **dict.fromkeys(["household", "into"], lambda scene: scene.household.pk),
    **dict.fromkeys(["member", "owner_member", "participants", "took_part"], lambda scene: scene.members[0].pk),
    "other": lambda scene: scene.case.reference,
    "attempts": lambda scene: scene.case.contacts.all()[0].pk,
    "outcome": lambda scene: scene.case.outcomes.all()[0].pk,
}
# Sent by a partner with whom the other household's case is shared as well, so nothing of it is hidden from them.
NOT_HIDDEN = {"POST cases/{reference}/offer-help/"}
NAMES = [
    (name, field)
    for name, route in writes().items()
    for field in route.view.body().fields
    if field in NAMED and name not in NOT_HIDDEN
]


@pytest.mark.parametrize(("name", "field"), NAMES)
def test_what_a_body_names_is_hidden_alike(name, field, world):
    call = CALLS[name](world)
    seen, many = call.etag(world[call.who]), isinstance(writes()[name].view.body().fields[field], ListField)
    answers = []
    for key in (str(NAMED[field](world.south)), "AL-ZZZZZZ" if field == "other" else str(uuid4())):
        answers.append(told(call.send(world, body={**call.body, field: [key] if many else key}, match=seen)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 400


@pytest.mark.parametrize("route", [each for each in api_routes() if each.has_key], ids=named)
def test_no_detour_leads_in(route, world):
    """Without the last slash, with a suffix, with a format, under another method's name: the same rule."""
    address = route.at(world.key(route, world.full))
    asha, stranger = world["asha"], world["dot"]
    for detour in (address.rstrip("/"), address.rstrip("/") + ".json", address.rstrip("/") + ".json/", address + "/"):
        for method in ("GET", "POST", "PATCH"):
            assert Client().generic(method, detour).status_code == 401
            assert asha.send(method, detour, {}).status_code in {404, 405}
            assert asha.get(detour).status_code == 404
    for query in ("?format=api", "?format=json", "?format=", "?_method=PUT"):
        assert asha.send(route.methods[0], address + query, {}).status_code in {400, 404, 412, 428}
        assert stranger.send(route.methods[0], address + query, {}).status_code in {400, 403, 404}
        assert Client().get(address + query).status_code == 401


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_method_is_what_it_is(header, method, world):
    before = rows()
    person, case = f"people/{world.full.people[0].pk}/", f"cases/{world.full.case.reference}/"
    seen = world["asha"].etag(person)
    changed = world["asha"].post(person, {"name": "Other"}, match=seen, headers={header: method})
    assert changed.status_code == 405
    asked = world["asha"].get(case + "reopen/", headers={header: "POST"})
    assert asked.status_code == 405
    assert rows() == before


@pytest.mark.parametrize("route", api_routes(), ids=named)
def test_options_tell_nothing_and_head_tells_as_much_as_get(route, world):
    address = route.at(world.key(route, world.full))
    asha = world["asha"]
    assert asha.send("OPTIONS", address).status_code == 405
    head, get = asha.send("HEAD", address), asha.get(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.get("ETag") == get.get("ETag")
