"""What a manager reads of their own team: exact, since every case in it is theirs to open."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from agencies import clock
from agencies.actors import Actor
from agencies.permissions import Permission, check
from casework.continuity import NUMBERS, workers_met
from casework.enums import OPEN
from casework.models import CaseExit
from outcomes.models import Closure
from outcomes.reports.asked import year_to
from outcomes.reports.support import CAME_BACK, WAYS


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """`continuity`: open households by how many have led them. `endings`: words, how many in twelve months, and stand so now."""

    households: int
    continuity: list[tuple[str, int]]
    endings: list[tuple[str, int, int]]


def of_team(actor: Actor) -> TeamFigures:
    """Of the actor's own team."""
    check(actor, Permission.ALLOCATE_CASE)
    now = clock.now()
    met = workers_met(Q(case__team=actor.team, case__status__in=sorted(OPEN)), now, now)
    numbers = Counter(each.number for each in met)
    return TeamFigures(len(met), [(str(words), numbers[key]) for key, words in NUMBERS.items()], _endings(actor, now))


def _endings(actor: Actor, now: datetime) -> list[tuple[str, int, int]]:
    """Closures, then exits by kind: those of twelve months, and those that stand now."""
    since = year_to(clock.local_date(now)).begins
    closed = Closure.objects.filter(case__team=actor.team, closed_at__gte=since)
    left = CaseExit.objects.filter(Q(ended_at__isnull=True) | Q(recorded_at__gte=since), case__team=actor.team)
    lately: Counter[str] = Counter()
    standing: Counter[str] = Counter()
    for ground, reopened_at in closed.values_list("proposal__ground", "reopened_at"):
        lately[ground if reopened_at is None else CAME_BACK] += 1
        standing[ground] += reopened_at is None
    for kind, recorded_at, ended_at in left.values_list("kind", "recorded_at", "ended_at"):
        lately[kind] += recorded_at >= since
        standing[kind] += ended_at is None
    return [(str(said), lately[key], standing[key]) for key, said in WAYS.items() if lately[key] or standing[key]]
