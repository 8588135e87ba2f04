"""The lines in which a case is told at a glance: what is next, what to know first, how far it is, who spoke last."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from casework.models import Allocation, Case, CaseMember, CaseShare

ACTION, REVIEW, WARNING = "action", "review", "warning"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that needs doing by a day: an action, or the next review, which belongs to nobody alone.

    A warning is told in the same columns: its words, whose it is, and the day on which they look at it again.
    """

    kind: str
    id: UUID
    case: UUID
    category: str
    due_on: date
    title: str
    who: str
    agency: str
    worker: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An outcome in its latest words. `now` is the last number on their scale: the participant's, or else another voice's."""

    kind: str
    id: UUID
    case: UUID
    category: str
    wording: str
    start: int
    goal: int
    agency: str
    is_agreed: bool
    now: int | None
    voice: str


@dataclass(frozen=True, slots=True)
class LastContact:
    """A contact in a line."""

    kind: str
    id: UUID
    case: UUID
    category: str
    happened_at: datetime
    channel: str
    was_reached: bool
    summary: str
    agreed: str
    who: str
    agency: str
    is_kept: bool  # from somebody of the household


@dataclass(slots=True)
class Glance:
    """What a caseload shows of one case."""

    case: Case
    today: date
    steps: list[Step] = field(default_factory=list)
    warnings: list[Step] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    shares: list[CaseShare] = field(default_factory=list)
    last_contact: LastContact | None = None
    names: list[str] = field(default_factory=list)
    news: int = 0


@dataclass(slots=True)
class Head:
    """What every page of a case shows of it. `warnings`: what to know before one visits or rings.

    `shares`: those by which somebody else's work is seen, none for one's own.
    """

    case: Case
    today: date
    counts: dict[str, int]
    steps: list[Step]
    warnings: list[Step]
    shares: list[Any]

    @property
    def next_review(self) -> Step | None:
        """The day on which they look together."""
        return next((step for step in self.steps if step.kind == REVIEW), None)


@dataclass(slots=True)
class Overview:
    """What the first page of a case adds to its head."""

    head: Head
    standings: list[Standing]
    contacts: list[LastContact]
    members: list[CaseMember]
    allocations: list[Allocation]
    shared_with: list[CaseShare]
