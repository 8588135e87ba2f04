"""Local days and times of Europe/London, right across clock changes: pure functions, instants in and instants out.

Beat rings in UTC every minute; what is meant by "08:00 on that day" is decided here and nowhere else.
"""

from datetime import UTC, date, datetime, time, timedelta

from agencies.clock import LOCAL_ZONE

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MIDNIGHT = time(0)


def instant_of(day: date, at: time) -> datetime:
    """The instant at which the local clocks show this time on this day, in UTC.

    A time that does not exist (01:30 on the last Sunday of March) is the next instant that does; of a time that exists
    twice (01:30 on the last Sunday of October) it is the first, so that what is due then happens once.
    """
    wanted = datetime.combine(day, at)
    first = wanted.replace(tzinfo=LOCAL_ZONE, fold=0).astimezone(UTC)
    if _shown(first) == wanted:
        return first
    # In the gap: the clocks jump over `wanted` somewhere between these two instants.
    before, after = wanted.replace(tzinfo=LOCAL_ZONE, fold=1).astimezone(UTC), first
    while after - before > SECOND:
        middle = before + (after - before) // 2
        before, after = (before, middle) if _shown(middle) >= wanted else (middle, after)
    return after.replace(microsecond=0)


def quiet_until(instant: datetime, quiet_from: time | None, quiet_to: time | None) -> datetime | None:
    """When the quiet hours in which the instant falls are over; None where it falls in none.

    They run from one local time to another, past midnight where the second is the earlier one.
    """
    if quiet_from is None or quiet_to is None:
        return None
    today = instant.astimezone(LOCAL_ZONE).date()
    for day in (today - DAY, today):
        ends = instant_of(day if quiet_to > quiet_from else day + DAY, quiet_to)
        if instant_of(day, quiet_from) <= instant < ends:
            return ends
    return None


def digest_time(digest_at: time, quiet_from: time | None, quiet_to: time | None) -> time:
    """The local time of a day's digest: as somebody wants it, or the end of their quiet hours where it falls in them."""
    if quiet_from is None or quiet_to is None:
        return digest_at
    after_start, before_end = quiet_from <= digest_at, digest_at < quiet_to
    past_midnight = quiet_from > quiet_to
    is_quiet = (after_start or before_end) if past_midnight else (after_start and before_end)
    return quiet_to if is_quiet else digest_at


def digest_instant(
    day: date, digest_at: time, quiet_from: time | None = None, quiet_to: time | None = None
) -> datetime:
    """From when on this local day the digest may go."""
    return instant_of(day, digest_time(digest_at, quiet_from, quiet_to))


def _shown(instant: datetime) -> datetime:
    """What the local clocks show then, without its offset."""
    return instant.astimezone(LOCAL_ZONE).replace(tzinfo=None)
