"""The two walls in worlds that nobody thought of: facts are changed at random, and what both say is compared for everybody.

The worlds are the same in every run, so that nobody's change is held up by another's; `WORLDS=500 bin/test FILE` tries as
many new ones, and is worth an evening after each change of either wall.
"""

import os
from contextlib import suppress

import psycopg
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.permissions import Permission, explain, may, visible
from casework import conflicts
from casework.closeness import Closeness
from casework.models import Case
from casework.selectors.cases import referrals_of
from tests.cleaning import Kept, cleaner, flush
from tests.conftest import database_role
from tests.security.test_wall import MORE, behind_the_wall, models

pytestmark = pytest.mark.xdist_group("wall in any world")

WORKERS = ["asha", "ben", "mina", "max", "dot", "dora"]
EVERYBODY = [*WORKERS, "chidi", "gill", "ana", "adi"]
A_MEMBERSHIP = "(SELECT id FROM agencies_membership ORDER BY id OFFSET {other} % 10 LIMIT 1)"
# What can become of a row of each table: written past the guards, since a forgotten filter asks no guard either.
CHANGES = {
    "casework_case": [
        "team_id = (SELECT id FROM agencies_team ORDER BY id OFFSET {other} % (SELECT count(*) FROM agencies_team) LIMIT 1)",
        "kind = 'separated', separated_from_id = (SELECT id FROM casework_case ORDER BY id LIMIT 1)",
        "kind = 'main', separated_from_id = NULL, status = 'referred', decline_reason = '', continued_in_id = NULL",
        f"referred_by_id = {A_MEMBERSHIP}",
        "restriction = 'sealed'",
        "restriction = 'hidden'",
    ],
    "casework_allocation": [
        f"membership_id = {A_MEMBERSHIP}",
        "ended_at = clock(), ended_by_id = started_by_id, end_reason = 'Over'",
    ],
    "casework_caseshare": [
        "stopped_at = clock(), stopped_by_id = shared_by_id, stopped_reason = 'Over'",
        "ends_at = shared_at + interval '1 microsecond'",
    ],
    "agencies_sharingagreement": [
        "suspended_at = clock(), suspended_by_id = drafted_by_id, suspended_reason = 'A breach'",
        "ended_at = clock(), ended_by_id = drafted_by_id, ended_reason = 'Over'",
        "start_at = clock() + interval '1 day', end_at = clock() + interval '2 days'",
        "start_at = clock() - interval '2 days', end_at = clock()",
    ],
    "agencies_membership": ["ended_on = today()", "started_on = today() + 1", "team_id = NULL"],
    "agencies_user": ["is_active = false"],
    "agencies_agency": ["ended_on = today()"],
    "casework_casemember": [
        "leaving_reason = 'separated', leaving_evidence = 'She said so', leaving_proposed_at = clock(),"
        " leaving_proposed_by_id = joined_by_id, left_at = clock(), name_at_leaving = 'As she was called',"
        " left_by_id = (SELECT id FROM agencies_membership WHERE id <> joined_by_id ORDER BY id OFFSET {other} % 5 LIMIT 1)",
    ],
    "casework_householdmember": ["undone = true", "ended_on = started_on"],
    "casework_household": [f"registered_by_id = {A_MEMBERSHIP}"],
    "casework_person": [f"registered_by_id = {A_MEMBERSHIP}"],
}
# Whom one of the cast is close to: a person, or a home.
A_LINK = """INSERT INTO casework_conflictlink (id, conflict_id, user_id, person_id, household_id, linked_at, linked_by_id)
    SELECT gen_random_uuid(), its.id, its.user_id, {person}, {home}, clock(), its.declared_by_id
    FROM (SELECT conflict.*, acts.user_id FROM casework_conflict conflict
          JOIN agencies_membership acts ON acts.id = conflict.membership_id ORDER BY conflict.id
          OFFSET {{row}} % 10 LIMIT 1) its"""
A_PERSON = (
    "(SELECT id FROM casework_person ORDER BY id OFFSET {other} % (SELECT count(*) FROM casework_person) LIMIT 1)"
)
A_HOME = (
    "(SELECT id FROM casework_household ORDER BY id OFFSET {other} % (SELECT count(*) FROM casework_household) LIMIT 1)"
)
INSERTS = [A_LINK.format(person=A_PERSON, home="NULL"), A_LINK.format(person="NULL", home=A_HOME)]
# Who of the cast is named for a sealed case.
A_NAME = f"""INSERT INTO casework_namedworker (id, case_id, membership_id, named_at, named_by_id)
    SELECT gen_random_uuid(), its.id, {A_MEMBERSHIP}, clock(), its.referred_by_id
    FROM (SELECT * FROM casework_case ORDER BY id OFFSET {{row}} % 4 LIMIT 1) its"""
CHANGES["casework_namedworker"] = ["ended_at = clock(), ended_by_id = named_by_id", A_NAME]
CHANGES["casework_conflictlink"] = ["ended_at = clock(), ended_by_id = linked_by_id", *INSERTS, *INSERTS]
# Whoever opens any of the cases in an emergency, for an hour or until now; or in the past.
OPENS = """INSERT INTO casework_emergencyaccess (id, case_id, category, reason, opened_at, opened_by_id, ends_at, review_due_on,
        finding, review_words)
    SELECT gen_random_uuid(), its.id, 'missing', repeat('x', 30), clock() - {past}, acts.id, clock() + {ahead}, today(), '', ''
    FROM (SELECT id FROM casework_case ORDER BY id OFFSET {{row}} % (SELECT count(*) FROM casework_case) LIMIT 1) its,
        (SELECT id FROM agencies_membership ORDER BY id OFFSET {{other}} % 10 LIMIT 1) acts"""
HOUR, NONE = "interval '1 hour'", "interval '0 hours'"
CHANGES["casework_emergencyaccess"] = [
    "closed_at = clock(), closed_by_id = opened_by_id",
    *[OPENS.format(past=NONE, ahead=HOUR)] * 2,
    OPENS.format(past=HOUR, ahead=NONE),
]
A_CHANGE = st.sampled_from([(table, change) for table, changes in CHANGES.items() for change in changes])
WORLDS = st.lists(st.tuples(A_CHANGE, st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def kept(standing_world) -> Kept:
    """The rows of a world with a case in every relation to the cast, to be put back after each of the others."""
    standing_world.full, standing_world.open, standing_world.south, standing_world.share  # noqa: B018 - made by being asked for
    with database_role("seed"):
        for who in EVERYBODY:
            conflicts.declare(closeness=Closeness.FAMILY, words="My sister", by=standing_world.cast[who])
    rows = Kept()
    rows.back(lambda: None)
    return rows


@settings(
    max_examples=int(os.environ.get("WORLDS", "6")),
    derandomize="WORLDS" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=WORLDS)
def test_whatever_becomes_of_them_both_walls_agree(changes, kept, standing_world):
    flush()
    kept.back(lambda: None)
    for (table, change), row, other in changes:
        # What the table itself refuses, such as a manager without a team, becomes of nobody.
        with suppress(psycopg.IntegrityError):
            if change.startswith("INSERT"):
                cleaner().execute(change.format(row=row, other=other).encode())
                continue
            cleaner().execute(
                f"UPDATE {table} SET {change.format(other=other)} WHERE id = (SELECT id FROM {table} ORDER BY id"
                f" OFFSET {row} % greatest((SELECT count(*) FROM {table}), 1) LIMIT 1)".encode()
            )
    for who in EVERYBODY:
        compare(standing_world.cast[who], is_worker=who in WORKERS)


def compare(actor, *, is_worker: bool) -> None:
    """What is seen is never more than the wall lets through; for workers it is the same; and one row is asked like many."""
    actor.membership.refresh_from_db()
    actor.membership.user.refresh_from_db()
    for model in models():
        seen = set(visible(actor, Permission.VIEW_CASE, model._default_manager.all()).values_list("pk", flat=True))
        through = behind_the_wall(actor, model)
        assert seen <= through, (actor, model)
        if is_worker and model.__name__ not in MORE:
            referred = (
                set(referrals_of(actor).filter(kind="main").values_list("pk", flat=True)) if model is Case else set()
            )
            assert through - referred <= seen, (actor, model)
        if model is Case:
            for case in Case.objects.all():
                assert may(actor, Permission.VIEW_CASE, case) == (case.pk in seen)
                if case.pk in seen:
                    explain(actor, case)
    assert not connections["default"].in_atomic_block
