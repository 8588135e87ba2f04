"""What a run comes to: counted with it, by household, agency, month and area; and the same again from the stored run."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction

from agencies import agreements
from agencies.actors import Actor, counting, set_actor
from agencies.enums import RoleCode
from agencies.models import SharingAgreement
from casework import demand, linkage_runs
from casework.demand_measures import DemandMeasure
from casework.models import DemandCount
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.extracts import make_linkage_agreement
from tests.factories.linkage import OTHERS, ROSA, make_run, take_in, work

KEYS = ("agency__code", "other__code", "area", "month", "agencies", "number", "households")


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """Standing still: a run counts the 24 months before its own day, and the days below are written out."""
    clock.set(datetime(2026, 11, 23, 10, tzinfo=UTC))
    return clock


@pytest.fixture
def agreement(clock: Clock, cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


@pytest.fixture
def greta(cast: Cast) -> Actor:
    """Who answers for data at the partner agency."""
    with database_role("seed"):
        return make_member(cast.adi, "Greta", cast.chidi.signatory.agency, RoleCode.GOVERNANCE_LEAD)


def came(number: int, day: str, **more: str) -> Mapping[str, str]:
    return {"attendance_id": f"AE{number}", "arrived_at": f"{day}T10:00", **more}


def counted(measure: str) -> list[tuple[Any, ...]]:
    """What stands in the rows of a measure, without the keys that it has not."""
    with database_role("seed"):
        rows = DemandCount.objects.filter(measure=measure).values_list(*KEYS)
        found = [tuple(str(each) for each in row if each not in {None, ""}) for row in rows]
    return sorted(found)


def test_contacts_of_one_household_by_month_and_how_soon_again(cast: Cast, agreement: SharingAgreement) -> None:
    days = ["2026-01-10", "2026-04-10", "2026-07-10", "2026-07-10"]  # 90 days, then 91, then the same day
    take_in(cast.gill, agreement, "nhs_emergency", *(came(number, day) for number, day in enumerate(days)))
    run = make_run(cast.gill)
    assert (run.households, str(run.as_of)) == (1, "2026-11-23")
    assert counted("contacts") == sorted(
        [
            ("4", "1"), ("council", "4", "1"),
            ("2026-01-01", "1", "1"), ("2026-04-01", "1", "1"), ("2026-07-01", "2", "1"),
            ("council", "2026-01-01", "1", "1"), ("council", "2026-04-01", "1", "1"), ("council", "2026-07-01", "2", "1"),
        ]
    )  # fmt: skip
    assert counted("repeats") == [("council", "2", "1")]
    assert counted("firsts") == [("council", "2", "1")]
    assert counted("agencies") == [("ST4 1", "1", "1", "1")]
    assert counted("households") == [("1", "1"), ("council", "1", "1")]
    assert counted("extract") == [("4", "1")]


def test_months_end_with_the_runs_own_and_a_repeat_of_one_before_them_is_one(
    cast: Cast, agreement: SharingAgreement
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", came(1, "2024-11-30"), came(2, "2024-12-01"), came(3, "2026-12-24"))
    make_run(cast.gill)
    assert counted("contacts") == sorted(
        [("1", "1"), ("council", "1", "1"), ("2024-12-01", "1", "1"), ("council", "2024-12-01", "1", "1")]
    )
    assert counted("repeats") == [("council", "1", "1")]
    assert counted("firsts") == []


def test_two_who_live_together_and_came_together_are_one_contact(cast: Cast, agreement: SharingAgreement) -> None:
    two = {
        "Tenant 2": "O'NEILL, Brian (Mr)",
        "Tenant 2 DOB": "02/02/1980",
    }
    take_in(cast.gill, agreement, "housing", two)
    run = make_run(cast.gill)
    assert (run.mentions, run.people, run.households) == (2, 2, 1)
    assert counted("contacts")[0] == ("1", "1")
    assert counted("extract") == [("2", "1")]


def test_who_is_known_to_two_agencies_and_where_they_live(
    cast: Cast, greta: Actor, agreement: SharingAgreement
) -> None:
    elsewhere = {**OTHERS[1], "postcode": "nowhere"}
    take_in(cast.gill, agreement, "nhs_emergency", ROSA, OTHERS[0], elsewhere)
    take_in(greta, agreement, "police", {"URN": "U1"}, {"URN": "U2"})  # "ST41HH"
    take_in(cast.gill, agreement, "treatment", {"client_ref": "DA2", "pc_sector": "ST4 1", "dob": "01/01/1970"})
    run = make_run(cast.gill)
    assert run.households == 4
    pair = sorted([cast.gill.signatory.agency, greta.signatory.agency], key=lambda each: each.pk.int)
    assert counted("households") == sorted(
        [("4", "4"), ("council", "4", "4"), ("police", "1", "1"), (*(each.code for each in pair), "1", "1")]
    )
    assert counted("agencies") == sorted(
        [("ST4 1", "2", "1", "1"), ("ST4 1", "1", "1", "1"), ("ST1 1", "1", "1", "1"), ("1", "1", "1")]
    )
    assert ("police", "2026-03-01", "2", "1") in counted("contacts")


def test_counting_again_gives_the_same_until_what_was_counted_may_not_be_any_more(
    cast: Cast, agreement: SharingAgreement, capsys: pytest.CaptureFixture[str]
) -> None:
    with database_role("worker"):
        assert demand.drift() is None
        call_command("check_demand")
    take_in(cast.gill, agreement, "nhs_emergency", ROSA, *OTHERS[:3])
    make_run(cast.gill)
    with database_role("worker"):
        assert demand.drift() == set()
        call_command("check_demand")
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    with database_role("worker"):
        found = demand.drift()
        assert found
        assert {which for which, row in found if row[0] == "contacts"} == {"stored"}
        assert ("counted", ("households", None, None, None, "", None, None, 0, 0)) in found
        with pytest.raises(SystemExit):
            call_command("check_demand")
    said = capsys.readouterr().out
    assert "Nothing was linked yet" in said
    assert "every number is as it was stored" in said
    assert "contacts: 4 stored otherwise, 0 counted otherwise" in said


def test_one_run_is_kept_and_a_run_that_fails_keeps_the_one_before(
    cast: Cast, agreement: SharingAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    make_run(cast.gill)
    second = make_run(cast.gill)

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    with database_role("app"):
        linkage_runs.ask(by=cast.gill)
    with monkeypatch.context() as patched:
        patched.setattr("casework.linkage_storage.audit.record", broken)
        work()
    with database_role("seed"):
        assert set(DemandCount.objects.values_list("run", flat=True)) == {second.pk}


def test_figures_alone_read_what_was_counted_and_nobody_writes_it(cast: Cast, agreement: SharingAgreement) -> None:
    take_in(cast.gill, agreement, "nhs_emergency", ROSA)
    run = make_run(cast.gill)
    for who in (cast.ana, cast.mina, cast.gill, cast.adi):
        with database_role("app"), transaction.atomic():
            set_actor(who)
            assert not DemandCount.objects.exists()
            with counting():
                assert DemandCount.objects.filter(run=run).exists()
    for role in ("app", "worker"):
        with database_role(role), transaction.atomic():
            set_actor(cast.ana)
            with pytest.raises(ProgrammingError), transaction.atomic():
                DemandCount.objects.create(run=run, measure=DemandMeasure.CONTACTS, number=1, households=1)
