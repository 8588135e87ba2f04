"""A disclosure that is asked for again by itself: when, in which words, decided on each time, and ended by anybody's no."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from agencies import agreements, clock
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import asking, schedules
from agencies.enums import RoleCode
from agencies.exceptions import DisclosureSettled, NotPermitted
from agencies.models import AuditEvent, Disclosure, DisclosureSchedule, Membership, SharingAgreement
from agencies.months import months_after
from tests.agencies.disclosures.conftest import Way
from tests.conftest import database_role
from tests.database import refused
from tests.factories.agencies import make_member
from tests.factories.casework import Scene
from tests.factories.disclosures import unsealed

S = DisclosureState
WORDS = (
    "agency_id",
    "recipient_id",
    "agreement_id",
    "purpose",
    "items",
    "why",
    "by_name",
    "recipient_key",
    "schedule_id",
)


def arrived(way: Way, row: Disclosure) -> Disclosure:
    """Pia said so."""
    with database_role("app"):
        return asking.confirm(way.fresh(row), sha256=way.fresh(row).sha256, by=way.pia)


def a_month_later(way: Way, months: int = 1) -> None:
    """On the same day of the month, a minute later."""
    later = months_after(clock.today(), months) - clock.today()
    way.clock.set(clock.now() + later + timedelta(minutes=1))


def bell() -> int:
    """How many were asked for."""
    with database_role("worker"):
        return schedules.ask_what_is_due()


@pytest.fixture
def monthly(way: Way, bells: Scene) -> Disclosure:
    """Asked for each month; the first arrived."""
    return arrived(way, way.released(every="month"))


def latest() -> Disclosure:
    """The last that was asked for."""
    return Disclosure.objects.select_related(*asking.BESIDE).order_by("-asked_at")[0]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 24), 3, date(2027, 2, 24)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -24, date(2024, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_it_is_asked_for_again_on_its_day_once_and_in_the_same_words(way: Way, monthly: Disclosure) -> None:
    assert bell() == 0, "its day has not come"
    assert schedules.next_day(monthly) == months_after(clock.local_date(monthly.asked_at), 1)
    a_month_later(way)
    assert (bell(), bell()) == (1, 0)
    row = latest()
    assert row.pk != monthly.pk
    assert [getattr(row, name) for name in WORDS] == [getattr(monthly, name) for name in WORDS]
    assert (row.state, row.asked_by, row.approved_at) == (S.ASKED, way.pia.signatory, None), "somebody decides anew"
    assert way.events().count("disclosure.asked") == 2
    with database_role("seed"):
        told = AuditEvent.objects.filter(event="disclosure.asked").latest("id")
    assert (told.subject_id, told.details["every"]) == (row.pk, "month")
    a_month_later(way)
    assert bell() == 0, "nobody has decided about the last one"


def test_the_second_file_is_whole_and_the_third_is_due_by_the_calendar(way: Way, monthly: Disclosure) -> None:
    a_month_later(way)
    way.clock.set(clock.now() + timedelta(days=9))  # it was late: those after it are not
    bell()
    with database_role("app"):
        asking.approve(latest(), by=way.cast.gill)
    row = way.work(latest())
    way.a_day_later()
    row = way.looked_after(row)
    assert len(unsealed(way.fetched(row))[0]) == 4
    row = arrived(way, row)
    assert schedules.next_day(row) == months_after(clock.local_date(monthly.asked_at), 2)
    assert schedules.next_day(monthly) is None, "another was asked for since"


def test_each_quarter_is_three_months(way: Way, bells: Scene) -> None:
    row = arrived(way, way.released(every="quarter"))
    a_month_later(way, 2)
    assert bell() == 0
    assert schedules.next_day(row) == months_after(clock.local_date(row.asked_at), 3)
    a_month_later(way)
    assert bell() == 1


def test_what_is_asked_for_once_is_not_asked_for_again(way: Way, bells: Scene) -> None:
    row = arrived(way, way.released())
    a_month_later(way, 4)
    assert (bell(), row.schedule, schedules.next_day(row)) == (0, None, None)


@pytest.mark.parametrize("verb", ["refuse", "stop"])
def test_a_no_of_somebody_ends_it(way: Way, bells: Scene, verb: str) -> None:
    row = way.ask(every="month")
    with database_role("app"):
        row = getattr(asking, verb)(row, reason="Too much", by=way.cast.gill)
    a_month_later(way)
    assert (bell(), schedules.next_day(row)) == (0, None)
    with database_role("app"), pytest.raises(DisclosureSettled):
        schedules.end(row, by=way.cast.gill)


def test_what_the_service_stopped_is_asked_for_again(way: Way) -> None:
    row = way.prepared(every="month")
    assert row.state == S.FAILED, "nobody is shared"
    a_month_later(way)
    assert bell() == 1


@pytest.mark.parametrize("who", ["pia", "gill"])
def test_either_agency_ends_it_and_what_is_under_way_goes_on(way: Way, bells: Scene, who: str) -> None:
    row = way.approved(every="month")
    by = way.pia if who == "pia" else way.cast.gill
    with database_role("app"):
        ended = schedules.end(row, by=by)
    assert (ended.state, ended.schedule.ended_by) == (S.PREPARING, by.signatory)
    assert way.events()[-1] == "disclosure.schedule_ended"
    row = way.fresh(way.work(row))
    assert row.state == S.EMBARGOED
    way.a_day_later()
    arrived(way, way.looked_after(row))
    a_month_later(way, 2)
    assert bell() == 0
    with database_role("app"), pytest.raises(DisclosureSettled):
        schedules.end(way.fresh(row), by=by)


def test_who_discloses_nothing_ends_nothing(way: Way, bells: Scene) -> None:
    row = way.ask(every="month")
    with database_role("app"), pytest.raises(NotPermitted):
        schedules.end(row, by=way.cast.asha)


def test_while_the_agreement_holds_no_more_nothing_is_asked_and_the_reason_is_told(
    way: Way, monthly: Disclosure
) -> None:
    a_month_later(way)
    assert schedules.trouble_of(way.fresh(monthly)) == ""
    with database_role("seed"):
        agreements.suspend(way.agreement, reason="Looked at again", by=way.cast.gill)
    assert bell() == 0
    assert "is suspended" in schedules.trouble_of(way.fresh(monthly))
    with database_role("seed"):
        agreements.lift(SharingAgreement.objects.get(pk=way.agreement.pk), by=way.cast.gill)
    assert bell() == 1


def test_nobody_asks_for_whoever_has_left(way: Way, monthly: Disclosure) -> None:
    with database_role("seed"):
        Membership.objects.filter(pk=way.pia.signatory.pk).update(ended_on=clock.today() + timedelta(days=3))
    a_month_later(way)
    assert bell() == 0
    assert "acts for the agency no more" in schedules.trouble_of(way.fresh(monthly))


# For whoever goes round it


def copied(row: Disclosure, **other: Any) -> None:
    """A worker writes the next one by itself."""
    said = {name: getattr(row, name) for name in (*WORDS, "asked_by_id", "by_name_reason")} | other
    with database_role("worker"), transaction.atomic():
        Disclosure.objects.create(**said)


@pytest.mark.parametrize(
    "other",
    [
        {"schedule_id": None},
        {"items": ["birth_date", "household_members"]},
        {"why": "Because"},
        {"recipient_key": "age1another"},
        {"by_name": True, "by_name_reason": "They are known"},
        {"purpose": "figures"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_worker_asks_in_the_words_of_the_first_and_not_otherwise(
    way: Way, monthly: Disclosure, other: dict[str, Any]
) -> None:
    with refused("disclosure_is_of_its_schedule"):
        copied(monthly, **other)


def test_the_worker_asks_for_nobody_else_and_begins_nothing(way: Way, monthly: Disclosure) -> None:
    with database_role("seed"):
        colleague = make_member(way.cast.adi, "Perry", way.pia.signatory.agency, RoleCode.GOVERNANCE_LEAD)
        empty = DisclosureSchedule.objects.create(every="month", begun_by=way.pia.signatory)
    for other in ({"asked_by_id": colleague.signatory.pk}, {"schedule_id": empty.pk}):
        with refused("disclosure_is_of_its_schedule"):
            copied(monthly, **other)


def test_what_was_ended_or_refused_is_not_asked_for_by_any_program(way: Way, bells: Scene) -> None:
    row = way.ask(every="month")
    with refused("disclosure_of_schedule_one_at_a_time"):
        copied(row)
    with database_role("app"):
        asking.refuse(row, reason="Too much", by=way.cast.gill)
    with refused("disclosure_is_of_its_schedule"):
        copied(row)
    other = arrived(way, way.released(every="month"))
    with database_role("app"):
        schedules.end(other, by=way.pia)
    with refused("disclosure_is_of_its_schedule"):
        copied(other)
