"""What a panel is asked about a household that was found."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.nomination_words import NominationDecision
from web.dates import DateBoxesField
from web.forms import Explained, Form, paragraph

HINTS = {
    NominationDecision.BECOME_CASE: _(
        "They are referred to your team, with what the agreements let pass. Nobody has asked them yet: that comes first."
    ),
    NominationDecision.NOT_NOW: _("They are not found again before a day that you name."),
    NominationDecision.ALREADY_HELPED: _("They are not found again."),
    NominationDecision.OBJECTION_UPHELD: _("They are not found again."),
}


class DecideForm(Form):
    """What becomes of them, and why. Nothing is preselected."""

    decision = forms.ChoiceField(
        label=_("What becomes of this household?"),
        choices=NominationDecision.choices,
        widget=Explained(hints={str(key): words for key, words in HINTS.items()}),
        error_messages={"required": _("Choose what becomes of them")},
    )
    not_before = DateBoxesField(
        label=_("If not now: from which day may they be found again?"), required=False, help_text=_("A day to come.")
    )
    reason = paragraph(
        _("Why?"),
        help_text=_("The household can ask, and so can whoever finds them next."),
        required=_("Say why, in a sentence or two"),
        max_length=2000,
    )

    def clean_decision(self) -> NominationDecision:
        """One of them."""
        return NominationDecision(self.cleaned_data["decision"])
