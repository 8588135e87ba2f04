"""The people of a case: the names they use, how old they are, what they agreed to."""

from typing import Any

from casework import selectors
from casework.models import Case, CaseMember, PersonName
from web.case.pages import CasePage


class People(CasePage):
    """Each person, and who is no longer part of the work."""

    template = "web/case/people.html"
    section = "case-people"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Members with their other names, where those are the actor's to see."""
        members = list(selectors.members_of(self.actor, subject).order_by("person__born_on", "person__name", "pk"))
        names = list(selectors.other_names_in(self.actor, subject))
        self.looks.note_page(CaseMember, members, under=subject)
        self.looks.note_page(PersonName, names)
        others: dict[Any, list[PersonName]] = {}
        for name in names:
            others.setdefault(name.person_id, []).append(name)
        here = [(row, others.get(row.person_id, []), agreement_of(row)) for row in members if row.left_at is None]
        back = {row.person_id for row, *_ in here}
        left = [row for row in members if row.left_at is not None and row.person_id not in back]
        return {"people": here, "left": left}


def agreement_of(member: CaseMember) -> Any:
    """Their yes to being supported that stands, or the last one that they took back."""
    said = list(member.engagements.all())
    return next((row for row in said if row.withdrawn_at is None), said[-1] if said else None)
