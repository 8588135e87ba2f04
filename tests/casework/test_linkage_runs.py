"""A run of the linkage counts whole or not at all, links only what may be linked now, and holds what people answered."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from agencies import agreements, jobs, partners
from agencies.actors import Actor, set_actor
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import Invalid, JobUnderWay, Missing, NotPermitted, Stale
from agencies.job_states import JobState
from agencies.jobs import ClaimLost
from agencies.models import AuditEvent, Job, SharingAgreement, StagedMention
from casework import link_answers, linkage_runs, linkage_storage
from casework.exceptions import LinkAnswered
from casework.linkage.backends import DuckDB
from casework.linkage_storage import STAGES
from casework.models import ComparedPair, LinkageRun, LinkedMention
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.extracts import make_linkage_agreement
from tests.factories.linkage import ROSA, UNDATED, make_question, make_run, take_in, work


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


def people() -> list[set[str]]:
    """The records of each person that has more than one."""
    with database_role("seed"):
        found: dict[int, set[str]] = {}
        for linked in LinkedMention.objects.select_related("mention"):
            found.setdefault(linked.person, set()).add(linked.mention.record)
    return sorted((records for records in found.values() if len(records) > 1), key=sorted)


def as_app(actor: Actor, question: Any) -> Any:
    with database_role("app"), transaction.atomic():
        set_actor(actor)
        return question()


# What a run finds


def test_a_run_links_what_two_files_say_of_one_person(cast: Cast, agreement: SharingAgreement) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    take_in(cast.gill, agreement, "adult_social_care", ROSA)
    run = make_run(cast.gill)
    assert (run.mentions, run.people, run.households, run.questions) == (2, 1, 1, 0)
    assert run.settings["thresholds"]["automatic"] == 6.0
    assert people() == [{"AE1", "ASC-1"}]
    with database_role("seed"):
        pair = ComparedPair.objects.get()
    assert (pair.ground, pair.is_question) == ("weight", False)
    assert {each["comparison"]: each["bits"] > 0 for each in pair.findings}["nhs"]
    assert AuditEvent.objects.filter(event="linkage.stored").count() == 1


def test_the_process_of_a_run_does_the_same_and_leaves_nothing_on_the_disk(
    cast: Cast, agreement: SharingAgreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{linkage_runs.spills()}of-one-that-was-killed").mkdir()
    (tmp_path / "alongside-linkage-of-another-service").mkdir()
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    take_in(cast.gill, agreement, "adult_social_care", ROSA)
    with database_role("app"):
        run = linkage_runs.ask(by=cast.gill)
    with database_role("worker"):
        jobs.work_next()
    run.refresh_from_db()
    job = Job.objects.get(subject_id=run.pk)
    assert (job.state, job.stage, job.done, job.total) == (JobState.DONE, "storing", 3, 4), job.trouble
    assert run.stored_at is not None
    assert people() == [{"AE1", "ASC-1"}]
    assert [left.name for left in tmp_path.iterdir()] == ["alongside-linkage-of-another-service"]


def test_a_run_that_needs_more_memory_than_it_may_have_says_so(
    cast: Cast, agreement: SharingAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    monkeypatch.setenv("LINKAGE_MEMORY_MIB", "60")
    with database_role("app"):
        run = linkage_runs.ask(by=cast.gill)
    with database_role("worker"):
        jobs.work_next()
    job = Job.objects.get(subject_id=run.pk)
    assert job.state == JobState.FAILED
    assert "more memory" in job.trouble
    assert not LinkedMention.objects.exists()


def test_households_keep_their_key_from_run_to_run(cast: Cast, agreement: SharingAgreement) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    make_run(cast.gill)
    with database_role("seed"):
        before = LinkedMention.objects.get().household
    take_in(cast.gill, agreement, "adult_social_care", ROSA)
    make_run(cast.gill)
    with database_role("seed"):
        assert set(LinkedMention.objects.values_list("household", flat=True)) == {before}
        assert LinkageRun.objects.filter(linked__isnull=False).distinct().count() == 1, "one version is kept"


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_is_cut_off_leaves_nothing_and_is_done_once(
    stage: str, cast: Cast, agreement: SharingAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    with database_role("app"):
        run = linkage_runs.ask(by=cast.gill)

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    cut = {"reading": "_read", "weighing": "linking.weigh", "linking": "linking.link", "storing": "audit.record"}[stage]
    with monkeypatch.context() as patched:
        patched.setattr(f"casework.linkage_storage.{cut}", broken)
        work()
    run.refresh_from_db()
    with database_role("seed"):
        assert (run.stored_at, LinkedMention.objects.count(), ComparedPair.objects.count()) == (None, 0, 0)
        job = Job.objects.filter(subject_id=run.pk)
        job.update(try_after=job.get().asked_at)
    work()
    with database_role("seed"):
        assert LinkedMention.objects.count() == 1
    assert AuditEvent.objects.filter(event="linkage.stored").count() == 1


def test_a_process_whose_job_another_has_by_now_stores_nothing(cast: Cast, agreement: SharingAgreement) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    run = make_run(cast.gill)
    with database_role("worker"), pytest.raises(ClaimLost):
        list(linkage_storage.link_and_store(run.pk, run.pk, DuckDB()))


# What may be linked


def test_what_came_under_an_agreement_that_is_suspended_is_not_linked(cast: Cast, agreement: SharingAgreement) -> None:
    with database_role("seed"):
        other = make_linkage_agreement(cast, title="Another")
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    take_in(cast.gill, other, "adult_social_care", ROSA)
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    assert make_run(cast.gill).mentions == 1
    with database_role("app"):
        agreements.suspend(other, reason="a breach", by=cast.gill)
        with pytest.raises(Invalid):
            linkage_runs.ask(by=cast.gill)


def test_a_run_that_failed_is_asked_for_again_and_not_at_once(
    cast: Cast, agreement: SharingAgreement, clock: Clock
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    with database_role("seed"):
        LinkageRun.objects.create(asked_by=cast.gill.signatory)
    for minutes, runs in ((2, 1), (61, 2)):
        clock.set(datetime.now(UTC) + timedelta(minutes=minutes))
        with database_role("worker"):
            linkage_runs.ask_for_what_came()
        assert LinkageRun.objects.count() == runs


def test_a_run_goes_on_while_its_job_says_that_it_is_alive(
    cast: Cast, agreement: SharingAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    with database_role("app"):
        run = linkage_runs.ask(by=cast.gill)
    locked = []

    def look(*_: Any) -> int:
        with database_role("owner"), transaction.atomic():
            rows = Job.objects.select_for_update(skip_locked=True).filter(subject_id=run.pk)
            locked.append(not rows.exists())
        return 0

    monkeypatch.setattr("casework.nominating.nominate", look)
    work()
    assert locked == [False]


def test_nobody_links_before_anything_came_and_nobody_twice_at_once(cast: Cast, agreement: SharingAgreement) -> None:
    with database_role("app"), pytest.raises(Invalid, match="Hand one over first"):
        linkage_runs.ask(by=cast.gill)
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    with database_role("app"):
        linkage_runs.ask(by=cast.gill)
        with pytest.raises(JobUnderWay):
            linkage_runs.ask(by=cast.gill)


def test_only_who_answers_for_data_reviews_links(cast: Cast, agreement: SharingAgreement) -> None:
    pair = make_question(cast.gill, agreement)
    with database_role("app"):
        for ask in (
            lambda by: linkage_runs.ask(by=by),
            linkage_runs.runs_for,
            link_answers.questions_for,
            link_answers.answers_for,
            lambda by: link_answers.answer(pair, is_same=True, by=by),
        ):
            for who in ("asha", "mina", "chidi", "adi", "ana"):
                with pytest.raises((NotPermitted, Missing)):
                    ask(cast[who])


def test_what_was_taken_in_is_linked_without_anybody_asking_once_no_more_comes(
    cast: Cast, agreement: SharingAgreement, clock: Clock
) -> None:
    with database_role("worker"):
        linkage_runs.ask_for_what_came()
    assert not LinkageRun.objects.exists()
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    with database_role("worker"):
        linkage_runs.ask_for_what_came()
        assert not LinkageRun.objects.exists()
        clock.set(datetime.now(UTC) + timedelta(seconds=61))
        linkage_runs.ask_for_what_came()
        linkage_runs.ask_for_what_came()
    work()
    assert LinkageRun.objects.get().mentions == 1
    with database_role("worker"):
        linkage_runs.ask_for_what_came()
    assert LinkageRun.objects.count() == 1


# What people answer


def test_a_question_is_answered_and_the_answer_holds_until_it_is_taken_back(
    cast: Cast, agreement: SharingAgreement
) -> None:
    pair = make_question(cast.gill, agreement)
    assert people() == []
    said = as_app(cast.gill, lambda: link_answers.answer(pair, is_same=True, by=cast.gill))
    assert as_app(cast.gill, lambda: list(link_answers.questions_for(cast.gill))) == []
    make_run(cast.gill)
    assert people() == [{"AE1", "ASC-2"}]
    # A newer file says the same of the same record otherwise: the answer stands.
    take_in(cast.gill, agreement, "adult_social_care", {**UNDATED, "service": "Review"})
    make_run(cast.gill)
    assert people() == [{"AE1", "ASC-2"}]
    as_app(cast.gill, lambda: link_answers.withdraw(said, by=cast.gill))
    make_run(cast.gill)
    assert people() == []
    assert len(as_app(cast.gill, lambda: list(link_answers.questions_for(cast.gill)))) == 1


def test_a_link_that_is_refused_is_never_made_again(cast: Cast, agreement: SharingAgreement) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    take_in(cast.gill, agreement, "adult_social_care", ROSA)
    make_run(cast.gill)
    with database_role("seed"):
        pair = ComparedPair.objects.get()
    as_app(cast.gill, lambda: link_answers.answer(pair, is_same=False, by=cast.gill))
    for _ in range(2):
        make_run(cast.gill)
        assert people() == []


def test_nobody_answers_twice_nor_takes_back_twice(cast: Cast, agreement: SharingAgreement) -> None:
    pair = make_question(cast.gill, agreement)
    said = as_app(cast.gill, lambda: link_answers.answer(pair, is_same=True, note=" same child ", by=cast.gill))
    assert said.note == "same child"
    with pytest.raises(LinkAnswered):
        as_app(cast.gill, lambda: link_answers.answer(pair, is_same=False, by=cast.gill))
    as_app(cast.gill, lambda: link_answers.withdraw(said, by=cast.gill))
    with pytest.raises(Stale):
        as_app(cast.gill, lambda: link_answers.withdraw(said, by=cast.gill))
    with pytest.raises(LinkAnswered):
        as_app(
            cast.gill,
            lambda: link_answers.withdraw(link_answers.answer_for(cast.gill, said.pk), by=cast.gill),
        )


# The wall


def test_what_is_linked_is_seen_where_the_agreement_binds_and_as_long_as_it_does(
    cast: Cast, agreement: SharingAgreement
) -> None:
    with database_role("seed"):
        greta = make_member(cast.adi, "Greta", cast.chidi.signatory.agency, RoleCode.GOVERNANCE_LEAD)
        nhs = partners.register_agency(code="nhs", name="Hospital", kind=AgencyKind.NHS, by=cast.adi)
        hana = make_member(cast.adi, "Hana", nhs, RoleCode.GOVERNANCE_LEAD)
    pair = make_question(cast.gill, agreement)

    def seen() -> tuple[int, int, int]:
        return StagedMention.objects.count(), ComparedPair.objects.count(), LinkedMention.objects.count()

    def asked(who: Actor) -> list[ComparedPair]:
        return as_app(who, lambda: list(link_answers.questions_for(who)))

    for who in (cast.gill, greta):
        assert (as_app(who, seen), asked(who)) == ((32, 1, 32), [pair])
    for who in (hana, cast.asha, cast.mina, cast.ana):
        assert as_app(who, seen) == (0, 0, 0)
    assert asked(hana) == []
    with pytest.raises(Missing):
        as_app(hana, lambda: link_answers.answer(pair, is_same=True, by=hana))
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    for who in (cast.gill, greta):
        assert (as_app(who, seen), asked(who)) == ((0, 0, 0), [])
