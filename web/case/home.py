"""The home of a case: who lives and lived there, where, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casework import selectors
from casework.enums import HouseholdChangeKind
from casework.models import Address, Case, Household, HouseholdChange, HouseholdMember, SafeContact
from web.case.pages import CasePage, CasePart

SECTION, HOME = "case-people", "case-home"


@dataclass(frozen=True, slots=True)
class Told:
    """A split or a join: in words, and whether it can be undone from here."""

    change: HouseholdChange
    words: str
    can_undo: bool


class HomePart(CasePart):
    """Mixed into a page about the home: `home` is loaded beside the case. Its record opens through its main case alone."""

    home: Household

    def load(self) -> Any:
        """The case, of those who work with it. Raises NotPermitted, and Missing for a case that is kept apart."""
        case = super().load()  # type: ignore[misc]  # Page has it
        self.insist_on_own_work(case)
        self.home = selectors.home_in(self.actor, case)
        self.looks.note(self.home)
        return case


class Home(HomePart, CasePage):
    """All of it, by the day."""

    template = "web/case/home.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Who lives and lived there, where, and what became of it."""
        rows: list[Any] = list(
            selectors.household_members_of(self.actor, self.home).order_by("started_on", "person__name", "pk")
        )
        # Whoever was parted from the others is said to live here no longer, whatever the row says.
        living = [row for row in rows if row.ended_on is None and row.name_then is None]
        gone = [row for row in rows if row.ended_on is not None]
        addresses = list(selectors.addresses_of(self.actor, self.home).order_by("-started_on", "pk"))
        changes = list(selectors.changes_with_names(self.actor, self.home))
        part = selectors.members_of(self.actor, subject).filter(left_at__isnull=True)
        here = set(part.values_list("person", flat=True))
        self.looks.note_page(HouseholdMember, [*living, *gone], under=self.home)
        self.looks.note_page(Address, addresses, under=self.home)
        self.looks.note_page(HouseholdChange, changes)
        safe = selectors.reached_safely(self.actor, [row.person for row in living])
        self.looks.note_page(SafeContact, safe.values())
        return {
            "home": self.home,
            "living": [(row, row.person_id in here, safe.get(row.person_id)) for row in living],
            "gone": gone,
            "now": [row for row in addresses if row.ended_on is None],
            "before": [row for row in addresses if row.ended_on is not None],
            "changes": [told_of(row, self.home) for row in changes],
        }


def told_of(row: Any, home: Household) -> Told:
    """What became of a home, in words; `row` from selectors.changes_with_names."""
    is_source = row.source_id == home.pk
    other, is_seen = (row.target, row.seen_target) if is_source else (row.source, row.seen_source)
    name = other.name if is_seen else _("another household")
    if row.kind == HouseholdChangeKind.SPLIT:
        words = _("Some went to live on their own: %(name)s") if is_source else _("They came from %(name)s")
    else:
        words = _("They went to live with %(name)s") if is_source else _("%(name)s came to live here")
    return Told(row, words % {"name": name}, row.undone_at is None and bool(row.seen_source))
