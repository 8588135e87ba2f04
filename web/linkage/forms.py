"""What is asked about two rows of extracts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form

SAME, TWO = "same", "two"


class AnswerForm(Form):
    """Whether they are one person. Nothing is preselected: a guess would be taken for an answer."""

    is_same = forms.ChoiceField(
        label=_("Are these two rows of one person?"),
        choices=[(SAME, _("One person")), (TWO, _("Two people"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they are one person, or leave this one for somebody else")},
    )
    note = forms.CharField(label=_("Why, if it is not plain"), max_length=300, required=False)

    def clean_is_same(self) -> Any:
        """Yes or no."""
        return self.cleaned_data["is_same"] == SAME
