"""One contact: what others say of it, and putting it right. An entry belongs to the agency that wrote it."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import comments, contacts, selectors
from casework.enums import CommentKind, CorrectionOutcome, Demand
from casework.models import Comment, Contact
from web.case.acts import RowAct
from web.case.choices import ANOTHER_DAY, CaseForm, Choices, members_now, must_not_be_told
from web.case.contact_form import CorrectForm
from web.case.pages import RowPage, can_contribute

SECTION = "case-contacts"


class ShowEntry(RowPage):
    """An entry, what was said of it, and what was put right. `kind`: the name of its field in a comment.

    Its page is named by its section, and that of each step by `kind`: see web/urls.py.
    """

    kind: ClassVar[str]
    listed: ClassVar[Any]

    def parts(self, subject: Any) -> dict[str, Any]:
        """Its comments and its corrections within reach; what one may do with it."""
        kind = type(self).kind
        of_it = selectors.comments_of(self.actor, self.case).filter(**{kind: subject})
        said = list(of_it.order_by("recorded_at", "pk"))
        rows = type(self).listed(self.actor, self.case)
        corrections = list(rows.filter(corrects=subject).order_by("recorded_at"))
        self.looks.note_page(Comment, said)
        self.looks.note_page(type(subject), corrections)
        is_theirs = subject.source_agency == self.actor.agency
        may_add = can_contribute(self.actor, self.case)
        asked, back = CommentKind.CORRECTION_ASKED, subject.seen_corrects
        return {
            kind: subject,
            "entry": subject,
            "comments": [(row, is_theirs and may_add and row.kind == asked and not row.answered_at) for row in said],
            "corrects": self.address(f"case-{kind}", back) if back else "",
            "corrections": [(row, self.address(f"case-{kind}", row.pk)) for row in corrections],
            "steps": [
                self.address(f"case-{step}{kind}", subject.pk) for step in ("comment-", "ask-to-correct-", "correct-")
            ],
            "is_theirs": is_theirs,
            "may_add": may_add,
        }


class ShowContact(ShowEntry):
    """A contact."""

    template = "web/case/contact.html"
    section, kind, listed = SECTION, "contact", selectors.contacts_of
    subject, subject_model = selectors.contact_for, Contact


class CommentForm(CaseForm):
    """What is said of an entry."""

    text = forms.CharField(
        label=gettext_lazy("What do you say to it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write down what you say to it")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        self.fields["not_to_disclose_to"] = must_not_be_told(
            self.by, self.case, self.members, _("Beyond those from whom the entry itself is kept.")
        )


class AskForm(CommentForm):
    """What is wrong, and what would be right."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what would be right?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what is wrong, and what would be right")},
    )


class AnswerForm(CaseForm):
    """Corrected, by which entry if there is one; or kept, and why."""

    field_order = ("outcome", "contact", "document", "answer")
    outcome = forms.ChoiceField(
        label=gettext_lazy("What comes of it?"),
        choices=CorrectionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what comes of it")},
    )
    answer = forms.CharField(
        label=gettext_lazy("What was put right, or why does it stay as it is?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what was put right, or why it stays as it is")},
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, entry = ("contact", comment.contact) if comment.contact_id else ("document", comment.document)
        listed: Any = selectors.contacts_of if comment.contact_id else selectors.documents_of
        rows = listed(self.by, self.case).filter(corrects=entry).order_by("recorded_at")
        self.fields[kind] = Choices(
            label=_("Which entry corrects it?"),
            help_text=_("Correct the entry first, then choose it here."),
            of={str(row.pk): (words_of(row), row) for row in rows},
            empty=_("None"),
            required=False,
        )
        self.order_fields(self.field_order)


class OfEntry(RowAct):
    """Something is said of an entry; then back to its page. `page`: the name of that."""

    is_for_partners = True
    page: ClassVar[str]
    again: ClassVar[Any] = selectors.comment_for

    def after(self, row: Any) -> str:
        """Back to the entry."""
        return self.address(type(self).page, self.kwargs["id"])


class Commenting(OfEntry):
    """A word beside it."""

    form_class, verb = CommentForm, comments.comment
    title, button = gettext_lazy("Comment on this entry"), gettext_lazy("Add this comment")
    lede = gettext_lazy("The entry stays as it is. Your comment stands beside it, for whoever sees the entry.")
    done = gettext_lazy("Your comment stands beside the entry.")
    draft = gettext_lazy("Comment on an entry")


class Asking(OfEntry):
    """It is wrong."""

    form_class, verb = AskForm, comments.ask_for_correction
    title, button = gettext_lazy("Ask for a correction"), gettext_lazy("Ask for this correction")
    lede = gettext_lazy("The agency that wrote the entry answers. Until then both stand side by side.")
    done = gettext_lazy("They are asked to correct it.")
    draft = gettext_lazy("Ask for a correction")


class Correcting(OfEntry):
    """Whoever wrote it puts it right: by another entry, beside which this one stays."""

    title, button = gettext_lazy("Correct this entry"), gettext_lazy("Save the correction")
    lede = gettext_lazy("Write it as it should have been. The first one stays on record, marked as corrected.")
    done = gettext_lazy("The correction is on record.")
    draft = gettext_lazy("Correct an entry")

    def after(self, row: Any) -> str:
        """To the entry that is right."""
        return self.address(type(self).page, row.pk)


class OfContact(OfEntry):
    """Of a contact."""

    template = "web/case/of_contact.html"
    section, back, page = SECTION, SECTION, "case-contact"
    subject, subject_model = selectors.contact_for, Contact


class CommentOn(OfContact, Commenting):
    """A word beside it."""


class AskToCorrect(OfContact, Asking):
    """It is wrong."""


class Correct(OfContact, Correcting):
    """The whole contact as it should have been written."""

    form_class, verb, again = CorrectForm, contacts.record, selectors.contact_for

    def initial(self, subject: Contact) -> dict[str, Any]:
        """As it was written."""
        local = timezone.localtime(subject.happened_at)
        told = {name: getattr(subject, name) for name in ("channel", "summary", "agreed", "category")}
        people = {
            name: [str(row.pk) for row in getattr(subject, name).all()] for name in ("about", "not_to_disclose_to")
        }
        when = {"happened_at": ANOTHER_DAY, "day": local.date(), "at": local.strftime("%H:%M")}
        return {**told, **people, **when, "was_tried": not subject.was_reached}

    def act(self, subject: Contact, said: dict[str, Any]) -> Any:
        """What it was caused by stays as it was said."""
        said.pop("actions")
        said |= {"demand": Demand(subject.demand), "demand_cause": subject.demand_cause}
        return contacts.record(self.case, corrects=subject, by=self.actor, **said)


class AnswerCorrection(RowAct):
    """The agency that wrote the entry answers."""

    template = "web/case/of_comment.html"
    section, back, is_for_partners = SECTION, SECTION, True
    subject, subject_model, again = selectors.comment_for, Comment, selectors.comment_for
    form_class, verb = AnswerForm, comments.answer_correction
    title, button = gettext_lazy("Answer the correction"), gettext_lazy("Save this answer")
    lede = gettext_lazy("Your agency wrote the entry, and answers for it.")
    done = gettext_lazy("Your answer is on record.")
    draft = gettext_lazy("Answer the correction")

    def form_arguments(self, subject: Comment) -> dict[str, Any]:
        """What was asked."""
        return {**super().form_arguments(subject), "comment": subject}

    def after(self, row: Comment) -> str:
        """To the entry that it is about."""
        if row.contact_id:
            return self.address("case-contact", row.contact_id)
        return self.address("case-document", row.document_id)


def words_of(row: Any) -> str:
    """By what a correction is known in a list."""
    said: str = row.summary if isinstance(row, Contact) else row.title
    return said[:80]
