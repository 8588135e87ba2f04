"""Where an agreement stands, in one word: by its days, its signatures, and what was decided about it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import DateField, Value
from django.db.models.functions import Cast as To

from agencies import agreements
from agencies.clock import midnight
from agencies.enums import AgreementStatus
from agencies.models import Agency, SharingAgreement
from agencies.querysets import ReviewNoticeDay
from agencies.selectors import agreement_for, agreements_for
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.sharing import make_agreement

pytestmark = pytest.mark.usefixtures("db")

FIRST, REVIEW, LAST = date(2026, 1, 1), date(2026, 8, 31), date(2026, 12, 31)
IN_FORCE = {"in_force", "review_due", "review_overdue"}


def status_of(clock: Clock, cast: Cast, agreement: SharingAgreement, on: date, *, seconds: int = 0) -> str:
    """At the beginning of this day, or so many seconds later; as whoever keeps agreements reads it."""
    clock.set(midnight(on) + timedelta(seconds=seconds))
    row: Any = agreement_for(cast.gill, agreement.pk)
    assert row.is_in_force is (row.status in IN_FORCE)  # two questions that must not disagree
    return str(row.status)


def made(clock: Clock, cast: Cast, **said: Any) -> SharingAgreement:
    """In force in 2026, to be reviewed at the end of August."""
    clock.set(midnight(FIRST))
    with database_role("seed"):
        return make_agreement(cast, days=(0, (LAST - FIRST).days), review_on=REVIEW, **said)


@pytest.mark.parametrize(
    ("on", "seconds", "word"),
    [
        (FIRST, -1, "to_come"),
        (FIRST, 0, "in_force"),
        (date(2026, 5, 31), -1, "in_force"),  # three months before 31 August is 31 May
        (date(2026, 5, 31), 0, "review_due"),
        (REVIEW, 86_399, "review_due"),
        (date(2026, 9, 1), 0, "review_overdue"),
        (LAST, 86_399, "review_overdue"),
        (date(2027, 1, 1), 0, "run_out"),
    ],
)
def test_time_alone_moves_it_on(on, seconds, word, clock: Clock, cast):
    assert status_of(clock, cast, made(clock, cast), on, seconds=seconds) == word


@pytest.mark.parametrize("on", [FIRST, date(2026, 6, 1), date(2026, 10, 1)])
@pytest.mark.parametrize("what", ["unsigned", "suspended", "ended", "ended while suspended"])
def test_what_people_decided_goes_before_what_time_did(what, on, clock: Clock, cast):
    agreement = made(clock, cast, signed=what != "unsigned")
    with database_role("seed"):
        if "suspended" in what:
            agreement = agreements.suspend(agreement, reason="A breach", by=cast.gill)
        if what.startswith("ended"):
            agreements.end(agreement, reason="Replaced", by=cast.gill)
    expected = {"unsigned": "draft", "suspended": "suspended"}.get(what, "ended")
    assert status_of(clock, cast, agreement, on) == expected


def test_what_was_never_signed_runs_out_too(clock: Clock, cast):
    assert status_of(clock, cast, made(clock, cast, signed=False), date(2027, 1, 1)) == "run_out"


@pytest.mark.parametrize(("signed", "word"), [(True, "in_force"), (False, "review_overdue")])
def test_a_signed_version_after_it_settles_its_review(signed, word, clock: Clock, cast):
    agreement = made(clock, cast)
    with database_role("seed"):
        make_agreement(cast, days=(0, 800), supersedes=agreement, signed=signed)
    assert status_of(clock, cast, agreement, date(2026, 10, 1)) == word


def test_every_status_is_one_that_a_filter_finds(clock: Clock, cast):
    made(clock, cast)
    clock.set(midnight(date(2026, 6, 1)))
    found = {status: agreements_for(cast.gill).filter(status=status).count() for status in AgreementStatus}
    assert found == {status: int(status == AgreementStatus.REVIEW_DUE) for status in AgreementStatus}


@pytest.mark.parametrize(
    ("review", "notice"),
    [
        (date(2026, 8, 31), date(2026, 5, 31)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2026, 3, 15), date(2025, 12, 15)),
    ],
)
def test_three_months_are_calendar_months(review, notice, cast):
    day = ReviewNoticeDay(To(Value(review), DateField()))
    assert set(Agency.objects.annotate(day=day).values_list("day", flat=True)) == {notice}
