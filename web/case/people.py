"""The people of a case: the names they use, how old they are, how to speak with them, what they agreed to."""

from dataclasses import dataclass, field
from typing import Any

from casework import selectors
from casework.models import Case, CaseMember, PersonLink, PersonName
from web.case.pages import CasePage, is_own_work


@dataclass(slots=True)
class Portrait:
    """Somebody of the case as the page shows them. `records`: other records of the same person, and what shows it."""

    member: CaseMember
    agreement: Any
    names: list[PersonName] = field(default_factory=list)
    place: str = ""
    records: list[tuple[str, str]] = field(default_factory=list)


class People(CasePage):
    """Each person, and who is no longer part of the work."""

    template = "web/case/people.html"
    section = "case-people"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Members with what is known of them, where that is the actor's to see."""
        members = list(selectors.members_of(self.actor, subject).order_by("person__born_on", "person__name", "pk"))
        self.looks.note_page(CaseMember, members, under=subject)
        here = {row.person_id: Portrait(row, agreement_of(row)) for row in members if row.left_at is None}
        if is_own_work(subject):
            self.fill(subject, here)
        left = [row for row in members if row.left_at is not None and row.person_id not in here]
        return {"people": list(here.values()), "left": left}

    def fill(self, case: Case, here: dict[Any, Portrait]) -> None:
        """What no share opens: other names, their place in the household, other records of them."""
        names = list(selectors.other_names_in(self.actor, case))
        links = list(selectors.links_in(self.actor, case))
        places = list(selectors.places_in(self.actor, case))
        self.looks.note_page(PersonName, names)
        self.looks.note_page(PersonLink, links)
        for name in names:
            here[name.person_id].names.append(name)
        for row in places:
            here[row.person_id].place = row.get_role_display()
            self.looks.note(row)
        for link in links:
            for one, other in ((link.person, link.same_as), (link.same_as, link.person)):
                if one.pk in here:
                    here[one.pk].records.append((other.name, link.evidence))


def agreement_of(member: CaseMember) -> Any:
    """Their yes to being supported that stands, or the last one that they took back."""
    said = list(member.engagements.all())
    return next((row for row in said if row.withdrawn_at is None), said[-1] if said else None)
