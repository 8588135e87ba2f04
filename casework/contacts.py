"""What happened with a household, and documents about it: recorded once, corrected by another entry, never changed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import audit, clock, rates
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import check_contribution
from casework import file_checks, files
from casework.enums import Channel, Demand, DocumentKind
from casework.files import Upload
from casework.lifecycle import hold, require_open
from casework.models import Case, CaseContent, Contact, Document, Person

Content = TypeVar("Content", bound=CaseContent)

# A visit of last year is history, told as such in a note; a typing mistake in the year is not.
MAY_HAVE_HAPPENED_AGO = timedelta(days=366)


@transaction.atomic
def record(
    case: Case,
    *,
    category: DataCategory,
    happened_at: datetime,
    channel: Channel,
    summary: str,
    by: Actor,
    was_reached: bool = True,
    demand: Demand = Demand.UNKNOWN,
    demand_cause: str = "",
    agreed: str = "",
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    corrects: Contact | None = None,
    at: datetime | None = None,
) -> Contact:
    """Record a contact, a try to reach somebody, or a note."""
    check_contribution(by, case, category)
    hold(
        case
    )  # before the clock is read: what is recorded later is seen later, so that no news falls between two looks
    at = clock.moment(at)
    if not at - MAY_HAVE_HAPPENED_AGO <= happened_at <= at + timedelta(minutes=5):
        raise Invalid.field("happened_at", _("Say when it happened: within the last year, and not in the future."))
    if demand == Demand.FAILURE and not demand_cause.strip():
        raise Invalid.field("demand_cause", _("Say what was not done, or not done right: that is how it gets mended."))
    contact = Contact(
        case=case,
        category=category,
        happened_at=happened_at,
        channel=channel,
        was_reached=was_reached,
        demand=demand,
        demand_cause=demand_cause,
        summary=summary,
        agreed=agreed,
        corrects=corrects,
    )
    return write(contact, about, not_to_disclose_to, by=by, at=at, event="contact.recorded")


@transaction.atomic
def record_document(
    case: Case,
    *,
    category: DataCategory,
    title: str,
    kind: DocumentKind,
    dated_on: date,
    by: Actor,
    held_where: str = "",
    file: Upload | None = None,
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    corrects: Document | None = None,
    at: datetime | None = None,
) -> Document:
    """Record that a document exists and where it is held; or keep its file here.

    - a file is written down before its row, and waits in quarantine until the worker has checked it
    """
    check_contribution(by, case, category)
    hold(case)
    if file is None and not held_where.strip():
        raise Invalid.field("held_where", _("Say where it is held, such as a cabinet, or add its file."))
    document = Document(
        case=case,
        category=category,
        title=title,
        kind=kind,
        dated_on=dated_on,
        held_where=held_where,
        corrects=corrects,
    )

    return _with_file(document, file, about, not_to_disclose_to, by=by, at=clock.moment(at))


def kept_here() -> str:
    """Where a file is held; kept and read by others, so not in the language of whoever brings it."""
    with override(settings.LANGUAGE_CODE):
        return _("Kept in Alongside")


def _with_file(
    document: Document,
    file: Upload | None,
    about: Iterable[Person],
    not_to_disclose_to: Iterable[Person],
    *,
    by: Actor,
    at: datetime,
) -> Document:
    event = "document.recorded"
    if file is None:
        return write(document, about, not_to_disclose_to, by=by, at=at, event=event)
    rates.spend(by, "files", most=settings.FILES_PER_MINUTE)
    with files.received(file) as received:
        for name, value in {"held_where": document.held_where or kept_here(), **received.columns}.items():
            setattr(document, name, value)
        write(document, about, not_to_disclose_to, by=by, at=at, event=event)
        file_checks.begin(document)
    return document


def write(
    content: Content,
    about: Iterable[Person],
    not_to_disclose_to: Iterable[Person],
    *,
    by: Actor,
    at: datetime,
    event: str,
) -> Content:
    """Save a new row of content with whom it is about and from whom it is kept; for verbs that have checked what they need.

    - only people of the case or of its household can be named
    - a correction names an entry of the same case and of one's own agency, and is possible when the case is over
    - it is kept from everybody from whom that entry is kept, and from whoever else is named
    """
    about, kept_from = list(about), set(not_to_disclose_to)
    corrects: CaseContent | None = getattr(content, "corrects", None)
    if corrects is None:
        require_open(content.case)
        if by.signatory.agency_id != content.case.team.agency_id:
            # Asked again now that the case is held: the share may have been stopped while we waited for it.
            check_contribution(by, content.case, content.category)
    elif corrects.case_id != content.case_id:
        raise Invalid.field("corrects", _("Name an entry of this case."))
    elif corrects.source_agency_id != by.signatory.agency_id:
        raise Invalid.field(
            "corrects", _("Another agency wrote this entry: comment on it, or ask them there to correct it.")
        )
    require_people_of(content.case, about=about, not_to_disclose_to=kept_from)
    if corrects is not None:
        kept_from |= set(corrects.not_to_disclose_to.all())
    return put_down(content, about, kept_from, by=by, at=at, event=event)


def put_down(
    content: Content, about: Iterable[Person], kept_from: Iterable[Person], *, by: Actor, at: datetime, event: str
) -> Content:
    """Save a new row of content of which everything was checked, and leave its row in the trail."""
    about = list(about)
    content.recorded_at, content.recorded_by, content.source_agency = at, by.signatory, by.signatory.agency
    content.save(force_insert=True)
    content.about.set(about)
    content.not_to_disclose_to.set(kept_from)
    audit.record(
        event,
        content,
        by=by,
        at=at,
        case_id=content.case_id,
        people=[person.pk for person in about],
        category=content.category,
    )
    return content


def require_people_of(case: Case, **named: Iterable[Person]) -> None:
    """Insist that everybody who is named is part of the case or its household; each keyword is the name of a field."""
    wanted = {person.pk for people in named.values() for person in people}
    if not wanted:
        return
    members = set(case.members.filter(person__in=wanted).values_list("person", flat=True))
    household = set(case.household.members.filter(person__in=wanted, undone=False).values_list("person", flat=True))
    for field, people in named.items():
        if any(person.pk not in members | household for person in people):
            raise Invalid.field(
                field, _("Name people of this case or its household. Add the person to the household first.")
            )
