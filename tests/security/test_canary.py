"""One word in every text that is recorded about households, and who meets it: nobody but those who work with them.

That nobody else does, at any address and on any page, is asked where all of them are walked: in test_matrix.py.
"""

import os

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from psycopg import sql

from agencies.enums import DataCategory
from casework import contacts, lifecycle
from casework.enums import CaseStatus
from tests.api.conftest import PLENTY
from tests.api.routes import every_route, reads
from tests.conftest import database_role
from tests.factories.casework import ROSA, Scene, make_contact, make_household, make_scene
from tests.factories.everything import CATALOGUES
from tests.servers import SUPERUSER_URL, url_of

pytestmark = pytest.mark.xdist_group("canary")

CANARY = "Qx7vzzy"  # short enough for a postcode
# What stands in an address, is a word of the service's own, or cannot be said beside something else.
NOT_A_TEXT = {
    "casework.Case.reference",
    "casework.CaseShare.not_told_reason",  # never beside participant_told, which has it
    "casework.DemandCount.area",
    "casework.StartCount.kind",
    "casework.StartCount.source",
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
ONLY_WHERE_SAID = {"casework.CaseWarning.end_reason", "casework.EmergencyAccess.review_words"}
# What takes some letters: the word again and again.
LONG = {"casework.EmergencyAccess.reason"}
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
OF_AGENCIES = {
    "agencies",
    "teams",
    "users",
    "memberships",
    "lawful-bases",
    "agreements",
    "disclosures",
    "extract-profiles",
    "extracts",
    "jobs",
    "linkage-runs",
    "link-questions",
    "link-answers",
    "nominations",
    "objections",
    "panel-thresholds",
}
ABOUT_NOBODY = {"contact-costs", "demand", "programme-costs", "savings", "unit-costs"}
OF_THE_RECORD = [route for route in reads() if route.name.partition("/")[0] not in OF_AGENCIES | ABOUT_NOBODY]


def named(route) -> str:
    return route.pattern


def texts() -> list[models.Field]:
    """Every column of the two rooms that holds free text."""
    rooms = [apps.get_app_config(name) for name in ("casework", "outcomes")]
    fields = [field for room in rooms for model in room.get_models() for field in model._meta.local_concrete_fields]
    free = [field for field in fields if isinstance(field, (models.CharField, models.TextField)) and not field.choices]
    return [field for field in free if str(field) not in NOT_A_TEXT and field.model._meta.label not in CATALOGUES]


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
    return sql.SQL("{} = {}").format(column, left.format(column, sql.Literal(_word(field))))


def _word(field: models.Field) -> str:
    """As often as the table wants letters."""
    return CANARY * 5 if str(field) in LONG else CANARY


@pytest.fixture(scope="module")
def marked(standing_world):
    """A case with a row of every kind; and one that Chidi referred, on which Asha's team wrote since."""
    scene, cast = standing_world.full, standing_world.cast
    assert standing_world.link_answer.note, "made by being asked for"
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
    assert [str(field) for field in texts() if _said(field) != {_word(field)}] == []


def _said(field: models.Field) -> set[str]:
    said = set(field.model._default_manager.values_list(field.name, flat=True))
    return said - {""} if str(field) in ONLY_WHERE_SAID else said


@pytest.mark.parametrize("route", [each for each in OF_THE_RECORD if each.name not in WITHOUT_WORDS], ids=named)
def test_whoever_works_with_them_meets_it(route, marked, world):
    response = world["asha"].get(route.at(world.key(route, marked[0])))
    assert response.status_code == 200
    assert CANARY.encode() in everything(response)


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
def test_the_trail_of_everything_that_is_read_or_refused_has_no_word_of_it(who, marked, standing_world, settings):
    settings.API_RATE_PER_MINUTE = settings.SEARCHES_PER_MINUTE = PLENTY
    door = standing_world[who]
    for route in every_route():
        address = route.at(standing_world.key(route, marked[0]))
        # A transaction for each: in one for all, each request reads past the dead rows of those before it.
        with transaction.atomic():
            for query in ("", f"?search={CANARY}&category={CANARY}"):
                door.get(address + query)
            door.send("POST", address, {CANARY: CANARY})
            transaction.set_rollback(True)
    door.get(f"people/{CANARY}/")
    door.get(f"cases/{CANARY}/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE trail::text ILIKE %s) FROM agencies_auditevent AS trail"
            " WHERE result <> 'done'",
            [f"%{CANARY}%"],
        )
        written, with_the_word = cursor.fetchone()
    assert written > 20
    assert with_the_word == 0
