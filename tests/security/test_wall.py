"""The second wall: what PostgreSQL itself keeps from whoever has no part in it, whatever a query forgets to ask.

The first wall, agencies/permissions.py, is asked what each of the cast sees; the database is asked for every row there is.
"""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from agencies import permissions, reach
from agencies.actors import Actor, counting, set_actor
from agencies.permissions import Permission, visible
from casework.models import Case, CaseGroupGrant, CaseUserGrant, Household, Person
from casework.selectors.cases import referrals_of
from tests.api.routes import reads
from tests.conftest import database_role
from tests.database import ask, not_allowed
from tests.factories.casework import make_contact
from tests.factories.everything import models_with_access
from tests.security.test_canary import CANARY, WITHOUT_WORDS, everything, mark, named

pytestmark = pytest.mark.xdist_group("wall")

# Tables that lead to a case or a person and stand outside, each with the reason.
OUTSIDE = {
    "casework_casegroupgrant": "which share opens which case: every question of reach begins with it; keys alone",
    "casework_caseusergrant": "the same, for single people",
    "casework_conflictlink": "who is kept from whom: every question of reach begins with it; keys alone",
    "casework_emergencynotice": "who is still to be told of which: keys alone",
    "casework_filecheck": "a job: keys, and whether a file was found clean; it is shown with its document alone",
    "casework_linkagerun": "counts of all agencies together, and of nobody",
    "casework_panelthresholds": "from when on a household is found: numbers, and of nobody",
    "casework_reminder": "keys alone: what it is about is read where it stands",
    "casework_remindermessage": "to whom a message goes, and whether it went",
    "casework_reminderpreference": "how somebody wants to be reminded",
    "outcomes_contactcost": "what a panel assumes of kinds of contact, and about nobody",
    "outcomes_priceindex": "published by others, and about nobody",
    "outcomes_programmecost": "what the support costs, and about nobody",
    "outcomes_unitcost": "published by others, and about nobody",
}
ROOMS = ("casework", "outcomes")
WALLED = """SELECT coalesce(array_agg(oid::regclass::text ORDER BY 1), '{}') FROM pg_class
    WHERE relrowsecurity AND relforcerowsecurity"""
POLICIES = """SELECT count(*) = 1 FROM pg_policy WHERE polrelid = %(table)s::regclass AND polname = %(name)s
    AND (SELECT array_agg(rolname::text ORDER BY 1) FROM pg_roles WHERE oid = ANY (polroles)) = %(roles)s"""


@pytest.fixture(scope="module")
def families(standing_world) -> list[str]:
    """Cases in every relation to the cast: Asha's, closed and open, kept apart, shared, the other team's; and their names."""
    standing_world.full, standing_world.open, standing_world.south, standing_world.share  # noqa: B018 - made by being asked for
    with database_role("seed"):
        make_contact(standing_world.lost)
    return ["adi", "asha", "ben", "mina", "max", "chidi", "dot", "dora", "gill", "ana"]


def tables() -> list[str]:
    """Every table of the two rooms."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]
    return sorted({model._meta.db_table for model in models})


def behind_the_wall(actor: Actor, model: type[Model]) -> set:
    """The keys of all rows that a query without any condition finds."""
    with transaction.atomic():
        set_actor(actor)
        keys = set(model._default_manager.values_list("pk", flat=True))
        transaction.set_rollback(True)
    return keys


def models() -> list[type[Model]]:
    """Those that the wall is around."""
    return [
        model
        for model in models_with_access()
        if model not in {CaseGroupGrant, CaseUserGrant}
        and not model._meta.proxy
        and model._meta.db_table not in OUTSIDE
    ]


@pytest.mark.parametrize("table", tables())
def test_every_table_stands_behind_the_wall_or_says_why_not(table, db):
    assert (table in ask(WALLED)) != (table in OUTSIDE)


@pytest.mark.parametrize("table", [table for table in tables() if table not in OUTSIDE])
def test_nobody_passes_but_who_has_a_part_and_who_must(table, db):
    for name, roles in {
        "who_has_a_part_in_it": ["app", "worker"],
        "named_parts_of_the_service": ["app", "worker"],
        "migrations_and_demonstration": ["owner", "seed"],
    }.items():
        assert ask(POLICIES, table=table, name=name, roles=roles), name


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_what_is_seen_is_never_more_than_the_wall_lets_through(model, families, world):
    for who in families:
        actor = world.cast[who]
        seen = set(visible(actor, Permission.VIEW_CASE, model._default_manager.all()).values_list("pk", flat=True))
        assert seen <= behind_the_wall(actor, model), who


# Beside what role and category decide: whom a share shows as lead and why; whoever referred a household, its row alone; a
# name of those who were parted; a worker's own last visit; and what they opened in an emergency, when that is over.
MORE = {"Allocation", "CaseShare", "EmergencyAccess", "Household", "Person", "LastVisit"}


@pytest.mark.parametrize(
    "model", [each for each in models() if each.__name__ not in MORE], ids=lambda model: model.__name__
)
def test_the_wall_lets_through_no_more_than_is_seen_where_role_and_category_say_nothing(model, families, world):
    for who in ("asha", "ben", "mina", "max", "dot", "dora"):
        actor = world.cast[who]
        seen = set(visible(actor, Permission.VIEW_CASE, model._default_manager.all()).values_list("pk", flat=True))
        if model is Case:
            seen |= set(referrals_of(actor).filter(kind="main").values_list("pk", flat=True))
        assert behind_the_wall(actor, model) == seen, who


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_where_nobody_acts_or_somebody_who_never_was_there_is_nothing(model, families, world):
    with transaction.atomic(), connection.cursor() as cursor:
        for setting, value in [("membership", str(uuid4())), ("system", "beat")]:
            cursor.execute(
                "SELECT set_config('app.membership', '', true), set_config('app.system', '', true),"
                " set_config('app.' || %s, %s, true)",
                [setting, value],
            )
            assert not model._default_manager.exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", [Case, Household, Person], ids=lambda model: model.__name__)
def test_who_left_or_was_deactivated_finds_nothing_from_the_next_statement_on(model, families, world):
    asha = world.cast.asha
    with transaction.atomic(), connection.cursor() as cursor:
        set_actor(asha)
        assert model._default_manager.exists()
        cursor.execute("UPDATE agencies_user SET is_active = false WHERE id = %s", [asha.membership.user_id])
        assert not model._default_manager.exists()
        transaction.set_rollback(True)


def test_figures_read_across_cases_and_change_nothing(families, world):
    with transaction.atomic():
        set_actor(world.cast.ana)
        assert not Case.objects.exists()
        with counting():
            assert Case.objects.count() > 3
            assert Case.objects.update(reason="another") == 0
        assert not Case.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize("error", [ValueError, DatabaseError])
def test_whatever_goes_wrong_in_a_figure_the_wall_stands_again(error, families, world):
    with transaction.atomic():
        set_actor(world.cast.ana)
        with pytest.raises(error), counting():
            raise error
        assert not Case.objects.exists()
        transaction.set_rollback(True)


@pytest.fixture
def first_wall_down() -> Iterator[None]:
    """The first wall lets everything through: every filter of agencies/permissions.py and agencies/reach.py is forgotten."""

    def everything_is_visible(actor, permission, rows):
        return rows

    def everything_is_reached(reach, rows):
        return rows

    def all_are_own(actor, model, cases):
        return Reach(actor, frozenset(cases), {})  # noqa: F821 - a name of the room that it is put into

    forgotten: list[tuple[Callable, Callable]] = [
        (permissions.visible, everything_is_visible),
        (reach.reached, everything_is_reached),
        (reach.reach_of, all_are_own),
    ]
    kept = [(there, there.__code__) for there, _ in forgotten]
    for there, instead in forgotten:
        there.__code__ = instead.__code__
    yield
    for there, code in kept:
        there.__code__ = code


@pytest.fixture(scope="module")
def marked(families, standing_world) -> None:
    """The word in every text."""
    mark()


# Dot has words of her own team's in her lists; Gill oversees whose records these are, and reads no more of them.
OF_EVERYBODY = [route for route in reads() if not route.has_key]
# Who objects to being found says so to the governance lead, who alone keeps it.
WHOSE = {"people/", "people/{id}/", "members/{id}/", "objections/", "objections/{id}/"}
OUTSIDERS = [
    (who, route)
    for who in ("dot", "gill", "ana", "adi")
    for route in reads()
    if not ((who == "dot" and route in OF_EVERYBODY) or (who == "gill" and route.name in WHOSE))
]


@pytest.mark.parametrize(("who", "route"), OUTSIDERS, ids=lambda part: part if isinstance(part, str) else named(part))
def test_without_the_first_wall_the_second_still_shows_nobody_elses_words(who, route, marked, first_wall_down, world):
    response = world[who].get(route.at(world.key(route, world.full)))
    assert CANARY.encode() not in everything(response)


@pytest.mark.parametrize("route", [each for each in reads() if each.name.startswith("cases/{")], ids=named)
def test_without_it_whoever_works_with_them_meets_it_so_that_the_test_can_fail(route, marked, first_wall_down, world):
    response = world["asha"].get(route.at(world.key(route, world.full)))
    assert response.status_code == 200
    assert route.name in WITHOUT_WORDS or CANARY.encode() in everything(response)


def test_a_row_is_not_written_into_a_case_of_others(families, world):
    contact = world.open.case.contacts.first()
    with transaction.atomic():
        set_actor(world.cast.dot)
        with not_allowed():
            type(contact).objects.create(
                case_id=contact.case_id,
                category=contact.category,
                source_agency_id=contact.source_agency_id,
                recorded_by=world.cast.dot.membership,
                summary="I was there",
                happened_at=contact.happened_at,
                channel=contact.channel,
            )
        transaction.set_rollback(True)
