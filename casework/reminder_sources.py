"""What a source of reminders is, and which there are: settings.REMINDER_SOURCES names them by dotted path.

A source says what is due. To add one, write a function in the room whose rows it asks, and add its path to the setting:

    def agreements_ending(until: date) -> Source:
        rows = SharingAgreement.objects.filter(ended_at__isnull=True, review_on__lte=until)
        return Source(
            kind="agreement_ending",                    # a lasting word: it stands in the rows
            label="A sharing agreement is to be reviewed",
            rows=due(rows, on="review_on", worker="signed_by"),
            is_told_ahead=True,                         # as many days before as somebody prefers; or
            is_told_at_once=True,                       # however long before its day: the query says since when
            escalates=True,                             # to the team's deputy, then to its manager
        )

- `until` is the last day that anybody could be told of now; rows due later must not be among them, save those told at once.
- `rows` is one query; a partial index on its day keeps it quick: see the due_* indexes of each room.
- A row that is not in it any more is settled: its reminders are cancelled. So the query says both when somebody is
  reminded and when they need not be.
- `worker` is the path of the membership concerned first, `case` that of the case, whose team has the deputy and the
  manager. Without a case, `team` leads to the team; with neither, only the worker is reminded. A row may come several
  times, each with another worker: then each of them is told.
- Whoever may not see the case is not reminded of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, In
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from agencies.enums import Purpose, RoleCode
from agencies.models import Membership
from casework.enums import AllocationRole, CaseKind
from casework.models import Allocation, CaseShare, NamedWorker
from casework.restriction_levels import SEALED_TO_THE_TEAM

Column = str | Combinable | None
LONG_AGO = date(2000, 1, 1)
COLUMNS = ("pk", "due_case", "due_day", "due_worker", "due_team")


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of reminder, and the rows that are due now."""

    kind: str
    label: str | Promise
    rows: QuerySet[Any]
    is_told_ahead: bool = False
    is_told_at_once: bool = False
    escalates: bool = False


def due(
    rows: QuerySet[Any], *, on: str | Combinable, worker: str | Combinable, case: Column = None, team: Column = None
) -> QuerySet[Any]:
    """The rows with the columns of a source; strings are paths."""
    annotated: QuerySet[Any] = rows.annotate(
        due_case=_cast(case, UUIDField()),
        due_day=_cast(on, DateField()),
        due_worker=_cast(worker, UUIDField()),
        due_team=_cast(team if team is not None else f"{case}__team" if isinstance(case, str) else None, UUIDField()),
    )
    return annotated.order_by()


def lead_of(case: str) -> Subquery:
    """Who leads the case at this path now."""
    open_leads = Allocation.objects.filter(case=OuterRef(case), role=AllocationRole.LEAD, ended_at__isnull=True)
    return Subquery(open_leads.values("membership")[:1])


def who_sees_it(owner: str) -> Subquery:
    """The owner at this path of a row of content, while they act and it is theirs to see; else nobody.

    It says of one row what `visible` says of all, so that nobody is reminded of what they would not be shown.
    """
    case, category, source = (OuterRef(OuterRef(name)) for name in ("case", "category", "source_agency"))
    allocated = Allocation.objects.filter(case=case, membership=OuterRef("pk"), ended_at__isnull=True)
    shares = CaseShare.objects.in_force().filter(case=case, agency=OuterRef("agency"), purpose=Purpose.SUPPORT)
    for_all = shares.filter(practitioners__isnull=True) | shares.filter(practitioners=OuterRef("pk"))
    shown = for_all.filter(Q(categories__contains=[category]) | Q(agency=source))
    works = Q(role__in=[RoleCode.SUPPORT_WORKER, RoleCode.MANAGER])
    of_team = Q(team=OuterRef("case__team")) & (
        ~Q(Exact(OuterRef("case__kind"), CaseKind.SEPARATED)) | Q(role=RoleCode.MANAGER)
    )
    named = NamedWorker.objects.filter(case=case, membership=OuterRef("pk"), ended_at__isnull=True)
    of_team &= ~Q(In(OuterRef("case__restriction"), sorted(SEALED_TO_THE_TEAM))) | Q(Exists(named))
    rows = Membership.objects.current().filter(
        works & (of_team | Q(Exists(allocated))) | Q(Exists(shown)), pk=OuterRef(owner)
    )
    return Subquery(rows.values("pk"))


def current(membership: str) -> Subquery:
    """The membership at this path, if it still holds."""
    return Subquery(Membership.objects.current().filter(pk=OuterRef(membership)).values("pk"))


def sources(until: date) -> list[Source]:
    """All of them."""
    return [source(until) for source in _registered()]


@cache
def labels() -> dict[str, str | Promise]:
    """What each kind is called on screen."""
    return {source.kind: source.label for source in sources(LONG_AGO)}


def _cast(value: Column, output: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else Value(None) if value is None else value, output)


@cache
def _registered() -> list[Callable[[date], Source]]:
    return [import_string(path) for path in settings.REMINDER_SOURCES]
