"""How many workers a household has had to tell its story to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from casework.enums import AllocationRole, CaseKind
from casework.models import Allocation

ONE, TWO, MORE = "one", "two", "more"
NUMBERS: dict[str, str | Promise] = {
    ONE: gettext_lazy("One worker throughout"),
    TWO: gettext_lazy("Two workers"),
    MORE: gettext_lazy("Three workers or more"),
}


@dataclass(slots=True)
class Met:
    """A household of a team, and the people who have led its case. A case that is kept apart counts for itself."""

    household: UUID
    team: UUID
    leads: set[UUID] = field(default_factory=set)
    had_one_then: bool = False

    @property
    def number(self) -> str:
        """One of NUMBERS."""
        return {1: ONE, 2: TWO}.get(len(self.leads), MORE)


def workers_met(cases: Q, begins: datetime, ends: datetime) -> list[Met]:
    """Households that had a lead at some time from `begins` to before `ends`, each with all its leads by then; in one statement.

    `cases` is a condition on allocations: for selectors, which know what the actor may see.
    """
    rows = Allocation.objects.filter(cases, role=AllocationRole.LEAD, started_at__lt=ends).values_list(
        "case", "case__kind", "case__household", "case__team", "membership__user", "ended_at"
    )
    return _met(rows, begins)


def _met(rows: Iterable[tuple[UUID, str, UUID, UUID, UUID, datetime | None]], begins: datetime) -> list[Met]:
    found: dict[tuple[UUID, UUID], Met] = {}
    for case, kind, household, team, person, ended_at in rows:
        met = found.setdefault((household if kind == CaseKind.MAIN else case, team), Met(household, team))
        met.leads.add(person)
        met.had_one_then |= ended_at is None or ended_at > begins
    return [met for met in found.values() if met.had_one_then]
