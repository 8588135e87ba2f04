"""What is asked when an agreement is drafted, signed, suspended or ended."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agencies import agreement_files, selectors
from agencies.agreement_terms import PURPOSES_OF_SHARING
from agencies.data_items import CATEGORY_OF
from agencies.enums import DataCategory, Direction, Purpose
from agencies.exceptions import Invalid
from web.dates import DateBoxesField
from web.forms import Form, paragraph

PURPOSES = [(each.value, each.label) for each in Purpose if each in PURPOSES_OF_SHARING]
# Each with its category, which the agreement has to name too.
ITEMS = [
    (item.value, item.label if category is None else format_lazy("{} ({})", item.label, category.label))
    for item, category in CATEGORY_OF.items()
]


class DraftForm(Form):
    """The headings of the ICO's data sharing code."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=200,
        error_messages={"required": _("Enter what the agreement is called")},
    )
    parties = forms.TypedMultipleChoiceField(
        label=_("Between which agencies?"), help_text=_("Two or more, yours among them."),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the agencies that it binds")},
    )  # fmt: skip
    joint_controllers = forms.BooleanField(label=_("They decide together: joint controllers"), required=False)
    purposes = forms.MultipleChoiceField(
        label=_("What is it for?"), widget=forms.CheckboxSelectMultiple,
        choices=PURPOSES,
        error_messages={"required": _("Choose what the sharing is for")},
    )  # fmt: skip
    why = paragraph(
        _("Why do you share?"), help_text=_("What it is for, and what would not be possible without it."),
        required=_("Say why you share"),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Which categories of data?"), widget=forms.CheckboxSelectMultiple, choices=DataCategory.choices,
        error_messages={"required": _("Choose the categories that may be shared")},
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label=_("Which data may pass by file?"),
        help_text=_("For extracts, by which households are found. Sharing one household at a time needs none of these."),
        widget=forms.CheckboxSelectMultiple, choices=ITEMS, required=False,
    )  # fmt: skip
    data_items = paragraph(
        _("Which data in each category?"), help_text=_("As exactly as you can."), required=_("Say which data")
    )
    direction = forms.ChoiceField(
        label=_("Which way may data flow?"), widget=forms.RadioSelect, choices=Direction.choices,
        error_messages={"required": _("Choose which way data may flow")},
    )  # fmt: skip
    bases = forms.TypedMultipleChoiceField(
        label=_("On which lawful bases?"),
        help_text=_("One of Article 6 always; for health one of Article 9, with its condition; for offences one of Article 10."),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the lawful bases")},
    )  # fmt: skip
    rights = paragraph(
        _("How do people use their rights?"), help_text=_("How they are told, and how they see, correct and object."),
        required=_("Say how people use their rights"),
    )  # fmt: skip
    governance = paragraph(
        _("How are the data looked after?"),
        help_text=_("Accuracy, breaches, training."), required=_("Say how the data are looked after"),
    )  # fmt: skip
    retention = paragraph(_("How long are the data kept?"), help_text=_("And how they are destroyed then."), rows=2)
    security = paragraph(_("How are they kept safe?"), help_text=_("On their way, and where they lie."), rows=2)
    dpia_reference = forms.CharField(
        label=_("Where is the data protection impact assessment?"),
        help_text=_("Its number, or where it is kept. Sharing that can put people at risk needs one first."),
        max_length=200, required=False,
    )  # fmt: skip
    further_details = paragraph(_("Anything else?"), rows=2)
    first_day = DateBoxesField(
        label=_("The first day"), error_messages={"required": _("Enter the first day on which it holds")}
    )
    last_day = DateBoxesField(
        label=_("The last day"), help_text=_("After it nothing is shown under it, though nobody does anything."),
        error_messages={"required": _("Enter the last day on which it holds")},
    )  # fmt: skip
    review_on = DateBoxesField(
        label=_("When do you look at it again?"),
        help_text=_("A day between its first and its last."),
        error_messages={"required": _("Enter the day on which you look at it again")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is None:
            return
        offered: dict[str, Any] = {
            "parties": selectors.agencies_taking_part(self.actor),
            "bases": selectors.bases_for(self.actor),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            known = {str(row.pk): row for row in rows}
            field.choices = [(key, str(getattr(row, "name", row))) for key, row in known.items()]
            field.coerce = known.get


class ImportForm(Form):
    """The file of an agreement."""

    file = forms.FileField(
        label=_("The file of the agreement"),
        help_text=_("One that was taken out of Alongside, here or elsewhere. Its name ends in .json."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
        allow_empty_file=True,  # the room says what to do about one
        error_messages={"required": _("Choose the file of the agreement")},
    )

    def clean_file(self) -> dict[str, Any]:
        """What is in it."""
        try:
            return agreement_files.read(self.cleaned_data["file"].read(agreement_files.MOST_BYTES + 1))
        except Invalid as refused:
            raise forms.ValidationError(refused.fields["file"]) from refused


class DeclineForm(Form):
    """Who asked for which data, and why they are not shared."""

    asking = forms.TypedChoiceField(
        label=_("Which agency asked yours?"), error_messages={"required": _("Choose the agency that asked")}
    )
    asked_on = DateBoxesField(
        label=_("When did they ask?"), error_messages={"required": _("Enter the day on which they asked")}
    )
    purpose = forms.ChoiceField(
        label=_("What did they want the data for?"), widget=forms.RadioSelect, choices=PURPOSES,
        error_messages={"required": _("Choose what they wanted the data for")},
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Which categories of data?"),
        help_text=_("Choose categories, single data below, or both."),
        widget=forms.CheckboxSelectMultiple,
        choices=DataCategory.choices,
        required=False,
    )
    items = forms.MultipleChoiceField(
        label=_("Which data?"), widget=forms.CheckboxSelectMultiple, choices=ITEMS, required=False
    )
    reason = paragraph(
        _("Why do you not share them?"),
        help_text=_("Both agencies can read it."),
        required=_("Say why you do not share them"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is None:
            return
        others = selectors.agencies_taking_part(self.actor).exclude(pk=self.actor.signatory.agency_id)
        known = {str(agency.pk): agency for agency in others}
        field: Any = self.fields["asking"]
        field.choices = [("", _("Choose an agency")), *((key, agency.name) for key, agency in known.items())]
        field.coerce = known.get


class SignForm(Form):
    """Which party signed, and who signed for it."""

    agency = forms.TypedChoiceField(
        label=_("For which party?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the party that signed")},
    )
    signatory_name = forms.CharField(
        label=_("Who signed for it, and as what?"), help_text=_("For example: R. Hale, director of housing"),
        max_length=200, error_messages={"required": _("Enter who signed")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [party.agency for party in self.subject.parties.all() if party.signed_at is None]
        known = {str(agency.pk): agency for agency in waiting}
        field: Any = self.fields["agency"]
        field.choices = [(key, agency.name) for key, agency in known.items()]
        field.coerce = known.get


class ReasonForm(Form):
    """Why."""

    reason = paragraph(_("Why?"), help_text=_("It stands in the record for every party."), required=_("Say why"))
