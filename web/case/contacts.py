"""The contacts of a case as one story, and recording one together with the actions that came out of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from casework import chronology, contacts, selectors
from casework.chronology import Entry, Place
from casework.models import Case, CaseMember, Contact, SafeContact
from casework.narrowing import Only
from outcomes import actions
from web.case.contact_form import ContactForm
from web.case.pages import CaseFormPage, CasePage
from web.case.story import GROUPS, Told, contact_keys, told

SIZE = 20
SALT = "web.story"
FILTERS = ("kind", "agency", "person")


class Contacts(CasePage):
    """Everything that happened, newest first, from every agency; narrowed by what the address says."""

    template = "web/case/contacts.html"
    section = "case-contacts"

    def parts(self, subject: Case) -> dict[str, Any]:
        """One page of it, with what there is to choose from."""
        query = self.request.GET
        members = list(selectors.members_of(self.actor, subject))
        only = Only(
            kinds=GROUPS[query["kind"]][1] if query.get("kind") in GROUPS else frozenset(),
            agency=query.get("agency", "")[:200],
            person=person_of(members, query.get("person", "")),
        )
        found = chronology.entries(self.actor, subject, before=place_of(query.get("before")), limit=SIZE + 1, only=only)
        shown = found[:SIZE]
        self.looks.note_page(CaseMember, members, under=subject)
        self.note_entries(subject, shown)
        return {
            "told": in_words(self.actor, subject, shown),
            "groups": [(name, words) for name, (words, _kinds) in GROUPS.items()],
            "members": members,
            "agencies": agencies_of(self.actor, subject),
            "asked": {name: query.get(name, "") for name in FILTERS},
            "is_narrow": only != Only(),
            "older": older(query, found[SIZE - 1]) if len(found) > SIZE else "",
            "is_first": "before" not in query,
        }


class RecordContact(CaseFormPage):
    """A contact, and up to three actions from it: all of them are saved, or none."""

    template = "web/case/record_contact.html"
    section = "case-contacts"
    form_class = ContactForm
    verb = contacts.record
    again = selectors.contact_for
    done = _("The contact is recorded.")
    draft = _("Record a contact")
    is_versioned = False  # a contact is added to whatever the case has become since

    def parts(self, subject: Case) -> dict[str, Any]:
        """How each of them can be reached safely, for whoever is about to try."""
        members = list(selectors.members_of(self.actor, subject).filter(left_at__isnull=True).order_by("person__name"))
        safe = selectors.reached_safely(self.actor, [row.person for row in members])
        self.looks.note_page(CaseMember, members, under=subject)
        self.looks.note_page(SafeContact, safe.values())
        return {"reached": [(row, safe.get(row.person_id)) for row in members]}

    def load(self) -> Case:
        """The case. Raises NotPermitted for who may only see it."""
        case: Case = super().load()
        self.insist_on_adding(case)
        return case

    def act(self, subject: Case, said: dict[str, Any]) -> Contact:
        """Record the contact, then take on each action in its category; what is refused is said beside its field."""
        taken_on = said.pop("actions")
        contact = contacts.record(subject, by=self.actor, **said)
        kept_from, category = said["not_to_disclose_to"], DataCategory(said["category"])
        for number, action in taken_on:
            try:
                actions.take_on(subject, category=category, by=self.actor, not_to_disclose_to=kept_from, **action)
            except Invalid as refused:
                raise refused_beside(refused, number) from refused
        return contact

    def after(self, row: Contact) -> str:
        """To the story, where it stands."""
        return reverse("web:case-contacts", args=[row.case.reference]) + f"#contact-{row.pk}"


def in_words(actor: Any, case: Case, entries: Iterable[Entry]) -> list[Told]:
    """Entries with what their contacts add: who was there, what was agreed, from whom it is kept."""
    listed = list(entries)
    keys = contact_keys(listed)
    return told(listed, selectors.contacts_of(actor, case).filter(pk__in=keys) if keys else ())


def agencies_of(actor: Any, case: Case) -> list[str]:
    """Whose entries one may choose: the agency that leads, those it is shared with, and one's own."""
    names = {case.team.agency.name, actor.agency.name}
    return sorted(names | {share.agency.name for share in selectors.shares_of(actor, case)})


def person_of(members: Iterable[CaseMember], key: str) -> UUID | None:
    """The person of the case whom the address names; None for anybody else."""
    return next((member.person_id for member in members if str(member.person_id) == key), None)


def place_of(cursor: str | None) -> Place | None:
    """Where the page begins; the newest where the address is not whole."""
    try:
        at, pk, kind = signing.loads(cursor or "", salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at), UUID(pk), kind


def older(query: Any, last: Entry) -> str:
    """The address of what happened before this entry, narrowed in the same way."""
    before = signing.dumps([last.at.isoformat(), str(last.id), last.kind], salt=SALT)
    said = {name: query[name] for name in FILTERS if query.get(name)}
    return "?" + urlencode({**said, "before": before})


def refused_beside(refused: Invalid, number: int) -> Invalid:
    """What is wrong with an action, beside its own fields of the form."""
    names = {"title": "title", "due_on": "due", "outcome": "serves", "owner_worker": "owner", "owner_member": "owner"}
    fields = {f"action_{number}_{names.get(name, 'title')}": sentences for name, sentences in refused.fields.items()}
    return Invalid(refused.detail, fields)
