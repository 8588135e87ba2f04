"""What is asked of whoever opens a case in an emergency, and of whoever looks at it afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.emergency_words import EmergencyCategory, EmergencyFinding
from web.dates import DateBoxesField
from web.forms import Form, paragraph


class OpenForm(Form):
    """Which case, and why."""

    reference = forms.CharField(
        label=_("The case’s reference"),
        help_text=_("For example AL-7K2M9X. Leave it empty if you do not have it."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Or the whole name of one of its people"),
        help_text=_("As it is written down. Nothing like it is suggested."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = DateBoxesField(label=_("And their birth date"), required=False)
    category = forms.ChoiceField(
        label=_("What is the emergency?"), choices=EmergencyCategory.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the emergency is")},
    )  # fmt: skip
    reason = paragraph(
        _("What happened, and why can it not wait?"),
        help_text=_("Their worker and the information governance lead read this. One or two sentences are enough."),
        required=_("Say what happened and why it cannot wait"),
    )


class ReviewForm(Form):
    """What came of it."""

    finding = forms.ChoiceField(
        label=_("Was it right to open it?"), choices=EmergencyFinding.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was right")},
    )  # fmt: skip
    words = paragraph(
        _("How did you come to this?"),
        help_text=_("Whom you asked, and what happens next if it was not right."),
        required=_("Say whom you asked, and how you came to this"),
    )
