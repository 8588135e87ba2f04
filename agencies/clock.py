"""One clock: everything that asks what time it is asks the database, so that web, worker and SQL never disagree."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateField, DateTimeField, Func
from django.utils.translation import gettext as _

from agencies.exceptions import BackdatingRefused

LOCAL_ZONE = ZoneInfo("Europe/London")


class Now(Func):
    """clock() in a query: the instant at which the statement began."""

    function = "clock"
    output_field = DateTimeField()


class Today(Func):
    """today() in a query: the local day in Europe/London."""

    function = "today"
    output_field = DateField()


def now() -> datetime:
    """The database's instant, aware."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def today() -> date:
    """The local day by the database's clock."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The day on which the instant falls in Europe/London."""
    return instant.astimezone(LOCAL_ZONE).date()


def midnight(day: date) -> datetime:
    """The instant at which the local day begins."""
    return datetime.combine(day, time.min, tzinfo=LOCAL_ZONE)


def moment(at: datetime | None) -> datetime:
    """When a verb happens: the clock's instant, or `at` where the login role is `seed`.

    Raises BackdatingRefused for every other role: a record that can be backdated proves nothing.
    """
    if at is None:
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        role = cursor.fetchone()[0]
    if role != "seed":
        raise BackdatingRefused(_("The server's clock says when this happened. Leave the time out."))
    return at
