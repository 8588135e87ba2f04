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
from web.case.choices import ANOTHER_DAY, CaseForm, Choices, Several, members_now
from web.case.contact_form import CorrectForm
from web.case.pages import RowPage, can_contribute

SECTION = "case-contacts"


class ShowContact(RowPage):
    """The contact, what was said of it, and what was put right."""

    template = "web/case/contact.html"
    section = SECTION
    subject, subject_model = selectors.contact_for, Contact

    def parts(self, subject: Contact) -> dict[str, Any]:
        """Its comments and its corrections within reach; what one may do with it."""
        said = list(selectors.comments_of(self.actor, self.case).filter(contact=subject).order_by("recorded_at", "pk"))
        corrections = list(
            selectors.contacts_of(self.actor, self.case).filter(corrects=subject).order_by("recorded_at")
        )
        self.looks.note_page(Comment, said)
        self.looks.note_page(Contact, corrections)
        is_theirs = subject.source_agency == self.actor.agency
        may_add = can_contribute(self.actor, self.case)
        asked = CommentKind.CORRECTION_ASKED
        return {
            "contact": subject,
            "comments": [(row, is_theirs and may_add and row.kind == asked and not row.answered_at) for row in said],
            "corrections": corrections,
            "is_theirs": is_theirs,
            "may_add": may_add,
        }


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
        self.fields["not_to_disclose_to"] = Several(
            label=_("Must not be told to"),
            help_text=_("Beyond those from whom the entry itself is kept."),
            of={str(row.person_id): (row.name, row.person) for row in self.members},
            required=False,
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

    field_order = ("outcome", "contact", "answer")
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
        rows = selectors.contacts_of(self.by, self.case).filter(corrects=comment.contact, corrects__isnull=False)
        self.fields["contact"] = Choices(
            label=_("Which entry corrects it?"),
            help_text=_("Correct the entry first, then choose it here."),
            of={str(row.pk): (row.summary[:80], row) for row in rows.order_by("recorded_at")},
            empty=_("None"),
            required=False,
        )
        self.order_fields(self.field_order)


class OfContact(RowAct):
    """Something is said of a contact."""

    template = "web/case/of_contact.html"
    section, back, is_for_partners = SECTION, SECTION, True
    subject, subject_model = selectors.contact_for, Contact
    again: ClassVar[Any] = selectors.comment_for

    def after(self, row: Any) -> str:
        """Back to the contact."""
        return self.address_of(self.kwargs["id"])

    def address_of(self, key: Any) -> str:
        """The page of one contact."""
        return f"{self.address(SECTION)}{key}/"


class CommentOn(OfContact):
    """A word beside it."""

    form_class, verb = CommentForm, comments.comment
    title, button = gettext_lazy("Comment on this entry"), gettext_lazy("Add this comment")
    lede = gettext_lazy("The entry stays as it is. Your comment stands beside it, for whoever sees the entry.")
    done = gettext_lazy("Your comment stands beside the entry.")
    draft = gettext_lazy("Comment on an entry")


class AskToCorrect(OfContact):
    """It is wrong."""

    form_class, verb = AskForm, comments.ask_for_correction
    title, button = gettext_lazy("Ask for a correction"), gettext_lazy("Ask for this correction")
    lede = gettext_lazy("The agency that wrote the entry answers. Until then both stand side by side.")
    done = gettext_lazy("They are asked to correct it.")
    draft = gettext_lazy("Ask for a correction")


class Correct(OfContact):
    """Whoever wrote it puts it right: by another entry, beside which this one stays."""

    form_class, verb, again = CorrectForm, contacts.record, selectors.contact_for
    title, button = gettext_lazy("Correct this entry"), gettext_lazy("Save the correction")
    lede = gettext_lazy("Write it as it should have been. The first one stays on record, marked as corrected.")
    done = gettext_lazy("The correction is on record.")
    draft = gettext_lazy("Correct an entry")

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

    def after(self, row: Any) -> str:
        """To the entry that is right."""
        return self.address_of(row.pk)


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
        return f"{self.address(SECTION)}{row.contact_id}/" if row.contact_id else self.address(SECTION)
