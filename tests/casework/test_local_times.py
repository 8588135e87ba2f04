"""Local times become instants, on the days when the clocks change too: Europe/London, 2026."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from casework.local_times import digest_instant, digest_time, instant_of, quiet_until

WINTER, SUMMER, SPRING_FORWARD, FALL_BACK = (
    date(2026, 1, 15),
    date(2026, 7, 15),
    date(2026, 3, 29),  # 01:00 becomes 02:00
    date(2026, 10, 25),  # 02:00 becomes 01:00
)


def at(text: str) -> time:
    return time.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "local", "instant"),
    [
        (WINTER, "08:00", "01-15T08:00"),
        (SUMMER, "08:00", "07-15T07:00"),
        (SUMMER, "00:30", "07-14T23:30"),
        (SPRING_FORWARD, "00:59", "03-29T00:59"),
        (SPRING_FORWARD, "01:00", "03-29T01:00"),  # does not exist: the clocks show 02:00 then
        (SPRING_FORWARD, "01:30", "03-29T01:00"),
        (SPRING_FORWARD, "01:59:59", "03-29T01:00"),
        (SPRING_FORWARD, "02:00", "03-29T01:00"),
        (SPRING_FORWARD, "02:30", "03-29T01:30"),
        (SPRING_FORWARD, "08:00", "03-29T07:00"),
        (FALL_BACK, "00:59", "10-24T23:59"),
        (FALL_BACK, "01:00", "10-25T00:00"),  # twice: the first of them
        (FALL_BACK, "01:30", "10-25T00:30"),
        (FALL_BACK, "02:00", "10-25T02:00"),
        (FALL_BACK, "08:00", "10-25T08:00"),
    ],
)
def test_a_local_time_is_one_instant(day, local, instant):
    assert instant_of(day, at(local)) == utc(instant)


@pytest.mark.parametrize(
    ("now", "starts", "ends", "over"),
    [
        ("01-15T12:00", None, None, None),
        ("01-15T12:00", "20:00", "07:00", None),
        ("01-15T20:00", "20:00", "07:00", "01-16T07:00"),
        ("01-15T23:59", "20:00", "07:00", "01-16T07:00"),
        ("01-16T06:59", "20:00", "07:00", "01-16T07:00"),
        ("01-16T07:00", "20:00", "07:00", None),
        ("01-15T12:30", "12:00", "13:00", "01-15T13:00"),
        ("01-15T13:00", "12:00", "13:00", None),
        ("07-15T19:00", "20:00", "07:00", "07-16T06:00"),
        ("03-28T21:00", "20:00", "07:00", "03-29T06:00"),  # a short night
        ("03-29T00:30", "20:00", "01:30", "03-29T01:00"),  # ends at a time that does not exist
        ("03-29T01:00", "20:00", "01:30", None),
        ("10-24T20:00", "20:00", "07:00", "10-25T07:00"),  # a long one
        ("10-25T00:29", "20:00", "01:30", "10-25T00:30"),  # ends at a time that comes twice: at the first
        ("10-25T01:10", "20:00", "01:30", None),
    ],
)
def test_quiet_hours_end(now, starts, ends, over):
    hours = (at(starts), at(ends)) if starts else (None, None)
    assert quiet_until(utc(now), *hours) == (utc(over) if over else None)


@pytest.mark.parametrize(
    ("wanted", "starts", "ends", "goes"),
    [
        ("08:00", None, None, "08:00"),
        ("08:00", "20:00", "07:00", "08:00"),
        ("06:00", "20:00", "07:00", "07:00"),
        ("20:00", "20:00", "07:00", "07:00"),
        ("07:00", "20:00", "07:00", "07:00"),
        ("23:30", "20:00", "07:00", "07:00"),
        ("08:00", "07:00", "09:00", "09:00"),
        ("09:00", "07:00", "09:00", "09:00"),
    ],
)
def test_a_digest_does_not_go_in_quiet_hours(wanted, starts, ends, goes):
    hours = (at(starts), at(ends)) if starts else (None, None)
    assert digest_time(at(wanted), *hours) == at(goes)


def test_on_every_day_of_a_year_there_is_one_digest_and_each_is_later_than_the_last():
    for wanted in ("00:00", "01:30", "02:00", "08:00", "23:59"):
        instants = [digest_instant(date.fromordinal(WINTER.toordinal() + each), at(wanted)) for each in range(366)]
        assert all(earlier < later for earlier, later in pairwise(instants))
