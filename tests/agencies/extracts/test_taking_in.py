"""An extract counts whole or not at all, once however often it comes, and only as long as its agreement holds."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from agencies import agreements, clock, jobs, memberships, spreadsheets
from agencies.actors import Actor, acting, set_actor
from agencies.enums import SystemActor
from agencies.exceptions import AgreementNotInForce, ExtractSettled, Invalid, JobUnderWay, Missing, NotPermitted
from agencies.extracts import kept, receiving, staging, taking_in
from agencies.extracts.rows import ALL_ITEMS
from agencies.job_states import JobKind, JobState
from agencies.models import AuditEvent, Extract, Job, RefusedRow, SharingAgreement, StagedMention
from tests.conftest import database_role
from tests.database import not_allowed, run
from tests.factories.agencies import Cast
from tests.factories.extracts import (
    File,
    file_of,
    hand_over,
    make_extract,
    make_failed_job,
    make_linkage_agreement,
    make_profile,
    rows_of,
)
from tests.factories.papers import a_folder

NHS = "nhs_emergency"


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as path:
        yield Path(path) / kept.PLACE


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


def two() -> list[dict[str, str]]:
    return rows_of(NHS, {}, {"attendance_id": "AE2", "given_name": "Tom"})


def work(times: int = 1) -> None:
    """As the worker does."""
    with database_role("worker"):
        for _ in range(times):
            jobs.work_next()


def handed_over(cast: Cast, agreement: SharingAgreement, rows: list[dict[str, str]], **how: Any) -> Extract:
    with database_role("app"):
        return hand_over(cast.gill, agreement, rows, **how)


def staged() -> list[tuple[str, str, bool]]:
    """Each mention: its record, its forenames, and whether it counts."""
    with database_role("seed"):
        rows = StagedMention.objects.order_by("record", "pk")
        return [(each.record, each.forenames, each.is_current) for each in rows]


def counts(extract: Extract) -> dict[str, int]:
    extract.refresh_from_db()
    names = ("rows", "mentions", "refused_rows", "unchanged", "replaced")
    return {name: getattr(extract, name) for name in names if getattr(extract, name)}


def the_job() -> Job:
    return Job.objects.latest("asked_at")


# What counts


def test_an_extract_is_taken_in_by_its_job(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    extract = handed_over(cast, agreement, [*two(), *rows_of(NHS, {"attendance_id": "AE3", "birth_date": "soon"})])
    assert staged() == []
    assert len(list(folder.iterdir())) == 1
    work()
    assert staged() == [("AE1", "Rosa", True), ("AE2", "Tom", True)]
    assert counts(extract) == {"rows": 3, "mentions": 2, "refused_rows": 1}
    assert extract.dropped == {"arrival_mode": 3}
    assert (the_job().state, the_job().stage, the_job().trouble) == (JobState.DONE, "reading", "")
    assert list(folder.iterdir()) == [], "what is taken in is not kept twice"
    events = list(
        AuditEvent.objects.filter(event__startswith="extract.").order_by("id").values_list("event", flat=True)
    )
    assert events == ["extract.received", "extract.taken_in"]


def test_the_same_file_twice_changes_nothing(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    first = handed_over(cast, agreement, two())
    again = handed_over(cast, agreement, two())
    assert again == first
    work(2)
    assert handed_over(cast, agreement, two()) == first
    assert Job.objects.count() == 1
    assert len(staged()) == 2
    assert list(folder.iterdir()) == []


def test_another_file_says_anew_what_it_says_and_nothing_else(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    handed_over(cast, agreement, two())
    work()
    changed = rows_of(NHS, {}, {"attendance_id": "AE2", "given_name": "Thomas"}, {"attendance_id": "AE3"})
    later = handed_over(cast, agreement, changed)
    work()
    assert counts(later) == {"rows": 3, "mentions": 3, "unchanged": 1, "replaced": 1}
    assert staged() == [("AE1", "Rosa", True), ("AE2", "Tom", False), ("AE2", "Thomas", True), ("AE3", "Rosa", True)]


def test_a_reference_that_stands_twice_is_refused_unless_it_says_the_same(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    extract = handed_over(cast, agreement, rows_of(NHS, {}, {}, {"given_name": "Ros"}))
    work()
    assert staged() == [("AE1", "Rosa", True)]
    assert counts(extract)["refused_rows"] == 1
    with database_role("seed"):
        assert [(row.line, row.problems[0]["code"]) for row in RefusedRow.objects.all()] == [(4, "twice")]


def test_a_check_keeps_what_is_wrong_and_nothing_else(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    extract = handed_over(cast, agreement, [*two(), *rows_of(NHS, {"birth_date": "soon"})], only_check=True)
    work()
    assert staged() == []
    assert counts(extract) == {"rows": 3, "mentions": 2, "refused_rows": 1}
    assert extract.checked_at
    assert extract.taken_in_at is None
    with database_role("app"):
        receiving.take_in(extract, by=cast.gill)
        with pytest.raises(JobUnderWay):
            receiving.take_in(extract, by=cast.gill)
    work()
    assert len(staged()) == 2
    assert counts(extract) == {"rows": 3, "mentions": 2, "refused_rows": 1}, (
        "what was counted before is not counted twice"
    )
    with database_role("app"), pytest.raises(ExtractSettled):
        receiving.take_in(extract, by=cast.gill)


def test_two_files_of_one_agency_may_have_the_same_references(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    handed_over(cast, agreement, two())
    handed_over(cast, agreement, rows_of("fire", {"incident_no": "AE1"}), name="fire")
    work(2)
    assert [(record, is_current) for record, _, is_current in staged()] == [("AE1", True), ("AE1", True), ("AE2", True)]


def test_what_is_said_again_stands_under_the_newer_extract(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    handed_over(cast, agreement, two())
    work()
    later = handed_over(cast, agreement, rows_of(NHS, {"attendance_id": "AE9"}, {}))
    work()
    with database_role("seed"):
        mention = StagedMention.objects.get(record="AE1")
    assert (mention.extract_id, mention.line, mention.is_current) == (later.pk, 3, True)


def test_of_a_row_whose_cells_are_not_under_their_headers_none_is_kept(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    content = file_of(NHS, two()).replace(b"AE2", b"AE2,")
    with database_role("app"):
        receiving.receive(file=File(content), agreement=agreement, profile=make_profile(cast.gill), by=cast.gill)
    work()
    with database_role("seed"):
        assert set(RefusedRow.objects.get().cells) == {""}


# Whole or not at all


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is one row."""
    monkeypatch.setattr(taking_in, "BATCH", 1)


@pytest.mark.usefixtures("small")
def test_where_a_file_stops_being_a_table_nothing_of_it_is_kept(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    content = file_of(NHS, two()) + b'AE3,,"Rosa'
    with database_role("app"):
        extract = receiving.receive(
            file=File(content), agreement=agreement, profile=make_profile(cast.gill), by=cast.gill
        )
    work()
    assert staged() == []
    assert counts(extract) == {}
    assert the_job().state == JobState.FAILED
    assert "quotation mark is not closed" in the_job().trouble


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("end", ["suspended", "left"])
def test_what_ends_in_the_middle_stops_the_job_and_leaves_nothing(
    cast: Cast, agreement: SharingAgreement, folder: Path, end: str
) -> None:
    handed_over(cast, agreement, two())
    with database_role("worker"):
        claim = jobs._claim_next()
        assert claim
        steps = taking_in.take_in_extract(claim)
        next(steps)
        assert len(staged()) == 1
        with database_role("app"):
            if end == "suspended":
                agreements.suspend(SharingAgreement.objects.get(), reason="Asked about", by=cast.gill)
            else:
                memberships.end(cast.gill.signatory, ended_on=clock.today(), by=cast.adi)
        with pytest.raises(AgreementNotInForce if end == "suspended" else NotPermitted):
            next(steps)
    assert staged() == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("only_check", [True, False])
def test_a_job_that_lets_others_in_goes_on_from_where_it_was(
    cast: Cast, agreement: SharingAgreement, folder: Path, monkeypatch: pytest.MonkeyPatch, only_check: bool
) -> None:
    monkeypatch.setattr(jobs, "BUDGET_SECONDS", -1.0)
    extract = handed_over(cast, agreement, two(), only_check=only_check)
    work(2)
    assert (the_job().state, counts(extract)) == (JobState.QUEUED, {"rows": 2, "mentions": 2})
    work()
    assert the_job().state == JobState.DONE
    assert counts(extract) == {"rows": 2, "mentions": 2}


@pytest.mark.usefixtures("small")
def test_whoever_was_overtaken_writes_nothing_more(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    extract = handed_over(cast, agreement, two())
    with database_role("worker"):
        claim = jobs._claim_next()
        assert claim
        steps = taking_in.take_in_extract(claim)
        next(steps)
        with database_role("seed"):
            Job.objects.update(lease_until=the_job().asked_at)
        work()
        with pytest.raises(jobs.ClaimLost):
            next(steps)
    assert counts(extract) == {"rows": 2, "mentions": 2}


def test_an_older_job_is_not_tried_again_once_another_was_asked_for(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    with database_role("seed"):
        extract = make_extract(cast, agreement)
        old = make_failed_job(extract)
    with database_role("app"):
        receiving.take_in(extract, by=cast.gill)
        with pytest.raises(JobUnderWay):
            jobs.retry(old, by=cast.gill)


def test_the_same_file_is_asked_for_again_where_it_was_not_taken_in(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    extract = handed_over(cast, agreement, two(), only_check=True)
    work()
    assert handed_over(cast, agreement, two()) == extract
    work()
    assert len(staged()) == 2


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("stage", ["stage", "settle", "forget"])
def test_cut_off_at_any_stage_another_process_goes_on(
    cast: Cast, agreement: SharingAgreement, folder: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    rows = [*two(), *rows_of(NHS, {"attendance_id": "AE3"}, {"attendance_id": "AE4", "birth_date": "soon"})]
    extract = handed_over(cast, agreement, rows)
    where: Any = kept if stage == "forget" else staging
    real, calls = getattr(where, stage), []

    def cut_off(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == (2 if stage == "stage" else 1):
            raise Killed
        return real(*args)

    monkeypatch.setattr(where, stage, cut_off)
    with pytest.raises(Killed):
        work()
    monkeypatch.setattr(where, stage, real)
    work()
    assert the_job().state == JobState.RUNNING, "its lease is not over"
    with database_role("seed"):
        Job.objects.update(lease_until=the_job().asked_at)
    work()
    assert (counts(extract), [each[2] for each in staged()]) == (
        {"rows": 4, "mentions": 3, "refused_rows": 1},
        [True, True, True],
    )
    assert the_job().state == JobState.DONE
    assert list(folder.iterdir()) == []


# Who may, and who reads


@pytest.mark.parametrize("who", ["asha", "mina", "ana", "adi", "chidi"])
def test_whoever_does_not_keep_agreements_hands_nothing_over(
    cast: Cast, agreement: SharingAgreement, folder: Path, who: str
) -> None:
    profile = make_profile(cast.gill)
    with database_role("app"), pytest.raises(NotPermitted):
        receiving.receive(file=File(b"x"), agreement=agreement, profile=profile, by=cast[who])
    extract = handed_over(cast, agreement, two())
    with pytest.raises(NotPermitted):
        receiving.extracts_for(cast[who])
    with pytest.raises(Missing):
        receiving.extract_for(cast[who], extract.pk)
    assert Extract.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"purposes": ["support"]}, "is not for this"),
        ({"direction": "from_lead"}, "one way"),
        ({"signed": False}, "not signed by all"),
        ({"items": ["name"]}, "does not list the record’s own reference"),
    ],
)
def test_nothing_is_handed_over_under_an_agreement_that_does_not_let_it(
    cast: Cast, folder: Path, said: dict[str, Any], words: str
) -> None:
    with database_role("seed"):
        agreement = make_linkage_agreement(cast, **said)
    with pytest.raises(AgreementNotInForce) as refused:
        handed_over(cast, agreement, two())
    assert words in refused.value.detail
    assert list(folder.iterdir()) == [] if folder.exists() else True


def test_what_an_agreement_does_not_list_is_dropped_at_the_door(cast: Cast, folder: Path) -> None:
    with database_role("seed"):
        agreement = make_linkage_agreement(cast, items=ALL_ITEMS - {"nhs_number"}, categories=["general"])
    extract = handed_over(cast, agreement, [*two(), *rows_of(NHS, {"attendance_id": "AE3", "birth_date": "soon"})])
    work()
    assert counts(extract)["mentions"] == 2
    assert extract.dropped == {"nhs_number": 3, "arrival_mode": 3, "event": 3}
    with database_role("seed"):
        assert {(each.nhs_number, each.event) for each in StagedMention.objects.all()} == {("", "")}
        assert "999 000 0018" not in RefusedRow.objects.get().cells


def behind_the_wall(by: Actor | None, model: Any, role: str) -> int:
    with database_role(role):
        if by is None:
            with acting(SystemActor.REMINDERS):
                return int(model.objects.count())
        with transaction.atomic():
            set_actor(by)
            return int(model.objects.count())


def test_mentions_are_read_by_their_own_agency_the_linkage_and_who_reviews_links(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    handed_over(cast, agreement, [*two(), *rows_of(NHS, {"attendance_id": "AE3", "birth_date": "soon"})])
    work()
    for model, own in ((StagedMention, 2), (RefusedRow, 1)):
        assert behind_the_wall(cast.gill, model, "worker") == own
        assert behind_the_wall(cast.chidi, model, "worker") == 0
        assert behind_the_wall(None, model, "worker") == 0, "a part of the service that has no part in it"
    with database_role("worker"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.system', 'linkage', true)")
        assert StagedMention.objects.count() == 2
        assert StagedMention.objects.update(is_current=False) == 0
    assert behind_the_wall(cast.gill, StagedMention, "app") == 2, "who reviews links, under an agreement in force"
    for who in (cast.asha, cast.mina, cast.chidi, cast.ana, cast.adi):
        assert behind_the_wall(who, StagedMention, "app") == 0, "and nobody else"
    with database_role("app"), not_allowed():
        run("DELETE FROM agencies_stagedmention")
    with database_role("worker"), transaction.atomic():
        set_actor(cast.gill)
        assert run("DELETE FROM agencies_stagedmention") == 0, "what counts is replaced, never removed"


def test_refused_rows_are_a_table_that_says_what_to_mend(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    rows = rows_of(NHS, {"given_name": "=1+1", "birth_date": "soon"})
    extract = handed_over(cast, agreement, rows)
    work()
    with database_role("app"), transaction.atomic():
        set_actor(cast.gill)
        columns, row = spreadsheets.read(receiving.refused_rows_as_file(extract, by=cast.gill))
    assert columns[:3] == ["Line", "What to mend", "attendance_id"]
    assert row[0] == "2"
    assert "given_name: Begins like a formula" in row[1]
    assert "birth_date: No date as this profile expects: YYYY-MM-DD." in row[1]
    assert row[2:5] == ["AE1", "999 000 0018", "=1+1"]
    with pytest.raises(Missing):
        receiving.refused_rows_as_file(extract, by=cast.chidi)


# Profiles and files


def test_a_profile_that_changed_is_its_next_version(cast: Cast) -> None:
    first = make_profile(cast.gill)
    assert make_profile(cast.gill) == first
    spec = {**first.spec, "title": "Another"}
    second = receiving.keep_profile(name=first.name, spec=spec, by=cast.gill)
    assert (second.number, list(receiving.profiles_for(cast.gill))) == (2, [second])
    with pytest.raises(Invalid):
        receiving.keep_profile(name="x", spec={"profile": 1}, by=cast.gill)


def test_a_file_that_nothing_wants_is_removed_after_an_hour(
    cast: Cast, agreement: SharingAgreement, folder: Path
) -> None:
    extract = handed_over(cast, agreement, two())
    with pytest.raises(KeyError), transaction.atomic(), kept.received([b"left"]):
        raise KeyError
    assert [path.name for path in folder.iterdir()] == [extract.file_key.hex]
    with kept.received([b"left"]) as left:
        pass
    assert kept.sweep({extract.file_key}) == 0
    os.utime(folder / left.key.hex, (0, 0))
    os.utime(folder / extract.file_key.hex, (0, 0))
    assert kept.sweep({extract.file_key}) == 1
    assert [path.name for path in folder.iterdir()] == [extract.file_key.hex]


def test_an_empty_file_is_none(cast: Cast, agreement: SharingAgreement, folder: Path) -> None:
    profile = make_profile(cast.gill)
    with pytest.raises(Invalid):
        receiving.receive(file=File(b""), agreement=agreement, profile=profile, by=cast.gill)
    assert list(folder.iterdir()) == []
    assert JobKind.CHECK_EXTRACT in JobKind.values
