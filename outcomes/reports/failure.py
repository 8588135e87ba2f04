"""How many contacts came of something that was not done, or not done right, as workers said when they wrote them down.

Of the cases of the reader's own agency, by whose worker wrote the contact. What is protected: the table with its totals, and
what is left of it for whoever reads the cases of one team.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from agencies.actors import Actor, counting
from agencies.clock import today
from agencies.permissions import Permission, check
from casework.demand import MONTHS, first_month
from casework.enums import Channel, Demand
from casework.models import Contact
from outcomes.reports.asked import start_of, team_known_to
from outcomes.reports.tables import Figure
from outcomes.suppression import Count, Shows
from outcomes.totals import protect_table

SORTS = (Demand.VALUE, Demand.FAILURE, Demand.UNKNOWN)
Row = tuple[str, str, str, str, str, int]  # agency's name and code, sort, team, household, how many


@dataclass(frozen=True, slots=True)
class Judged:
    """Contacts that workers of an agency wrote down, by what they said caused them. Of all agencies, `code` is empty."""

    code: str
    name: str
    sorts: dict[str, Figure]
    contacts: Figure

    @property
    def share(self) -> float | None:
        """Failure demand of all that somebody judged, from 0 to 100; None where it may not be said, or nobody judged any."""
        value, failure = self.sorts[Demand.VALUE].number, self.sorts[Demand.FAILURE].number
        if value is None or failure is None or not value + failure:
            return None
        return 100 * failure / (value + failure)


@dataclass(frozen=True, slots=True)
class Judgements:
    """Of whole months from `first` on, this one too: by agency, and all of them."""

    first: date
    months: int
    agencies: list[Judged]
    total: Judged


@counting()
def judgements(actor: Actor) -> Judgements:
    """Contacts that reached somebody, in the cases of the actor's agency; of a corrected one what corrects it."""
    check(actor, Permission.VIEW_FIGURES)
    first = first_month(today())
    rows = Contact.objects.filter(
        case__team__agency=actor.agency, happened_at__gte=start_of(first), was_reached=True, corrections__isnull=True
    ).exclude(channel=Channel.NONE)
    keys = ("source_agency__name", "source_agency__code", "demand", "case__team", "case__household")
    counted = rows.order_by().values_list(*keys).annotate(number=models.Count("pk"))
    facts: list[Row] = [
        (name, code, sort, str(team), str(household), number) for name, code, sort, team, household, number in counted
    ]
    return judged(first, facts, team_known_to(actor))


def judged(first: date, facts: Iterable[Row], known: str | None) -> Judgements:
    """What may be said of these, to somebody who reads the cases of the `known` team."""
    facts = list(facts)
    agencies = sorted({fact[:2] for fact in facts})
    lines = _lines(agencies, facts)
    shows = protect_table(lines)
    if known is not None:
        rest = _lines(agencies, [fact for fact in facts if fact[3] != known])
        shows = [
            [
                Shows.HELD if said is Shows.NUMBER and left is not Shows.NUMBER else said
                for said, left in zip(*both, strict=True)
            ]
            for both in zip(shows, protect_table(rest), strict=True)
        ]
    figures = [
        [Figure(said, count.number if said is Shows.NUMBER else None) for count, said in zip(*both, strict=True)]
        for both in zip(lines, shows, strict=True)
    ]
    each = [_judged(name, code, line) for (name, code), line in zip(agencies, figures, strict=False)]
    return Judgements(first, MONTHS, each, _judged("", "", figures[-1]))


def _judged(name: str, code: str, line: list[Figure]) -> Judged:
    return Judged(code, name, dict(zip(SORTS, line, strict=False)), line[-1])


def _lines(agencies: list[tuple[str, str]], facts: list[Row]) -> list[list[Count]]:
    """A row for each agency and one for all; a column for each sort and one for all."""
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _name, code, sort, _team, household, number in facts:
        for place in ((code, sort), (code, ""), ("", sort), ("", "")):
            numbers[place] += number
            met[place].add(household)
    codes = [*(code for _name, code in agencies), ""]
    return [[Count(numbers[code, sort], len(met[code, sort])) for sort in (*SORTS, "")] for code in codes]
