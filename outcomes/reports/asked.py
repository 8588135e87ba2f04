"""For which months a report is, and for which team."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from agencies import clock
from agencies.actors import Actor
from agencies.models import Team
from agencies.permissions import Permission, check, holds
from agencies.selectors import teams_for

YEAR = 12
MOST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Asked:
    """Whole months only. `first` and `last` are the first days of the first and the last; `team` is an id, or none for all.

    `known`: the team whose cases whoever asks may open. What they read there must not tell them of the other teams.
    """

    first: date
    last: date
    team: str | None = None
    known: str | None = None

    @property
    def begins(self) -> datetime:
        """The instant at which the first month begins."""
        return start_of(self.first)

    @property
    def ends(self) -> datetime:
        """The instant at which the last month is over."""
        return start_of(later(self.last, 1))

    @property
    def months(self) -> list[date]:
        """The first day of each."""
        return list(_months(self.first, self.last))


def year_to(today: date) -> Asked:
    """The twelve months that end with this one."""
    this = today.replace(day=1)
    return Asked(later(this, 1 - YEAR), this)


def asked_for(first: date, last: date, team: str | None, today: date, known: str | None = None) -> Asked:
    """As somebody asked, as far as it can be meant: not backwards, not in the future, not for longer than three years."""
    last = min(last, today).replace(day=1)
    first = min(first.replace(day=1), last)
    return Asked(max(first, later(last, 1 - MOST_MONTHS)), last, team, known)


def team_known_to(actor: Actor) -> str | None:
    """The team of whoever allocates its cases; to everybody else the figures are all that they see."""
    return str(actor.team.pk) if actor.team and holds(actor, Permission.ALLOCATE_CASE) else None


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams of the actor's agency, for each of which a report can be asked."""
    check(actor, Permission.VIEW_FIGURES)
    return teams_for(actor).filter(agency=actor.agency)


def later(month: date, number: int) -> date:
    """The first day of the month that is so many later."""
    years, months = divmod(month.month - 1 + number, YEAR)
    return date(month.year + years, months + 1, 1)


def start_of(day: date) -> datetime:
    """The instant at which a day of ours begins. In UTC, as rows have theirs: two zones are compared ten times as slowly."""
    return clock.midnight(day).astimezone(UTC)


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = later(first, 1)
