"""Every look at case content leaves its row before anybody sees a byte, and every refusal of somebody we know leaves one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from rest_framework.response import Response

from agencies import clock, memberships, tokens
from agencies.models import AuditEvent
from casework.models import Case
from tests.api.calls import CALLS
from tests.api.routes import PREFIX, READERS, reads
from tests.api.world import Door
from tests.conftest import database_role
from tests.factories.agencies import make_cast
from tests.outages import trail_away, trail_closed

pytestmark = pytest.mark.xdist_group("looks")

# What anybody who acts here may know of the others is no content of a case.
NO_CONTENT = {
    "agencies/", "teams/", "users/", "memberships/", "memberships/{id}/", "lawful-bases/", "agreements/",
    "agreements/{id}/", "agreements/declined/", "agreements/{id}/file/", "reminder-preferences/", "reminder-messages/",
    "contact-costs/", "programme-costs/", "unit-costs/",
    "extract-profiles/", "extract-profiles/{id}/", "extracts/", "extracts/{id}/", "extracts/{id}/refused-rows/",
    "jobs/", "jobs/{id}/", "linkage-runs/", "linkage-runs/{id}/", "panel-thresholds/", "disclosures/", "disclosures/{id}/",
}  # fmt: skip
# What agencies' extracts say: of people, and of no case.
OF_EXTRACTS = {"link-questions/", "link-questions/{id}/", "link-answers/", "link-answers/{id}/"}
# Households that were found in them: the same, for managers and governance leads.
FOUND = {"nominations/", "nominations/{id}/", "objections/", "objections/{id}/"}
# Numbers, looked at under a purpose of their own: tests/web/test_demand.py, tests/web/test_savings.py.
FIGURES = {"demand/", "savings/"}
OF_THE_RECORD = [route for route in reads() if route.name not in NO_CONTENT | OF_EXTRACTS | FOUND | FIGURES]
# One row for each case that is listed; every other address is about one case, or about people or households as such.
BY_CASE = {"cases/", "caseload/", "exits/", "referrals/", "reminders/"}
AWAY = {"no connection": trail_away, "no right": lambda: trail_closed("audit")}


def named(value):
    return getattr(value, "name", str(value))


def since(last: int) -> list[AuditEvent]:
    """What the trail has of looks and refusals after this row."""
    return list(AuditEvent.objects.filter(id__gt=last).exclude(result="done").order_by("id"))


def last() -> int:
    return AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def pattern(route) -> str:
    return route.pattern.replace("{", "<").replace("}", ">")


def keys_in(body) -> set[str]:
    """The ids of what is in the answer; a case stands there by its reference."""
    rows = body.get("results", [body])
    cases = dict(Case.objects.values_list("reference", "id"))
    return {str(row["id"] if "id" in row else cases[row["reference"]]) for row in rows}


@pytest.fixture
def seen(world):
    """A case with a row of every kind, and cases on every list."""
    world.crowd  # noqa: B018 - made when it is first asked for
    return world.full


@pytest.mark.parametrize("route", [each for each in OF_THE_RECORD if each.name not in BY_CASE], ids=named)
def test_one_look_is_one_row_with_the_ids_and_the_categories_of_the_answer(route, seen, world):
    if "confidential" in route.name:
        seen = world.open  # nobody works on a case that is closed, and nobody else knows
    before = last()
    response = world["asha"].get(route.at(world.key(route, seen)))
    assert response.status_code == 200
    (look,) = since(before)
    assert (look.result, look.route) == ("shown", f"GET {pattern(route)}")
    assert (look.user_id, look.membership_id, look.agency_id, look.purpose) == (
        world.cast.asha.user.pk,
        world.cast.asha.membership.pk,
        world.cast.asha.agency.pk,
        "support",
    )
    body = response.json()
    if route.name.endswith(("/looks/", "/closure-blockers/", "/why/")):
        wanted = set() if "looks" in route.name else {str(seen.case.pk)}
    else:
        wanted = keys_in(body)
        assert wanted
    assert {str(key) for key in look.subject_ids} == wanted
    categories = {row["category"] for row in body.get("results", [body]) if "category" in row}
    assert set(look.categories) == categories
    assert look.case_id == (seen.case.pk if belongs_to_a_case(route) else None)
    assert look.case_id or look.person_ids or look.household_ids


def belongs_to_a_case(route) -> bool:
    return route.name.partition("/")[0] not in {"people", "households", "addresses", "safe-contacts"}


@pytest.mark.parametrize("name", sorted(BY_CASE))
def test_a_list_of_cases_is_one_row_for_each_case(name, seen, world):
    before = last()
    listed = world["asha"].get(f"{name}?page_size=5").json()["results"]
    rows = since(before)
    cases = dict(Case.objects.values_list("reference", "id"))
    references = {row.get("reference") or row["case"] for row in listed}
    assert len(rows) == len(references) > 1
    assert {row.case_id for row in rows} == {cases[reference] for reference in references}
    assert {row.route for row in rows} == {f"GET {PREFIX}{name}"}


@pytest.mark.parametrize("name", sorted(NO_CONTENT - {"users/", "reminder-messages/"}))
def test_what_is_no_content_of_a_case_leaves_none(name, seen, world):
    before = last()
    route = next(each for each in reads() if each.name == name)
    assert world[READERS.get(name, "asha")].get(route.at(world.key(route, seen))).status_code == 200
    assert since(before) == []


@pytest.mark.parametrize("name", sorted(OF_EXTRACTS))
def test_rows_of_extracts_leave_one_with_their_ids(name, seen, world):
    before = last()
    route = next(each for each in reads() if each.name == name)
    body = world["gill"].get(route.at(world.key(route, seen))).json()
    (look,) = since(before)
    assert {str(key) for key in look.subject_ids} == keys_in(body)
    assert (look.result, look.purpose) == ("shown", "oversight")


@pytest.mark.parametrize("name", sorted(FOUND))
def test_reading_of_a_household_that_was_found_is_one_look(name, seen, world):
    route = next(each for each in reads() if each.name == name)
    path, door = route.at(world.key(route, seen)), world[READERS[name]]
    before = last()
    body = door.get(path).json()
    (look,) = since(before)
    assert (look.result, look.route) == ("shown", f"GET {pattern(route)}")
    assert {str(key) for key in look.subject_ids} == keys_in(body)


@pytest.mark.parametrize("path", ["", "schema/", "reference/"])
def test_what_the_service_says_about_itself_leaves_none(path, world):
    before = last()
    assert world["asha"].get(path).status_code == 200
    assert since(before) == []


def test_neither_the_key_in_the_address_nor_the_query_is_in_the_route(seen, world):
    before = last()
    case = seen.case.reference
    world["asha"].get(f"cases/{case}/contacts/?category=health&page_size=7")
    (look,) = since(before)
    assert look.route == "GET /api/v1/cases/<reference>/contacts/"
    assert look.subject_ids == []  # none of that category: that is what they read


def test_the_second_page_has_the_ids_of_the_second_page(world):
    address = f"cases/{world.crowd.case.reference}/contacts/?page_size=1"
    first = world["asha"].get(address).json()
    before = last()
    second = world["asha"].get(first["next"]).json()
    (look,) = since(before)
    assert [str(look.subject_id)] == [row["id"] for row in second["results"]]


def test_head_is_a_look_and_options_is_none(seen, world):
    address, before = f"cases/{seen.case.reference}/", last()
    world["asha"].send("OPTIONS", address)
    assert since(before) == []
    world["asha"].send("HEAD", address)
    (look,) = since(before)
    assert look.route == "HEAD /api/v1/cases/<reference>/"


def test_an_act_has_its_row_and_no_look_and_its_replay_is_a_look(world):
    call = CALLS["POST cases/{reference}/contacts/"](world)
    seen, before = call.etag(world[call.who]), last()
    first = call.send(world, key="looks", match=seen)
    assert since(before) == []
    act = AuditEvent.objects.filter(result="done").latest("id")
    assert (act.event, act.route) == ("contact.recorded", "POST /api/v1/cases/<reference>/contacts/")
    again = call.send(world, key="looks", match=seen)
    assert again["Idempotency-Replayed"] == "true"
    (look,) = since(before)
    assert (str(look.subject_id), look.result) == (first.json()["id"], "shown")


@pytest.mark.parametrize("name", [name for name in CALLS if name.startswith("PATCH") or "pause" in name])
def test_an_act_on_a_row_needs_no_look(name, world):
    call = CALLS[name](world)
    seen, before = call.etag(world[call.who]), last()
    assert call.send(world, match=seen).status_code == call.status
    assert since(before) == []


def test_what_was_never_rendered_was_never_seen(seen, world, monkeypatch):
    def fail(self):
        raise RuntimeError("no answer came of it")

    monkeypatch.setattr(Response, "rendered_content", property(fail))
    before = last()
    assert world["asha"].get(f"cases/{seen.case.reference}/").status_code == 500
    assert since(before) == []


# Where the trail is away


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize("route", OF_THE_RECORD, ids=named)
def test_where_the_trail_cannot_be_written_nothing_is_shown(route, away, seen, world):
    address, asha = route.at(world.key(route, seen)), world["asha"]
    with AWAY[away]():
        response = asha.get(address)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    body = response.json()
    assert (set(body), body["code"], body["fields"]) == ({"code", "detail", "fields"}, "audit_unavailable", {})
    assert asha.get(address).status_code == 200


@pytest.mark.parametrize("away", AWAY)
def test_a_replay_that_cannot_be_written_shows_nothing(away, world):
    call = CALLS["POST cases/{reference}/contacts/"](world)
    assert call.send(world, key="away").status_code == 201
    with AWAY[away]():
        response = call.send(world, key="away")
    assert (response.status_code, response.json()["code"]) == (503, "audit_unavailable")


@pytest.mark.parametrize("name", CALLS)
def test_an_act_whose_answer_could_not_be_looked_at_is_undone(name, world):
    """Its own row is in its own transaction, and could be written: but what it answers is shown to somebody."""
    call = CALLS[name](world)
    etag, before = call.etag(world[call.who]), AuditEvent.objects.count()
    with trail_away():
        response = call.send(world, match=etag, key="away")
    assert (response.status_code, response.json()["code"]) == (503, "audit_unavailable")
    assert AuditEvent.objects.count() == before
    assert call.send(world, match=etag, key="away").status_code < 300, "nothing of it was left"


@pytest.mark.parametrize("away", AWAY)
def test_what_is_no_content_is_shown_without_the_trail(away, world):
    with AWAY[away]():
        assert world["asha"].get("agencies/").status_code == 200


@pytest.mark.parametrize("away", AWAY)
def test_a_refusal_that_cannot_be_written_is_not_given(away, seen, world):
    with AWAY[away]():
        response = world["dot"].get(f"cases/{seen.case.reference}/")
    assert (response.status_code, response.json()["code"]) == (503, "audit_unavailable")


# What is refused


def test_an_act_whose_row_cannot_be_written_is_not_done(world, clean):
    with trail_closed("app"):
        response = clean.post("agencies/", {"code": "n", "name": "N", "kind": "other"})
    assert (response.status_code, response.json()["code"]) == (503, "audit_unavailable")
    assert not any(agency["code"] == "n" for agency in clean.get("agencies/").json()["results"])


@pytest.fixture
def clean(world):
    """An administrator's door."""
    return world["adi"]


@pytest.mark.parametrize("who", ["dot", "chidi", "ana", "gill"])
@pytest.mark.parametrize(
    "name", ["cases/{reference}/", "cases/{reference}/contacts/", "contacts/{id}/", "people/{id}/"]
)
def test_what_is_hidden_is_refused_and_the_trail_knows_what_it_was(name, who, seen, world):
    route = next(each for each in reads() if each.name == name)
    key, before = world.key(route, seen), last()
    response = world[who].get(route.at(key))
    assert response.status_code == 404
    (row,) = since(before)
    assert (row.result, row.details, row.route) == ("refused", {"code": "not_found"}, f"GET {pattern(route)}")
    assert row.user_id == world.cast[who].user.pk
    assert row.case_id == (None if name.startswith("people") else seen.case.pk)
    if name.startswith("people"):
        assert (str(row.subject_id), row.person_ids) == (key, [row.subject_id])


def test_what_is_not_there_is_refused_too_and_names_nothing(world):
    before = last()
    for path in (f"contacts/{uuid4()}/", "cases/AL-ZZZZZZ/", "cases/%00/", "no/such/address/"):
        assert world["dot"].get(path).status_code == 404
    rows = since(before)
    assert len(rows) == 4
    assert {(row.subject_id, row.case_id, tuple(row.subject_ids)) for row in rows} == {(None, None, ())}
    assert rows[-1].route == "GET /api/v1/"


def test_what_is_seen_and_not_allowed_is_refused_with_its_code(seen, world):
    before = last()
    response = world["asha"].post("agencies/", {"code": "n", "name": "N", "kind": "other"})
    assert response.status_code == 403
    (row,) = since(before)
    assert (row.details["code"], row.subject_type, row.route) == ("not_permitted", "", "POST /api/v1/agencies/")


def test_what_the_state_of_a_case_refuses_leaves_its_row_though_all_else_is_undone(world):
    case, before = world.asked.case, last()
    response = world["asha"].act(f"cases/{case.reference}/close/")
    assert (response.status_code, response.json()["code"]) == (409, "closure_blocked")
    look, refusal = since(before)
    assert (look.result, refusal.result) == ("shown", "refused")
    assert (refusal.case_id, refusal.details["code"]) == (case.pk, "closure_blocked")


@pytest.mark.parametrize(("path", "status"), [("cases/?x=1", 400), ("cases/", 401)])
def test_a_slip_and_a_stranger_leave_none(path, status, world):
    before = last()
    sender = world["asha"].client if status == 401 else None
    response = Client().get(PREFIX + path) if sender else world["asha"].get(path)
    assert response.status_code == status
    assert Client().get(PREFIX + path, headers={"Authorization": "Bearer along_guessed"}).status_code == 401
    assert since(before) == []


def expired(door):
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_apitoken DISABLE TRIGGER USER")
        cursor.execute("UPDATE agencies_apitoken SET issued_at = clock() - interval '5 h', expires_at = clock()")
        cursor.execute("ALTER TABLE agencies_apitoken ENABLE TRIGGER USER")


def revoked(door):
    tokens.revoke(door.headers["Authorization"].partition(" ")[2], by=door.actor)


def left(door):
    with database_role("seed"):
        memberships.end(door.actor.membership, ended_on=clock.today(), by=door.actor_of_office)


@pytest.mark.parametrize("ending", [expired, revoked, left], ids=lambda each: each.__name__)
@pytest.mark.usefixtures("db")
def test_whose_token_it_was_is_known_when_it_is_no_longer_good(ending):
    with database_role("seed"):
        cast = make_cast()
    door = Door(cast.dot)
    door.actor_of_office = cast.adi
    assert door.get("agencies/").status_code == 200
    ending(door)
    response = door.get("cases/")
    assert (response.status_code, response.json()["code"]) == (401, "token_refused")
    (row,) = since(0)
    assert (row.result, row.user_id, row.agency_id) == ("refused", cast.dot.user.pk, cast.dot.agency.pk)
    assert (row.details, row.route) == ({"code": "token_refused"}, "GET /api/v1/cases/")


# Who has looked


def test_a_case_tells_who_looked_in_plain_words(world):
    address = f"cases/{world.open.case.reference}/"
    world["ben"].get(f"{address}documents/")
    world["ben"].get(f"{address}looks/")
    world["dot"].get(address)
    listed = world["mina"].get(f"{address}looks/?page_size=3").json()["results"]
    assert [(row["who"], row["what"], row["result"]) for row in listed] == [
        ("Dot", "was refused: tried to read the case", "refused"),
        ("Ben", "read who had looked", "shown"),
        ("Ben", "read 2 documents (general, housing)", "shown"),
    ]
    assert {(row["agency"], row["why"]) for row in listed} == {("Council support service", "Supporting the household")}
    assert listed[0]["role"] == "Support worker"
    assert set(listed[0]) == {"at", "who", "agency", "role", "why", "what", "result"}
    assert world["gill"].get(f"{address}looks/?page_size=3").json()["results"][1:] == listed[:2]


def test_pages_of_looks_go_on_though_each_adds_one(world):
    address = f"cases/{world.crowd.case.reference}/looks/"
    page, seen = world["asha"].get(f"{address}?page_size=20").json(), []
    while True:
        seen += page["results"]
        if page["next"] is None:
            break
        page = world["asha"].get(page["next"]).json()
    kept = AuditEvent.objects.filter(case_id=world.crowd.case.pk)
    assert kept.count() - len(seen) == -(-len(seen) // 20)  # one for each page that was read meanwhile
    assert [row["at"] for row in seen] == sorted((row["at"] for row in seen), reverse=True)


@pytest.mark.parametrize(
    ("who", "of_case", "of_person"),
    [
        ("asha", 200, 200),
        ("ben", 200, 200),
        ("mina", 200, 200),
        ("gill", 200, 200),
        ("dot", 404, 404),
        ("dora", 404, 404),
        ("chidi", 404, 404),
        ("ana", 404, 404),
        ("adi", 404, 404),
    ],
)
def test_who_may_ask_who_looked(who, of_case, of_person, world):
    case, person = world.open.case.reference, world.open.people[0].pk
    assert world[who].get(f"cases/{case}/looks/").status_code == of_case
    assert world[who].get(f"people/{person}/looks/").status_code == of_person


def test_the_clock_is_the_server_s(world):
    before = clock.now()
    number = last()
    world["asha"].get(f"cases/{world.open.case.reference}/")
    (look,) = since(number)
    assert before <= look.at <= clock.now() + timedelta(seconds=1)
