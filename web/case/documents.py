"""Documents of a case: that they exist, what they are and where they are held; and what is said of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import contacts, selectors
from casework.enums import DocumentKind
from casework.models import Case, Document
from web.case.acts import AddAct
from web.case.choices import CaseForm, Several, categories_of, members_now, must_not_be_told
from web.case.entries import Asking, Commenting, Correcting, OfEntry, ShowEntry
from web.case.pages import CasePage
from web.dates import DateBoxesField

SECTION = "case-documents"
SIZE = 50
LAST = 10_000  # pages that an address may name


class Documents(CasePage):
    """The newest first, some to a page."""

    template = "web/case/documents.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Those within reach."""
        asked = self.request.GET.get("page", "")
        page = min(int(asked), LAST) if asked.isascii() and asked.isdecimal() else 0
        rows = selectors.documents_of(self.actor, subject).order_by("-dated_on", "-recorded_at", "pk")
        found = list(rows[page * SIZE : (page + 1) * SIZE + 1])
        self.looks.note_page(Document, found[:SIZE], under=subject)
        return {"documents": found[:SIZE], "older": page + 1 if len(found) > SIZE else 0, "is_first": page == 0}


class DocumentForm(CaseForm):
    """What it is, and where it can be found."""

    field_order = ("title", "kind", "dated_on", "held_where", "category", "about", "not_to_disclose_to")
    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("For example: Tenancy agreement. What stands in it is not copied here."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what it is")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Which kind of paper?"),
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which kind of paper it is")},
    )
    dated_on = DateBoxesField(
        label=gettext_lazy("Which date does it carry?"),
        help_text=gettext_lazy("For example 27 3 2026"),
        error_messages={"required": gettext_lazy("Enter the date that it carries")},
    )
    held_where = forms.CharField(
        label=gettext_lazy("Where can it be found?"),
        help_text=gettext_lazy("For example: North office, cabinet 2"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say where it can be found")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        people = {str(row.person_id): (row.name, row.person) for row in self.members}
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            help_text=_("Partners see it only where this has been shared with them."),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(label=_("Who is it about?"), of=people, required=False)
        self.fields["not_to_disclose_to"] = must_not_be_told(self.by, self.case, self.members)
        self.order_fields(self.field_order)


class RecordDocument(AddAct):
    """That there is one."""

    section, back, is_for_partners = SECTION, SECTION, True
    form_class, verb, again = DocumentForm, contacts.record_document, selectors.document_for
    title, button = gettext_lazy("Record a document"), gettext_lazy("Record this document")
    lede = gettext_lazy(
        "That it exists and where it is kept, so that nobody asks the family for it twice. Files are not taken in here."
    )
    done = gettext_lazy("The document is on record.")

    def after(self, row: Document) -> str:
        """To the document."""
        return self.address("case-document", row.pk)


class ShowDocument(ShowEntry):
    """What it is and where it is held; a file that is kept of it is given to nobody yet."""

    template = "web/case/document.html"
    section, kind, listed = SECTION, "document", selectors.documents_of
    subject, subject_model = selectors.document_for, Document


class OfDocument(OfEntry):
    """Of a document."""

    template = "web/case/of_document.html"
    section, back, page = SECTION, SECTION, "case-document"
    subject, subject_model = selectors.document_for, Document


class CommentOn(OfDocument, Commenting):
    """A word beside it."""


class AskToCorrect(OfDocument, Asking):
    """It is wrong."""


class Correct(OfDocument, Correcting):
    """All that is said of it, as it should have been written."""

    form_class, verb, again = DocumentForm, contacts.record_document, selectors.document_for

    def initial(self, subject: Document) -> dict[str, Any]:
        """As it was written."""
        told = {name: getattr(subject, name) for name in ("title", "kind", "dated_on", "held_where", "category")}
        people = {
            name: [str(row.pk) for row in getattr(subject, name).all()] for name in ("about", "not_to_disclose_to")
        }
        return {**told, **people}

    def act(self, subject: Document, said: dict[str, Any]) -> Any:
        """By another entry."""
        return contacts.record_document(self.case, corrects=subject, by=self.actor, **said)
