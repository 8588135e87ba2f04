"""A disclosure that is stopped, revoked or cut off anywhere: nothing by halves, nothing twice, and it says why."""

import importlib
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from agencies import agreements, audit, jobs, memberships, partners
from agencies import clock as service_clock
from agencies.disclosure_states import TRANSITIONS, UNDER_WAY, WITH_FILE, DisclosureState
from agencies.disclosures import asking, preparing, releasing, sealed, standing
from agencies.exceptions import AgreementNotInForce, DisclosureSettled
from agencies.job_states import JobState
from agencies.models import Disclosure, SharingAgreement
from casework import disclosed, sharing
from tests.agencies.disclosures.conftest import Way
from tests.conftest import database_role
from tests.database import not_allowed, refused, run
from tests.factories.casework import Scene, make_scene
from tests.factories.disclosures import share_for, unsealed

S = DisclosureState


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def two(way: Way, bells: Scene, monkeypatch: pytest.MonkeyPatch) -> list[Scene]:
    """Two families, and a step of the job is one case."""
    monkeypatch.setattr(disclosed, "BATCH", 1)
    with database_role("seed"):
        other = make_scene(way.cast, name="The Ray household")
        share_for(other, way.agreement)
        return [bells, other]


def suspend(way: Way) -> None:
    with database_role("seed"):
        agreements.suspend(SharingAgreement.objects.get(pk=way.agreement.pk), reason="A breach", by=way.cast.gill)


def gill_leaves(way: Way) -> None:
    with database_role("seed"):
        memberships.end(way.cast.gill.signatory, ended_on=service_clock.today(), by=way.cast.adi)


def the_police_leave(way: Way) -> None:
    with database_role("seed"):
        partners.end_agency(way.pia.signatory.agency, ended_on=service_clock.today(), by=way.cast.adi)


def the_share_ends(way: Way) -> None:
    with database_role("seed"):
        share = way.agreement.case_shares.order_by("shared_at", "pk")[0]
        sharing.stop(share, reason="Rosa asked us to", by=way.cast.asha)


ENDS: dict[str, Callable[[Way], Any]] = {
    "suspended": suspend, "gill leaves": gill_leaves, "the police leave": the_police_leave,
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_ends_in_the_middle_of_the_job_stops_it_and_leaves_nothing(
    way: Way, two: list[Scene], end: str, at: int
) -> None:
    row = way.approved()
    with database_role("worker"):
        claim = jobs._claim_next()
        assert claim
        steps = preparing.prepare_disclosure(claim)
        for _ in range(at):
            next(steps)
        ENDS[end](way)
        with pytest.raises(Exception, match=r"suspended|acts for the agency no more|takes part no longer"):
            list(steps)
    row = way.fresh(row)
    assert (row.state, way.files(), way.told()) == (S.FAILED, [], 0)
    assert row.trouble


def test_a_share_that_ends_while_it_is_prepared_is_in_no_file(way: Way, two: list[Scene]) -> None:
    row = way.approved()
    with database_role("worker"):
        claim = jobs._claim_next()
        assert claim
        steps = preparing.prepare_disclosure(claim)
        for _ in range(2):
            next(steps)
        the_share_ends(way)
        list(steps)
    row = way.fresh(row)
    assert (row.state, row.rows, row.edition, len(way.files()), way.told()) == (S.EMBARGOED, 3, 1, 1, 3)


def test_where_shares_end_again_and_again_it_is_not_read_for_ever(
    way: Way, two: list[Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, read = way.approved(), []
    people = disclosed.people
    monkeypatch.setattr(disclosed, "people", lambda *args, **said: read.append(said) or people(*args, **said))
    monkeypatch.setattr(standing, "stands", lambda *_, **__: False)
    row = way.fresh(way.work(row))
    assert (row.state, way.files(), way.told()) == (S.FAILED, [], 0)
    assert "Not all that is in this file may pass any more" in row.trouble
    assert len(read) == 3 * preparing.MOST_READINGS, "three pieces each time: two families, and the end"


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_in_the_embargo_lets_nothing_out(way: Way, two: list[Scene], end: str) -> None:
    row = way.prepared()
    assert len(way.files()) == 1
    ENDS[end](way)
    row = way.looked_after(row)
    assert (row.state, row.released_at, way.files()) == (S.FAILED, None, [])
    assert "case.disclosed" not in way.events()
    assert way.events()[-1] == "disclosure.failed"


@pytest.mark.parametrize("end", ["suspended", "share"])
def test_what_ends_before_it_is_fetched_is_not_given_out_from_that_moment_on(
    way: Way, two: list[Scene], end: str
) -> None:
    row = way.released()
    way.fetched(row)
    ENDS.get(end, the_share_ends)(way)
    with pytest.raises((AgreementNotInForce, DisclosureSettled)):
        way.fetched(row)
    assert way.looked_after(row).state == S.FAILED
    assert way.files() == []


@pytest.mark.parametrize("state", ["asked", "preparing", "embargoed", "released"])
@pytest.mark.parametrize("by", ["gill", "pia"])
def test_either_side_stops_it_until_it_arrived(way: Way, bells: Scene, state: str, by: str) -> None:
    row = {"asked": way.ask, "preparing": way.approved, "embargoed": way.prepared, "released": way.released}[state]()
    assert row.state == state
    with database_role("app"):
        row = asking.stop(row, reason="A complaint", by=way.pia if by == "pia" else way.cast.gill)
        assert (row.state, way.files()) == (S.STOPPED, [])
        for act in (
            lambda: asking.stop(row, reason="Again", by=way.cast.gill),
            lambda: asking.approve(row, by=way.cast.gill),
            lambda: asking.fetch(row, by=way.pia),
            lambda: asking.confirm(row, sha256=row.sha256, by=way.pia),
        ):
            with pytest.raises(DisclosureSettled):
                act()
    way.work(row)
    way.a_day_later()
    assert way.looked_after(row).state == S.STOPPED
    assert (way.fresh(row).trouble, way.files()) == ("", [])


def test_a_job_whose_disclosure_is_stopped_meanwhile_writes_nothing(way: Way, two: list[Scene]) -> None:
    row = way.approved()
    with database_role("worker"):
        claim = jobs._claim_next()
        assert claim
        steps = preparing.prepare_disclosure(claim)
        next(steps)
        with database_role("app"):
            asking.stop(row, reason="A complaint", by=way.cast.gill)
        with pytest.raises(DisclosureSettled):
            list(steps)
    assert (way.fresh(row).state, way.files(), way.told()) == (S.STOPPED, [], 0)


def ends_its_process_at(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, *, times: int = 1, after: bool = False
) -> None:
    """The process ends when it comes there for the so-manieth time, or just after that; the next one does not."""
    real, calls = getattr(where, name), []

    def ends(*args: Any, **words: Any) -> Any:
        calls.append(args)
        if len(calls) == times and not after:
            raise Killed
        result = real(*args, **words)
        if len(calls) == times:
            raise Killed
        return result

    monkeypatch.setattr(where, name, ends)


STAGES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "while the second case is read": (disclosed, "people", {"times": 2}),
    "before it is sealed": (sealed, "sealed", {}),
    "before it is on the disk": (os, "fsync", {}),
    "when it is on the disk": (os, "fsync", {"after": True}),
    "before its row is written": (standing, "insist", {}),
    "before its row is committed": (audit, "record", {}),
    "when its row is committed, before it has its name": (sealed, "_settle", {}),
    "when it has its name": (sealed, "_settle", {"after": True}),
    "before the job is over": (jobs, "_end", {}),
}


@pytest.mark.parametrize("stage", STAGES)
def test_cut_off_at_any_stage_another_process_prepares_it_once(
    way: Way, two: list[Scene], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    row = way.approved()
    where, name, how = STAGES[stage]
    with monkeypatch.context() as patched:
        ends_its_process_at(patched, where, name, **how)
        with pytest.raises(Killed):
            way.work(row)
    assert (way.fresh(row).state == S.PREPARING) == (way.told() == 0), "row and file are there, or neither"
    way.work(row)
    assert way.job().state == JobState.RUNNING, "its lease is not over"
    way.a_lease_later()
    way.work(row)
    row = way.fresh(row)
    assert (row.state, row.rows, way.told(), way.job().state) == (S.EMBARGOED, 6, 6, JobState.DONE)
    assert way.events().count("disclosure.prepared") == 1
    way.a_day_later()
    row = way.looked_after(row)
    (_, *rows), manifest = unsealed(way.fetched(row))
    assert len(rows) == len({each[0] for each in rows}) == manifest["rows"] == 6
    assert row.file_key
    assert row.file_key.hex in way.files()


@pytest.mark.parametrize("stage", [(audit, "record"), (sealed, "opened"), (releasing, "_release")])
@pytest.mark.parametrize("after", [False, True])
def test_cut_off_while_it_is_released_it_is_released_once(
    way: Way, two: list[Scene], monkeypatch: pytest.MonkeyPatch, stage: tuple[Any, str], after: bool
) -> None:
    row = way.prepared()
    way.a_day_later()
    with monkeypatch.context() as patched:
        ends_its_process_at(patched, *stage, after=after)
        with pytest.raises(Killed):
            way.looked_after(row)
    assert (way.fresh(row).state, "case.disclosed" in way.events()) == (S.EMBARGOED, False)
    assert way.looked_after(way.looked_after(row)).state == S.RELEASED
    assert way.events().count("disclosure.released") == 1
    assert way.events().count("case.disclosed") == 2


def test_what_breaks_again_and_again_says_so(way: Way, bells: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = way.approved()
    monkeypatch.setattr(sealed, "sealed", lambda *_: 1 / 0)
    for _ in range(jobs.MOST_TRIES):
        way.work(row)
        way.a_lease_later()
    assert (way.job().state, way.fresh(row).state) == (JobState.FAILED, S.PREPARING)
    row = way.looked_after(row)
    assert (row.state, way.files()) == (S.FAILED, [])
    assert "broke down" in row.trouble


def test_while_its_job_waits_nobody_gives_it_up(way: Way, bells: Scene) -> None:
    assert way.looked_after(way.approved()).state == S.PREPARING


def test_a_file_that_is_not_as_it_was_written_is_not_given_out(way: Way, bells: Scene) -> None:
    row = way.released()
    path = way.folder / way.files()[0]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DisclosureSettled):
        way.fetched(row)
    assert way.looked_after(row).state == S.FAILED


def test_what_nobody_fetches_is_removed_after_a_while(way: Way, bells: Scene) -> None:
    row = way.released()
    way.a_day_later(hours=13 * 24)
    assert way.looked_after(row).state == S.RELEASED
    way.a_day_later(hours=24)
    row = way.looked_after(row)
    assert (row.state, way.files()) == (S.FAILED, [])
    assert "Nobody said in time" in row.trouble


def test_files_without_a_row_are_swept_an_hour_later(way: Way, bells: Scene) -> None:
    row = way.prepared()
    own, orphan = way.files()[0], way.folder / "0123.new"
    orphan.write_bytes(b"left behind")
    way.looked_after(row)
    assert len(way.files()) == 2
    old = (service_clock.now() - timedelta(hours=2)).timestamp()
    for path in way.folder.iterdir():
        os.utime(path, (old, old))
    way.looked_after(row)
    assert way.files() == [own]


# What the database holds, whatever a program thinks


def at(way: Way, state: S) -> Disclosure:
    """One that stands so."""
    if state in {S.ASKED, S.PREPARING, S.EMBARGOED, S.RELEASED}:
        return {"asked": way.ask, "preparing": way.approved, "embargoed": way.prepared, "released": way.released}[
            state
        ]()
    if state == S.REFUSED:
        with database_role("app"):
            return asking.refuse(way.ask(), reason="Fewer items would do", by=way.cast.gill)
    row = way.released()
    if state == S.FAILED:
        the_share_ends(way)
        return way.looked_after(row)
    with database_role("app"):
        if state == S.STOPPED:
            return asking.stop(row, reason="A complaint", by=way.pia)
        return asking.confirm(row, sha256=row.sha256, by=way.pia)


@pytest.mark.parametrize("state", DisclosureState, ids=lambda state: state.value)
def test_a_disclosure_goes_the_ways_of_the_table_and_no_other(way: Way, bells: Scene, state: S) -> None:
    row = at(way, state)
    assert row.state == state
    with database_role("seed"), refused("settled_once"):
        Disclosure.objects.filter(pk=row.pk).update(stopped_reason="Another", trouble="Another")
    for later in set(DisclosureState) - TRANSITIONS[state] - {state}:
        with database_role("seed"), refused("settled_once"):
            Disclosure.objects.filter(pk=row.pk).update(state=later)


def test_the_table_and_the_database_say_the_same() -> None:
    steps = importlib.import_module("agencies.migrations.0026_disclosure_parties").STEPS
    assert {state: set(later) for state, later in steps.items()} == {
        state.value: {each.value for each in later} for state, later in TRANSITIONS.items() if later
    }


def test_nothing_begins_but_by_being_asked_for(way: Way) -> None:
    row = way.ask()
    row.pk, row.state = uuid4(), S.STOPPED
    with database_role("app"), refused("settled_once"):
        row.save(force_insert=True)


def test_what_is_under_way_and_what_has_a_file_follow_from_the_table() -> None:
    assert {state for state in DisclosureState if TRANSITIONS[state]} == UNDER_WAY
    assert {S.EMBARGOED, S.RELEASED} == WITH_FILE


def test_nobody_releases_it_before_its_embargo_is_over(way: Way, bells: Scene) -> None:
    row = way.prepared()
    with database_role("worker"), refused("embargo_is_over"):
        Disclosure.objects.filter(pk=row.pk).update(state=S.RELEASED, released_at=service_clock.now())
    with database_role("worker"), refused("settled_once"):
        Disclosure.objects.filter(pk=row.pk).update(state=S.FAILED, embargo_until=row.prepared_at)


def test_pages_write_no_file_into_it_and_the_worker_lets_none_go(way: Way, bells: Scene) -> None:
    row = way.ask()
    with database_role("app"):
        for column in ("embargo_until", "file_key", "sha256", "recipient_key", "items", "agency_id"):
            with not_allowed():
                run(f"UPDATE agencies_disclosure SET {column} = {column}")
        with not_allowed():
            run("INSERT INTO agencies_disclosedperson DEFAULT VALUES")
    with database_role("worker"):
        for column in ("approved_at", "recipient_key", "items", "stopped_at", "collected_at"):
            with not_allowed():
                run(f"UPDATE agencies_disclosure SET {column} = {column}")
    for name in ("app", "worker"):
        with database_role(name), not_allowed():
            run("DELETE FROM agencies_disclosure")
    assert way.fresh(row).state == S.ASKED


def test_whom_a_file_names_is_shown_to_no_page(way: Way, bells: Scene) -> None:
    way.prepared()
    for name in ("app", "worker"):
        with database_role(name):
            assert not run_count()
    assert way.told() == 3


def run_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM agencies_disclosedperson")
        number: int = cursor.fetchone()[0]
    return number
