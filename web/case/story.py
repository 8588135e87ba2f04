"""The chronology in words: what each kind of entry is called, and what is its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.chronology import Entry
from casework.emergency_words import EmergencyCategory
from casework.enums import (
    AllocationRole,
    CaseStatus,
    Channel,
    CommentKind,
    CorrectionOutcome,
    DocumentKind,
    PullAnswer,
    PullKind,
)
from casework.models import Contact
from outcomes.enums import Answer, ClosureGround, OutcomeDomain, Voice
from outcomes.reasons import text_of

LATER = timedelta(days=1)

# Groups of kinds to choose from, in the order of the list: a name for the address, words, and the kinds.
GROUPS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "contacts": (gettext_lazy("Contacts and notes"), frozenset({"contact"})),
    "outcomes": (
        gettext_lazy("What matters, and outcomes"),
        frozenset({"understanding", "outcome", "outcome_dropped", "outcome_wording", "outcome_agreement", "rating"}),
    ),
    "actions": (gettext_lazy("Actions"), frozenset({"action", "action_done", "action_dropped"})),
    "reviews": (gettext_lazy("Reviews"), frozenset({"review"})),
    "help": (
        gettext_lazy("Comments and help"),
        frozenset({"comment", "correction_answered", "pull", "pull_answered", "pull_ended"}),
    ),
    "warnings": (gettext_lazy("Warnings and emergencies"), frozenset({"warning", "warning_ended", "emergency"})),
    "documents": (gettext_lazy("Documents"), frozenset({"document"})),
    "people": (
        gettext_lazy("People and workers"),
        frozenset(
            {"member_joined", "member_left", "engagement", "engagement_withdrawn", "allocation", "allocation_ended"}
        ),
    ),
    "steps": (
        gettext_lazy("Stages and ending"),
        frozenset({"status_change", "closure_proposal", "closure_proposal_ended", "closure_answer"}),
    ),
}
# Texts that are a person's own words, shown as such.
SAID = frozenset(
    {
        "understanding", "outcome_wording", "outcome_agreement", "rating", "engagement", "engagement_withdrawn",
        "closure_answer",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as the story tells it. `agreed`, `about` and `kept_from` are known of contacts alone."""

    entry: Entry
    title: str
    text: str
    agreed: str = ""
    about: list[str] = field(default_factory=list)
    kept_from: list[str] = field(default_factory=list)

    kind = property(lambda self: self.entry.kind)
    id = property(lambda self: self.entry.id)
    at = property(lambda self: self.entry.at)
    who = property(lambda self: self.entry.who)
    agency = property(lambda self: self.entry.agency)
    category = property(lambda self: self.entry.category)
    recorded_at = property(lambda self: self.entry.recorded_at)
    corrects = property(lambda self: self.entry.corrects)
    is_kept_from_somebody = property(lambda self: self.entry.is_kept_from_somebody)

    @property
    def was_late(self) -> bool:
        """Whether it was written down more than a day after it happened."""
        recorded: datetime = self.entry.recorded_at
        return recorded - self.entry.at > LATER

    @property
    def is_said(self) -> bool:
        """Whether the text is somebody's own words."""
        return self.entry.kind in SAID


def told(entries: Iterable[Entry], contacts: Iterable[Contact] = ()) -> list[Told]:
    """Each entry in words; with what the contacts add, for those that were loaded."""
    known = {contact.pk: contact for contact in contacts}
    return [_told(entry, known.get(entry.id) if entry.kind == "contact" else None) for entry in entries]


def contact_keys(entries: Iterable[Entry]) -> list[UUID]:
    """The keys of the contacts among them."""
    return [entry.id for entry in entries if entry.kind == "contact"]


def _told(entry: Entry, contact: Contact | None) -> Told:
    title, text = TITLES.get(entry.kind, _plain)(entry)
    if contact is None:
        return Told(entry, title, text)
    if not contact.was_reached:
        title = _("%(title)s, nobody reached") % {"title": title}
    then = {member.person_id: member.name for member in contact.case.departed}  # type: ignore[attr-defined]
    about, kept_from = (
        [then.get(person.pk, person.name) for person in people.all()]
        for people in (contact.about, contact.not_to_disclose_to)
    )
    return Told(entry, title, text, contact.agreed, about, kept_from)


Words = Callable[[Entry], tuple[str, str]]


def _label(choices: type[TextChoices], entry: Entry) -> str:
    return str(choices(entry.label).label) if entry.label in choices.values else entry.label


def _plain(entry: Entry) -> tuple[str, str]:
    return entry.kind.replace("_", " ").capitalize(), entry.text


def _with(words: str | Promise, choices: type[TextChoices] | None = None) -> Words:
    """A title in which %(label)s is the entry's label, and the text."""

    def title(entry: Entry) -> tuple[str, str]:
        return str(words) % {"label": _label(choices, entry) if choices else entry.label}, text_of(entry)

    return title


def _allocation(entry: Entry) -> tuple[str, str]:
    words = {
        AllocationRole.LEAD.value: _("%(name)s leads the work"),
        AllocationRole.SUPPORTING.value: _("%(name)s supports the work"),
    }
    return words[entry.label] % {"name": entry.text}, ""


def _rating(entry: Entry) -> tuple[str, str]:
    words = {
        Voice.PARTICIPANT.value: _("Where they stand, by their own number"),
        Voice.WORKER.value: _("Where they stand, as their worker sees it"),
        Voice.PARTNER.value: _("Where they stand, as a partner sees it"),
    }
    return words[entry.label], text_of(entry)


TITLES: dict[str, Words] = {
    "contact": lambda entry: (
        _("A note") if entry.label == Channel.NONE else _label(Channel, entry),
        entry.text,
    ),
    "document": _with(gettext_lazy("Document: %(label)s"), DocumentKind),
    "status_change": _with(gettext_lazy("Stage: %(label)s"), CaseStatus),
    "allocation": _allocation,
    "allocation_ended": _with(gettext_lazy("%(label)s no longer works with them")),
    "member_joined": _with(gettext_lazy("%(label)s is part of the work")),
    "member_left": _with(gettext_lazy("%(label)s is no longer part of the work")),
    "engagement": _with(gettext_lazy("%(label)s agreed to be supported")),
    "engagement_withdrawn": _with(gettext_lazy("%(label)s took back their yes to being supported")),
    "comment": _with("%(label)s", CommentKind),
    "correction_answered": _with(gettext_lazy("Answer to a correction: %(label)s"), CorrectionOutcome),
    "pull": _with("%(label)s", PullKind),
    "pull_answered": _with(gettext_lazy("Answer to help: %(label)s"), PullAnswer),
    "pull_ended": _with(gettext_lazy("What came of help")),
    "emergency": _with(gettext_lazy("Opened in an emergency: %(label)s"), EmergencyCategory),
    "warning": _with(gettext_lazy("A warning: before you visit")),
    "warning_ended": _with(gettext_lazy("A warning was ended")),
    "understanding": _with(gettext_lazy("What matters to them")),
    "outcome": _with(gettext_lazy("An outcome was written down: %(label)s"), OutcomeDomain),
    "outcome_dropped": _with(gettext_lazy("An outcome is no longer wanted: %(label)s"), OutcomeDomain),
    "outcome_wording": _with(gettext_lazy("The words of an outcome: %(label)s"), OutcomeDomain),
    "outcome_agreement": _with(gettext_lazy("%(label)s agreed to an outcome")),
    "rating": _rating,
    "action": _with(gettext_lazy("An action was taken on")),
    "action_done": _with(gettext_lazy("Done: %(label)s")),
    "action_dropped": _with(gettext_lazy("Will not be done: %(label)s")),
    "review": _with(gettext_lazy("They looked together")),
    "closure_proposal": _with(gettext_lazy("They were asked whether support may end: %(label)s"), ClosureGround),
    "closure_proposal_ended": _with(gettext_lazy("That question was over: %(label)s"), ClosureGround),
    "closure_answer": _with(gettext_lazy("An answer to ending support: %(label)s"), Answer),
}
