"""One word in every text that is recorded about households, and who meets it: nobody but those who work with them."""

import os
import re

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models
from django.test import Client, override_settings
from psycopg import sql

from agencies.enums import DataCategory
from casework import contacts, lifecycle
from casework.enums import CaseStatus
from tests.api.routes import PREFIX, every_route, reads
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.casework import ROSA, Scene, make_contact, make_household, make_scene
from tests.factories.everything import models_with_access
from tests.servers import SUPERUSER_URL, url_of
from tests.web.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.xdist_group("canary")

CANARY = "Qx7vzzy"  # short enough for a postcode
# What stands in an address, is a word of the service's own, or cannot be said beside something else.
NOT_A_TEXT = {
    "casework.Case.reference",
    "casework.CaseShare.not_told_reason",  # never beside participant_told, which has it
    "casework.Document.file_sha256",
    "casework.FileCheck.finding",  # what a scanner calls it
    "casework.FileCheck.sha256",
    "casework.FileCheck.trouble",
    "casework.PrintedPlan.code",
    "casework.PrintedPlan.digest",
    "casework.Reminder.kind",
    "casework.Reminder.subject_type",
    "casework.ReminderMessage.refusal",
}
# What can be said of an ended row alone, and is marked where it is said.
ONLY_WHERE_SAID = {"casework.CaseWarning.end_reason"}
# Answers of the record in which no text of anybody's stands: states, dates and sentences of the service's own.
WITHOUT_WORDS = {
    "referrals/",
    "cases/{reference}/why/",
    "cases/{reference}/closure-blockers/",
    "cases/{reference}/looks/",
    "cases/{reference}/confidential-addresses/",  # what they say is in no list; the case is closed, and nobody its worker
    "people/{id}/looks/",
    "users/",
    "reminders/",
    "reminder-preferences/",
    "reminder-messages/",
}
OF_AGENCIES = {"agencies", "teams", "users", "memberships", "lawful-bases", "agreements"}
OF_THE_RECORD = [route for route in reads() if route.name.partition("/")[0] not in OF_AGENCIES]


def named(route) -> str:
    return route.pattern


def texts() -> list[models.Field]:
    """Every column of the two rooms that holds free text."""
    rooms = [apps.get_app_config(name) for name in ("casework", "outcomes")]
    fields = [field for room in rooms for model in room.get_models() for field in model._meta.local_concrete_fields]
    free = [field for field in fields if isinstance(field, (models.CharField, models.TextField)) and not field.choices]
    return [field for field in free if str(field) not in NOT_A_TEXT]


def mark() -> None:
    """Write the word into all of them, past the guards, which would refuse it: only a superuser can."""
    address = url_of(os.environ[SUPERUSER_URL], connection.settings_dict["NAME"])
    with psycopg.connect(address) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in {field.model._meta.db_table for field in texts()}:
            of_table = [field for field in texts() if field.model._meta.db_table == table]
            written = sql.SQL(", ").join(map(_marked, of_table))
            superuser.execute(sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), written))


def _marked(field: models.Field) -> sql.Composed:
    left = sql.SQL("CASE {0} WHEN '' THEN '' ELSE {1} END" if str(field) in ONLY_WHERE_SAID else "{1}")
    column = sql.Identifier(field.column)
    return sql.SQL("{} = {}").format(column, left.format(column, sql.Literal(CANARY)))


@pytest.fixture(scope="module")
def marked(standing_world):
    """A case with a row of every kind; and one that Chidi referred, on which Asha's team wrote since."""
    scene, cast = standing_world.full, standing_world.cast
    with database_role("seed"):
        make_scene(cast, CaseStatus.PAUSED, name="The Paused household")
        make_contact(standing_world.lost)
        household, people = make_household(cast.chidi, ROSA, name="The Referred household")
        case = lifecycle.refer(household=household, team=cast.team, reason="Arrears", people=people, by=cast.chidi)
        case = lifecycle.accept(case, lead=cast.asha.membership, by=cast.mina)
        referred = Scene(cast, case, household, people)
        contacts.record_document(
            case,
            category=DataCategory.GENERAL,
            title="Letter",
            kind="letter",
            dated_on="2026-01-01",
            held_where="Here",
            by=cast.asha,
        )
        make_contact(referred)
    mark()
    return scene, referred


def everything(response) -> bytes:
    """All bytes of an answer."""
    return response.content + repr(sorted(response.headers.items())).encode()


def test_the_word_stands_in_every_text(marked, world):
    assert len(texts()) > 30
    assert [str(field) for field in texts() if _said(field) != {CANARY}] == []


def _said(field: models.Field) -> set[str]:
    said = set(field.model._default_manager.values_list(field.name, flat=True))
    return said - {""} if str(field) in ONLY_WHERE_SAID else said


@pytest.mark.parametrize("route", [each for each in OF_THE_RECORD if each.name not in WITHOUT_WORDS], ids=named)
def test_whoever_works_with_them_meets_it(route, marked, world):
    response = world["asha"].get(route.at(world.key(route, marked[0])))
    assert response.status_code == 200
    assert CANARY.encode() in everything(response)


@pytest.mark.parametrize("route", every_route(), ids=named)
@pytest.mark.parametrize("who", ["chidi", "dot", "dora", "gill", "ana", "adi"])
def test_nobody_else_meets_it(who, route, marked, world):
    key = world.key(route, marked[0])
    for method in {"GET", *route.methods}:
        response = world[who].send(method, route.at(key), {} if method in {"POST", "PATCH"} else None)
        if who == "chidi" and not route.has_key and route.name in {"households/", "people/"}:
            continue  # these list the household that Chidi wrote down to refer it
        assert CANARY.encode() not in everything(response)


@pytest.mark.parametrize("route", every_route(), ids=named)
def test_without_a_token_nobody_meets_it(route, marked, world):
    response = Client().get(route.at(world.key(route, marked[0])))
    assert CANARY.encode() not in everything(response)


@pytest.mark.parametrize("route", [each for each in OF_THE_RECORD if each.name.startswith("cases/{")], ids=named)
def test_who_referred_them_learns_that_it_arrived_and_no_more(route, marked, world):
    response = world["chidi"].get(route.at(marked[1].case.reference))
    assert response.status_code == 404
    listed = world["chidi"].get("referrals/").json()["results"]
    assert listed[0].keys() == {"reference", "answer", "decline_reason", "team", "referred_at"}
    assert [row["answer"] for row in listed] == ["taken_in"]


@pytest.mark.parametrize("who", ["asha", "chidi", "dot", "gill"])
def test_the_trail_of_everything_that_is_read_or_refused_has_no_word_of_it(who, marked, world):
    for route in every_route():
        key = world.key(route, marked[0])
        for query in ("", f"?search={CANARY}&category={CANARY}"):
            world[who].get(route.at(key) + query)
        world[who].send("POST", route.at(key), {CANARY: CANARY})
    world[who].get(f"people/{CANARY}/")
    world[who].get(f"cases/{CANARY}/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE trail::text ILIKE %s) FROM agencies_auditevent AS trail"
            " WHERE result <> 'done'",
            [f"%{CANARY}%"],
        )
        written, with_the_word = cursor.fetchone()
    assert written > 20
    assert with_the_word == 0


PAGES = [route for route in every_route() if not route.pattern.startswith(PREFIX)]
OF_A_CASE = [route for route in PAGES if route.pattern.startswith("/cases/{reference}/")]


@pytest.fixture(scope="module")
def signed_in(marked, standing_world):
    """Browsers of those who do not work with the household, and Asha's, who leads it."""
    browsers = {}
    with override_settings(PASSWORD_HASHERS=QUICK_HASHER):
        for who in ("asha", "chidi", "dot", "dora", "gill", "ana", "adi"):
            user = standing_world.cast[who].user
            user.password = make_password(PASSWORD)
            with database_role("seed"):
                user.save(update_fields=["password"])
            browsers[who] = Client()
            assert sign_in(browsers[who], standing_world.cast[who]).status_code == 200
    return browsers


def addresses(route, scene) -> list[str]:
    """Of a page of one row: with every row of the case, since one of another kind is no way in either."""
    address = route.pattern.replace("{reference}", scene.case.reference)
    if "{" not in address:
        return [address]
    keys = [
        key
        for model in models_with_access()
        for key in model._default_manager.order_by("pk").values_list("pk", flat=True)[:1]
    ]
    return [re.sub(r"\{\w+\}", str(key), address) for key in keys]


def test_whoever_works_with_them_meets_it_on_their_pages(signed_in, marked, world):
    pages = [signed_in["asha"].get(each) for route in OF_A_CASE for each in addresses(route, marked[0])[:1]]
    assert len([page for page in pages if CANARY.encode() in page.content]) > 20


@pytest.mark.parametrize("route", PAGES, ids=named)
@pytest.mark.parametrize("who", ["chidi", "dot", "dora", "gill", "ana", "adi"])
def test_nobody_else_meets_it_on_a_page(who, route, signed_in, marked, world):
    for address in addresses(route, marked[0]):
        for answer in (signed_in[who].get(address), signed_in[who].post(address)):
            assert CANARY.encode() not in everything(answer), address
