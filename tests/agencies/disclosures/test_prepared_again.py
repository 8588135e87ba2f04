"""A share that ends in the embargo: the file is taken back, prepared again without that case, and released then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from agencies import audit, clock, jobs
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import standing
from agencies.models import AuditEvent, DisclosedPerson, Disclosure
from casework import sharing
from tests.agencies.disclosures.conftest import Way
from tests.agencies.disclosures.test_disclosing import CASES_OUT, left, rays, withdrew
from tests.agencies.disclosures.test_interrupted import Killed, ends_its_process_at
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.database import refused
from tests.factories.casework import Scene, make_scene, separate
from tests.factories.disclosures import share_for, unsealed

S = DisclosureState
NAMES: dict[str, Any] = {
    "items": ["name", "birth_date"],
    "by_name": True,
    "by_name_reason": "Officers meet them by name",
}


def the_share_ends(way: Way, scene: Scene) -> None:
    with database_role("seed"):
        sharing.stop(scene.case.shares.get(), reason="Rosa asked us to", by=way.cast.asha)


def names(way: Way, row: Disclosure) -> set[str]:
    return {each[1] for each in unsealed(way.fetched(row))[0][1:]}


@pytest.fixture
def two(way: Way, bells: Scene) -> Scene:
    """The Rays, beside the Bells."""
    with database_role("seed"):
        return rays(way)


def again(way: Way, row: Disclosure) -> Disclosure:
    """Looked after, and prepared again."""
    taken = way.looked_after(row)
    assert (taken.state, taken.file_key, taken.rows, taken.sha256, way.files()) == (S.PREPARING, None, None, "", [])
    return way.fresh(way.work(taken))


def test_one_share_that_ends_in_the_embargo_takes_its_case_out_and_lets_the_others_go(
    way: Way, bells: Scene, two: Scene
) -> None:
    first = way.prepared(**NAMES)
    way.a_day_later(hours=2)
    the_share_ends(way, bells)
    row = again(way, first)
    assert (row.state, row.edition, row.rows) == (S.EMBARGOED, 2, 3)
    assert row.embargo_until == first.embargo_until == row.held_until, "counted on from the first"
    assert row.sha256 != first.sha256
    assert way.looked_after(row).state == S.EMBARGOED
    way.a_day_later(hours=22)
    assert names(way, way.looked_after(row)) == {"Rosa Ray", "Tom Ray", "Mia Ray"}
    with database_role("seed"):
        told = AuditEvent.objects.filter(event="case.disclosed")
        assert [event.case_id for event in told] == [two.case.pk], "the others were disclosed to nobody"
    assert way.events() == [
        "disclosure.asked", "disclosure.approved", "disclosure.prepared", "disclosure.taken_back", "disclosure.prepared",
        "disclosure.released", "case.disclosed", "disclosure.fetched",
    ]  # fmt: skip


def test_what_ends_at_the_end_of_the_embargo_is_held_back_for_another_hour(way: Way, bells: Scene, two: Scene) -> None:
    first = way.prepared()
    way.a_day_later()
    the_share_ends(way, bells)
    row = again(way, first)
    assert row.prepared_at
    assert row.embargo_until == row.prepared_at + timedelta(hours=1)
    assert way.looked_after(row).state == S.EMBARGOED
    way.a_day_later(hours=1)
    assert way.looked_after(row).state == S.RELEASED


def test_nobody_comes_in_who_was_not_held_back_from_the_first(way: Way, bells: Scene, two: Scene) -> None:
    row = way.prepared(**NAMES)
    the_share_ends(way, bells)
    with database_role("seed"):
        share_for(make_scene(way.cast, name="The Owl household"), way.agreement)
    row = again(way, row)
    way.a_day_later()
    assert names(way, way.looked_after(row)) == {"Rosa Ray", "Tom Ray", "Mia Ray"}


def test_it_is_prepared_a_third_time_where_another_ends(way: Way, bells: Scene, two: Scene) -> None:
    with database_role("seed"):
        owls = make_scene(way.cast, name="The Owl household")
        share_for(owls, way.agreement)
    row = first = way.prepared()
    the_share_ends(way, bells)
    row = again(way, row)
    way.a_day_later(hours=3)
    the_share_ends(way, owls)
    row = again(way, row)
    assert (row.edition, row.rows, row.embargo_until) == (3, 3, first.embargo_until)
    with database_role("seed"):
        assert [DisclosedPerson.objects.filter(edition=each).count() for each in (1, 2, 3)] == [9, 6, 3]


def test_where_nobody_is_left_it_ends(way: Way, bells: Scene) -> None:
    row = way.prepared()
    the_share_ends(way, bells)
    row = again(way, row)
    assert (row.state, way.files()) == (S.FAILED, [])
    assert "Nobody’s case is shared" in row.trouble


def test_after_the_release_one_share_stops_the_whole(way: Way, bells: Scene, two: Scene) -> None:
    row = way.released()
    the_share_ends(way, bells)
    assert way.looked_after(row).state == S.FAILED, "somebody may have it: it is said, and nothing else is given out"


@pytest.mark.parametrize("stage", [(jobs, "queue"), (audit, "record")])
@pytest.mark.parametrize("after", [False, True])
def test_cut_off_while_it_is_taken_back_it_is_taken_back_once(
    way: Way, bells: Scene, two: Scene, monkeypatch: pytest.MonkeyPatch, stage: tuple[Any, str], after: bool
) -> None:
    row = way.prepared()
    the_share_ends(way, bells)
    with monkeypatch.context() as patched:
        ends_its_process_at(patched, *stage, after=after)
        with pytest.raises(Killed):
            way.looked_after(row)
    stood = way.fresh(row)
    assert (stood.state, len(way.files())) == (S.EMBARGOED, 1)
    row = again(way, row)
    assert (row.edition, way.events().count("disclosure.taken_back")) == (2, 1)


OUT: dict[str, Callable[[Way, Scene], Any]] = CASES_OUT | {
    "took back their yes": withdrew, "left": left, "kept apart because of abuse": lambda way, scene: separate(scene, "Rosa"),
}  # fmt: skip


@pytest.mark.parametrize("case", OUT)
def test_asked_of_all_at_once_the_answer_is_that_of_each(way: Way, bells: Scene, two: Scene, case: str) -> None:
    row = way.prepared()
    assert at_once_and_one_by_one(row) == (True, True)
    with database_role("seed"):
        OUT[case](way, bells)
    assert at_once_and_one_by_one(row) == (False, False)


def at_once_and_one_by_one(row: Disclosure) -> tuple[bool, bool]:
    """What decides whether it is given out, and what the wall says of each, by which the job reads them."""
    with database_role("worker"):
        at_once = standing.stands(row)
    question = """
        SELECT bool_and(guard.is_member_disclosed(case_id, person_id, guard.disclosure_of(disclosure_id)))
        FROM agencies_disclosedperson WHERE disclosure_id = %s
    """
    with cleaner().transaction(), cleaner().cursor() as cursor:
        cursor.execute("SET LOCAL ROLE definer")
        cursor.execute(question, [row.pk])
        return at_once, cursor.fetchall()[0][0]


def test_a_file_is_changed_in_no_other_way(way: Way, bells: Scene) -> None:
    row = way.prepared()
    for words in (
        {"rows": 4},
        {"edition": 2},
        {"state": S.FAILED, "failed_at": clock.now(), "trouble": "So", "sha256": "0" * 64},
    ):
        with database_role("seed"), refused("settled_once"):
            Disclosure.objects.filter(pk=row.pk).update(**words)
    blank: dict[str, Any] = dict.fromkeys(["prepared_at", "embargo_until", "file_key", "size", "rows", "manifest"])
    taken = {**blank, "state": S.PREPARING, "sha256": "", "edition": 2, "taken_back_at": clock.now()}
    with database_role("seed"), refused("settled_once"):
        Disclosure.objects.filter(pk=row.pk).update(**taken, held_until=clock.now())
    with database_role("seed"):
        Disclosure.objects.filter(pk=row.pk).update(**taken, held_until=row.embargo_until)


def test_many_are_asked_about_as_often_as_one(way: Way, bells: Scene) -> None:
    one = looks_of(way.prepared())
    with database_role("seed"):
        for number in range(2):
            share_for(make_scene(way.cast, name=f"Household {number}"), way.agreement)
    assert looks_of(way.prepared()) == one
    assert one["casework_casemember"]


def looks_of(row: Disclosure) -> dict[str, int]:
    """How often each table and its indexes are gone through: once for each of many, where rows are looked up one by one."""
    count = "SELECT relname, seq_scan + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(count)
        before = dict(cursor.fetchall())
        assert standing.stands(row)
        cursor.execute(count)
        return {name: looks - before.get(name, 0) for name, looks in cursor.fetchall() if looks > before.get(name, 0)}
