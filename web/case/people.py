"""The people of a case: the names they use, how old they are, how to speak with them, what they agreed to."""

from dataclasses import dataclass, field
from typing import Any

from casework import selectors
from casework.enums import CaseKind
from casework.identifiers import show_identifier
from casework.models import (
    Address,
    Case,
    CaseMember,
    ConfidentialAddress,
    HouseholdMember,
    PersonIdentifier,
    PersonLink,
    PersonName,
    SafeContact,
)
from web.case.pages import CasePage, is_read_whole


@dataclass(slots=True)
class Portrait:
    """Somebody of the case as the page shows them. `numbers`: each with how it is read aloud. `records`: links to other
    records of the same person, each with their name there.
    """

    member: CaseMember
    agreement: Any
    names: list[PersonName] = field(default_factory=list)
    safe: SafeContact | None = None
    hidden: list[ConfidentialAddress] = field(default_factory=list)
    place: str = ""
    numbers: list[tuple[PersonIdentifier, str]] = field(default_factory=list)
    records: list[tuple[PersonLink, str]] = field(default_factory=list)


class People(CasePage):
    """Each person, and who is no longer part of the work."""

    template = "web/case/people.html"
    section = "case-people"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Members with what is known of them, where that is the actor's to see."""
        members = list(selectors.members_of(self.actor, subject).order_by("person__born_on", "person__name", "pk"))
        self.looks.note_page(CaseMember, members, under=subject)
        here = {row.person_id: Portrait(row, agreement_of(row)) for row in members if row.left_at is None}
        safe = selectors.reached_safely(self.actor, [row.member.person for row in here.values()])
        self.looks.note_page(SafeContact, safe.values())
        for key, found in safe.items():
            here[key].safe = found
        left = [row for row in members if row.left_at is not None and row.person_id not in here]
        shown: dict[str, Any] = {"people": list(here.values()), "left": left}
        if is_read_whole(subject):
            self.fill(subject, here)
            if subject.kind == CaseKind.MAIN:  # who is kept apart does not live there
                shown |= self.home(subject, here)
        return shown

    def home(self, case: Case, here: dict[Any, Portrait]) -> dict[str, Any]:
        """Where they live, and who lives there with them and is not part of the work; no share opens it."""
        living = list(selectors.living_in(self.actor, case.household).order_by("started_on", "person__name", "pk"))
        rows = selectors.addresses_of(self.actor, case.household).filter(ended_on__isnull=True)
        addresses = list(rows.order_by("-started_on", "pk"))
        self.looks.note_page(HouseholdMember, living, under=case.household)
        self.looks.note_page(Address, addresses, under=case.household)
        for row in living:
            if row.person_id in here:
                here[row.person_id].place = row.get_role_display()
        return {
            "has_home": True,
            "addresses": addresses,
            "beside": [row for row in living if row.person_id not in here],
        }

    def fill(self, case: Case, here: dict[Any, Portrait]) -> None:
        """What no share opens: other names, numbers, other records of them."""
        names = list(selectors.other_names_in(self.actor, case))
        links = list(selectors.links_in(self.actor, case))
        numbers = list(selectors.identifiers_in(self.actor, case))
        hidden = list(selectors.confidential_addresses_of(self.actor, case).filter(ended_at__isnull=True))
        # Not under the case: that somebody looked whether there is one would be told to everybody who is part of it.
        self.looks.note_page(ConfidentialAddress, hidden)
        self.looks.note_page(PersonName, names)
        self.looks.note_page(PersonIdentifier, numbers)
        self.looks.note_page(PersonLink, links)
        for name in names:
            here[name.person_id].names.append(name)
        for address in (row for row in hidden if row.person_id in here):
            here[address.person_id].hidden.append(address)
        for number in numbers:
            here[number.person_id].numbers.append((number, show_identifier(number.scheme, number.value)))
        for link in links:
            for one, other in ((link.person, link.same_as), (link.same_as, link.person)):
                if one.pk in here:
                    here[one.pk].records.append((link, other.name))


def agreement_of(member: CaseMember) -> Any:
    """Their yes to being supported that stands, or the last one that they took back."""
    said = list(member.engagements.all())
    return next((row for row in said if row.withdrawn_at is None), said[-1] if said else None)
