"""What is asked when somebody objects to being found, and when that is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import ComparedPair
from casework.nomination_words import ObjectionFinding
from web.dates import DateBoxesField
from web.forms import Explained, Form, paragraph
from web.linkage.words import name_of

HINTS = {
    ObjectionFinding.UPHELD: _("It holds for good: they and their household are not found again."),
    ObjectionFinding.NOT_UPHELD: _("They may be found again from the next night. Say which grounds weigh more."),
    ObjectionFinding.TAKEN_BACK: _("They said so themselves. They may be found again from the next night."),
}


def words() -> forms.CharField:
    """What they said."""
    return paragraph(
        _("What did they say?"),
        help_text=_("In their words. It holds at once, for all that is taken to be of them."),
        required=_("Write down what they said"),
        max_length=5000,
    )


class OnRecordForm(Form):
    """Who objects, as far as it takes to find them."""

    surname = forms.CharField(
        label=_("Their surname"),
        help_text=_("The whole of it, or one that they had before. Nothing like it is suggested."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type their surname")},
    )
    born_on = DateBoxesField(label=_("Their date of birth"))


class WordsForm(Form):
    """What somebody said who objects."""

    words = words()


class OfPairForm(Form):
    """Which of two rows is of whoever objects, and what they said."""

    row = forms.ChoiceField(
        label=_("Who objects?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose row it is")},
    )
    words = words()

    def __init__(self, *args: Any, subject: ComparedPair, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        row: Any = self.fields["row"]
        row.choices = [(str(each.pk), f"{name_of(each)}, {each.agency.name}") for each in (subject.left, subject.right)]


class AnswerForm(Form):
    """What was found of it, and why. Nothing is preselected."""

    finding = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=ObjectionFinding.choices,
        widget=Explained(hints={str(key): said for key, said in HINTS.items()}),
        error_messages={"required": _("Choose what becomes of it")},
    )
    reason = paragraph(_("Why?"), help_text=_("They are told."), required=_("Say why: they are told"), max_length=2000)

    def clean_finding(self) -> ObjectionFinding:
        """One of them."""
        return ObjectionFinding(self.cleaned_data["finding"])
