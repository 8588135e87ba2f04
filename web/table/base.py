"""Table mode: pages that a household looks at together. No places to go to, no other household, no staff notes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.exceptions import NOT_FOUND, Missing, NotPermitted
from casework import selectors
from casework.models import Case, CaseMember
from outcomes import table
from outcomes.models import Rating
from outcomes.table import Shown
from web.charts import Line
from web.pages import Page


def way_back(reference: str) -> str:
    """Where the link that leaves table mode goes: the case."""
    return reverse("web:case", args=[reference])


def called(member: CaseMember) -> str:
    """What they are called at their own table: the first of their names."""
    return member.name.split()[0]


@dataclass(frozen=True, slots=True)
class TurnOf:
    """Somebody whose turn it can be: their name, where it is, and whether they have had it. What they said is nowhere here."""

    name: str
    address: str
    is_over: bool = False


@dataclass(frozen=True)
class Seen:
    """An outcome with its lines: one for each person who said a number, else the one that they began with."""

    shown: Shown
    lines: list[tuple[str, Line]]
    said: Rating | None

    @property
    def said_by(self) -> str:
        """Whose words these are."""
        return called(self.said.member) if self.said and self.said.member else ""

    @classmethod
    def of(cls, shown: Shown, member: CaseMember | None = None) -> "Seen":
        """With everybody's last number, and what one of them last said to it before the others; on one person's turn with
        theirs, and the words they may have said alone.
        """
        own = None if member is None else shown.latest_of(member)
        ratings = shown.latest_of_each if member is None else [row for row in [own] if row]
        start, goal = shown.version.start, shown.version.goal
        several = len(ratings) > 1
        lines = [
            (called(row.member) if several and row.member else "", Line(start, goal, row.value)) for row in ratings
        ]
        said = shown.said if member is None else own
        return cls(shown, lines or [("", Line(start, goal))], said if said and said.words.strip() else None)


class TablePage(Page):
    """A page about one case that its people look at. For those who work with them alone: a partner has no such page."""

    subject = selectors.case_for
    subject_model = Case

    def load(self) -> Any:
        """The case. Raises NotPermitted for whoever sees it and does not work with it."""
        case = super().load()
        if not case.is_own_work:
            raise NotPermitted(_("Only those who work with this household sit at the table with them."))
        return case

    @property
    def here(self) -> str:
        """The case's reference, as it is written."""
        return str(self.kwargs["reference"]).upper()

    def at(self, name: str, *more: object) -> str:
        """The address of another page of the same case."""
        return reverse(f"web:{name}", args=[self.here, *more])

    def after_keeping(self, subject: Any) -> str:
        """Where they began: the list of drafts names other households."""
        return self.at("table")

    def show(self, subject: Any = None, status: int = 200, **more: Any) -> Any:
        """With the way out of it, on every page, and whom to ring."""
        leads = getattr(subject, "open_leads", None) or []  # prefetched by selectors.case_for
        around = {"back": way_back(self.here), "case": subject, "worker": leads[0].membership if leads else None}
        return super().show(subject, status, **{**around, **more})

    def seated(self, case: Case) -> list[CaseMember]:
        """Who can sit at the table."""
        if not hasattr(self, "_seated"):
            self._seated = list(table.seated(self.actor, case))
            self.looks.note_page(CaseMember, self._seated, under=case)
        return self._seated

    def outcomes(self, case: Case, alone_with: CaseMember | None = None) -> list[Shown]:
        """The outcomes that can be shown now, noted as looked at."""
        shown = table.outcomes_at(self.actor, case, alone_with=alone_with)
        for each in shown:
            self.looks.note(each.outcome)
        return shown


class Turn(TablePage):
    """One person's own turn: what is kept from others is there only where the worker said that they are alone."""

    @property
    def is_alone(self) -> bool:
        """Whether nobody else is with them."""
        return self.request.GET.get("alone") == "yes"

    @property
    def alone(self) -> str:
        """What goes on in the address."""
        return "?alone=yes" if self.is_alone else ""

    def speaker(self, case: Case) -> CaseMember:
        """Whose turn it is. Raises Missing for whoever is not part of this case now."""
        if not hasattr(self, "_speaker"):
            key: UUID = self.kwargs["member"]
            found = next((each for each in self.seated(case) if each.pk == key), None)
            if found is None:
                raise Missing(NOT_FOUND)
            self._speaker = found
        return self._speaker

    def theirs(self, case: Case) -> list[Shown]:
        """The outcomes in which they are named, as far as these can be shown now."""
        member = self.speaker(case)
        shown = self.outcomes(case, member if self.is_alone else None)
        return [each for each in shown if each.names(member)]

    def show(self, subject: Any = None, status: int = 200, **more: Any) -> Any:
        """With their name."""
        member = self.speaker(subject)
        return super().show(subject, status, **{"member": member, "name": called(member), "alone": self.alone, **more})
