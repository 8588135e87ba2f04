"""How support went on and ended: how many workers a household met, and in which ways cases were closed or left the work."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agencies.actors import Actor, counting
from agencies.permissions import Permission, check
from casework.continuity import NUMBERS, workers_met
from casework.enums import ExitKind
from casework.models import CaseExit
from outcomes.enums import ClosureGround
from outcomes.models import Closure
from outcomes.reports.asked import Asked
from outcomes.reports.tables import TOTAL, Fact, Figure, Table

CAME_BACK = "came_back"
CLOSED: dict[str, str | Promise] = {
    ClosureGround.RESOLVED: gettext_lazy("Closed by agreement: the problems are resolved"),
    ClosureGround.NO_PROSPECT: gettext_lazy("Closed by agreement: no prospect of further progress"),
    CAME_BACK: gettext_lazy("Closed by agreement, and begun again since"),
}
# What ended by agreement first; exits are shown apart from it, and never count as success.
WAYS: dict[str, str | Promise] = {**CLOSED, **{kind.value: kind.label for kind in ExitKind}}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a report: its words and its figure."""

    key: str
    words: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows and their total."""

    rows: list[Line]
    total: Figure


@counting()
def endings(actor: Actor, asked: Asked) -> Counted:
    """Closures and exits of these months. A case that was paused and later closed is in both; each is something that happened."""
    check(actor, Permission.VIEW_FIGURES)
    here = {"case__team__agency": actor.agency}
    closed = Closure.objects.filter(closed_at__gte=asked.begins, closed_at__lt=asked.ends, **here)
    left = CaseExit.objects.filter(recorded_at__gte=asked.begins, recorded_at__lt=asked.ends, **here)
    of_case = ("case__team", "case__household")
    facts: list[Fact] = [
        (ground if reopened_at is None else CAME_BACK, str(team), str(household))
        for ground, reopened_at, team, household in closed.values_list("proposal__ground", "reopened_at", *of_case)
    ]
    facts += [(kind, str(team), str(household)) for kind, team, household in left.values_list("kind", *of_case)]
    return _counted(WAYS, facts, asked)


@counting()
def continuity(actor: Actor, asked: Asked) -> Counted:
    """Households that had a worker in these months, by how many have led their case since it was taken in."""
    check(actor, Permission.VIEW_FIGURES)
    met = workers_met(Q(case__team__agency=actor.agency), asked.begins, asked.ends)
    facts: list[Fact] = [(each.number, str(each.team), str(each.household)) for each in met]
    return _counted(NUMBERS, facts, asked)


def _counted(words: dict[str, str | Promise], facts: list[Fact], asked: Asked) -> Counted:
    table = Table(list(words), facts, asked.known)
    rows = [Line(key, str(said), table.figure(key, asked.team)) for key, said in words.items()]
    return Counted([row for row in rows if not row.figure.is_nought], table.figure(TOTAL, asked.team))
