"""Entries belong to the agency that wrote them: others comment on them, or ask for a correction, which that agency answers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid, NotPermitted
from agencies.permissions import Permission, check, check_contribution
from casework.contacts import put_down, require_people_of
from casework.enums import CommentKind, CorrectionOutcome
from casework.exceptions import CorrectionSettled
from casework.lifecycle import hold, require_open
from casework.models import Comment, Contact, Document, Person

Entry = Contact | Document


@transaction.atomic
def comment(
    entry: Entry, *, text: str, by: Actor, not_to_disclose_to: Iterable[Person] = (), at: datetime | None = None
) -> Comment:
    """Say something of an entry that one sees; it has the entry's category, and is kept from whom the entry is kept.

    Raises Missing for an entry that the actor does not see.
    """
    _check_may_speak(entry, by)
    require_open(entry.case)
    return _write(entry, CommentKind.COMMENT, text, not_to_disclose_to, by=by, at=at)


@transaction.atomic
def ask_for_correction(
    entry: Entry, *, text: str, by: Actor, not_to_disclose_to: Iterable[Person] = (), at: datetime | None = None
) -> Comment:
    """Say that an entry is wrong, and what would be right; whoever wrote it answers. Also when support has ended."""
    _check_may_speak(entry, by)
    hold(entry.case)
    return _write(entry, CommentKind.CORRECTION_ASKED, text, not_to_disclose_to, by=by, at=at)


@transaction.atomic
def answer_correction(
    comment: Comment,
    *,
    outcome: CorrectionOutcome,
    answer: str,
    by: Actor,
    contact: Contact | None = None,
    document: Document | None = None,
    at: datetime | None = None,
) -> Comment:
    """Answer for the agency that wrote the entry: corrected, by which entry if there is one; or kept, with the reason."""
    check(by, Permission.VIEW_CASE, comment)
    check_contribution(by, comment.case, comment.category)
    writer = comment.entry.source_agency
    if by.signatory.agency_id != writer.pk:
        raise NotPermitted(_("%(writer)s wrote this entry, and answers for it.") % {"writer": writer.name})
    hold(comment.case)
    row = Comment.objects.select_for_update(of=("self",)).select_related("case").get(pk=comment.pk)
    if row.kind != CommentKind.CORRECTION_ASKED:
        raise CorrectionSettled(_("This is a comment: nothing was asked. Comment on the entry yourself."))
    if row.answered_at is not None:
        raise CorrectionSettled(_("This was answered already. Comment on the entry, or ask for a correction anew."))
    _require_correcting(row, outcome, contact, document)
    row.outcome, row.answer, row.corrected_contact, row.corrected_document = outcome, answer, contact, document
    row.answered_at, row.answered_by = clock.moment(at), by.signatory
    fields = ["outcome", "answer", "corrected_contact", "corrected_document", "answered_at", "answered_by"]
    row.save(update_fields=fields)
    category, at = row.category, row.answered_at
    audit.record("correction.answered", row, by=by, at=at, case_id=row.case_id, category=category, outcome=outcome)
    row.refresh_from_db()
    return row


def _check_may_speak(entry: Entry, by: Actor) -> None:
    # Seen first: a hidden entry answers as one that is not there, whatever may be added to its case.
    check(by, Permission.VIEW_CASE, entry)
    check_contribution(by, entry.case, entry.category)


def _write(
    entry: Entry, kind: CommentKind, text: str, kept_from: Iterable[Person], *, by: Actor, at: datetime | None
) -> Comment:
    kept_from = set(kept_from)
    require_people_of(entry.case, not_to_disclose_to=kept_from)
    row = Comment(case=entry.case, category=entry.category, kind=kind, text=text)
    row.contact, row.document = (entry, None) if isinstance(entry, Contact) else (None, entry)
    kept_from |= set(entry.not_to_disclose_to.all())
    event = "comment.recorded" if kind == CommentKind.COMMENT else "correction.asked"
    return put_down(row, entry.about.all(), kept_from, by=by, at=clock.moment(at), event=event)


def _require_correcting(
    comment: Comment, outcome: CorrectionOutcome, contact: Contact | None, document: Document | None
) -> None:
    for field, named, entry in (("contact", contact, comment.contact_id), ("document", document, comment.document_id)):
        if named is None:
            continue
        if outcome != CorrectionOutcome.CORRECTED:
            raise Invalid.field(field, _("It is kept as it is, so no entry corrects it. Leave this out."))
        if entry is None or named.corrects_id != entry:
            raise Invalid.field(field, _("Name an entry that corrects this one: record it first, with `corrects`."))
