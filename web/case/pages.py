"""What the pages of a case have in common: its head, its sections, and why somebody sees it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.exceptions import NOT_FOUND, Missing, NotPermitted
from agencies.models import Membership
from agencies.permissions import Permission, may
from casework import selectors
from casework.models import Case, CaseMember
from outcomes import glances
from outcomes.briefs import Head
from web.form_pages import FormPage
from web.pages import Page


@dataclass(frozen=True, slots=True)
class Section:
    """One of the record's sections: its words, its address, and how many rows it has."""

    words: str | Promise
    name: str
    address: str
    number: int | None


# In their order: words, the name of the address, the count of the head, and whether only those who work on it have it.
SECTIONS: list[tuple[str | Promise, str, str, bool]] = [
    (_("Overview"), "case", "", False),
    (_("People"), "case-people", "people", False),
    (_("Agencies and sharing"), "case-sharing", "agencies", True),
    (_("Outcomes"), "case-outcomes", "outcomes", False),
    (_("Plan and actions"), "case-actions", "actions", False),
    (_("Contacts"), "case-contacts", "contacts", False),
    (_("Documents"), "case-documents", "", False),
    (_("Reviews"), "case-reviews", "reviews", False),
    (_("Help from others"), "case-help", "help", False),
    (_("Where it stands"), "case-stage", "", True),
    (_("Record history"), "case-history", "", True),
]


class CasePart:
    """Mixed into a page of a case. `section` is the name of the section in which it stands; `parts` is what it shows."""

    section: ClassVar[str] = "case"
    subject: ClassVar[Any] = selectors.case_for
    subject_model: ClassVar[Any] = Case
    actor: Any
    looks: Any
    kwargs: dict[str, Any]

    def content(self, subject: Any) -> dict[str, Any]:
        """The head, and what the page itself shows."""
        shown = self.parts(subject)
        case = self.case_of(subject)
        head = shown.pop("head", None) or glances.head_of(self.actor, case)
        if head.warnings:
            self.note_entries(case, head.warnings)
        return {**around(self.actor, case, head, self.section), **shown}

    def case_of(self, subject: Any) -> Case:
        """The case around the page; its subject, unless that is a row of one."""
        found: Case = subject
        return found

    def parts(self, subject: Any) -> dict[str, Any]:
        """What the template shows, by name; with `head` where it was read along with it."""
        return {}

    def address(self, name: str, *more: object) -> str:
        """The address of a page of the same case, or of one row of it."""
        return reverse(f"web:{name}", args=[self.kwargs["reference"].upper(), *more])

    def insist_on_own_work(self, case: Case) -> None:
        """Raise NotPermitted for who sees the case by a share."""
        if not is_own_work(case):
            raise NotPermitted(gettext("Only those who work with this household do this. Ask the lead worker."))

    def insist_on_adding(self, case: Case) -> None:
        """Raise NotPermitted for who may only see it: before they have written anything that the verb would refuse."""
        if not can_contribute(self.actor, case):
            raise NotPermitted(gettext("Your agency may see this record, and not add to it. Ask the lead worker."))

    def note_entries(self, case: Case, entries: Iterable[Any]) -> None:
        """Lines of the record are shown; none of them is a look too, which the case's own row says."""
        if shown := list(entries):
            self.looks.note_entries(case, shown)


class RowPart(CasePart):
    """Mixed into a page of one row of a case, whose address has the case's reference and the row's `id`."""

    subject_key = "id"
    case: Case

    def load(self) -> Any:
        """The row, where it is one of that case; raises Missing."""
        row = super().load()  # type: ignore[misc]  # Page has it
        self.case = selectors.case_for(self.actor, self.kwargs["reference"])
        if not self.is_of_case(row):
            raise Missing(NOT_FOUND)
        return row

    def is_of_case(self, row: Any) -> bool:
        """Whether the row is one of the case in the address; override for what is of its people or its home."""
        found: bool = row.case_id == self.case.pk
        return found

    def case_of(self, subject: Any) -> Case:
        """The case of the row, loaded for the actor."""
        return self.case


class CasePage(CasePart, Page):
    """GET: a section of a case."""


class _OffersRows(FormPage):
    """What a form offers to choose from is shown, and so a look."""

    case_of: Any

    def form(self, subject: Any, data: Any = None) -> Any:
        """The form, with its people and every row that one of its choices names on the trail."""
        made: Any = super().form(subject, data)
        members = list(getattr(made, "members", ()))
        if members:
            self.looks.note_page(CaseMember, members, under=self.case_of(subject))
        named = {member.person_id for member in members}
        for row in _rows_of(made):
            if row.pk not in named:
                self.looks.note(row)
        return made


def _rows_of(form: Any) -> Iterator[Model]:
    """What the choices of its fields stand for (web.case.choices), an argument or several."""
    for field in form.fields.values():
        for _words, found in getattr(field, "of", {}).values():
            yield from (
                row for row in (found.values() if isinstance(found, dict) else (found,)) if isinstance(row, Model)
            )


class CaseFormPage(CasePart, _OffersRows):
    """A form about a case."""


class RowPage(RowPart, Page):
    """GET: one row of a case."""


class RowFormPage(RowPart, _OffersRows):
    """A form about one row of a case."""

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """Forms offer the people and the workers of the case."""
        return {"actor": self.actor, "subject": self.case}


def around(actor: Any, case: Case, head: Head, section: str) -> dict[str, Any]:
    """What stands around every page of a case."""
    lead = lead_of(case)
    sections = sections_of(case, head)
    return {
        "case": case,
        "head": head,
        "lead": lead,
        "sections": sections,
        "section": next(each for each in sections if each.name == section),
        "reads_whole": is_read_whole(case),
        "can_record": case.is_open and can_contribute(actor, case),
        "is_lead": lead is not None and actor.membership is not None and lead.pk == actor.membership.pk,
    }


def lead_of(case: Case) -> Membership | None:
    """Whose case it is, and whom to ask."""
    leads: list[Any] = case.open_leads  # type: ignore[attr-defined]  # prefetched by selectors.case_for
    return leads[0].membership if leads else None


def is_own_work(case: Case) -> bool:
    """Whether they see it as their own work, and not by a share."""
    found: bool = case.is_own_work  # type: ignore[attr-defined]  # annotated by selectors.case_for
    return found


def is_read_whole(case: Case) -> bool:
    """Whether they read of it what those read who work with it: these, and whoever opened it in an emergency."""
    found: bool = is_own_work(case) or case.is_in_emergency  # type: ignore[attr-defined]  # annotated with the other
    return found


def can_contribute(actor: Any, case: Case) -> bool:
    """Whether somebody may add to the case; asked for partners alone, since whoever works on it may."""
    return is_own_work(case) or may(actor, Permission.CONTRIBUTE_TO_CASE, case)


def sections_of(case: Case, head: Head) -> list[Section]:
    """Those that the actor has, with their counts."""
    return [
        Section(words, name, reverse(f"web:{name}", args=[case.reference]), head.counts.get(count))
        for words, name, count, is_own in SECTIONS
        if is_own_work(case) or not is_own
    ]
