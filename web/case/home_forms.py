"""Forms about the home of a case: an address, moving in and out, and homes that split or become one."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.permissions import Permission
from casework import selectors
from casework.enums import HouseholdRole
from casework.selectors import Match, Matches
from web.case.choices import CaseForm, Several
from web.case.finding import FindForm, person_words, words_field
from web.dates import DateBoxesField
from web.forms import Form, paragraph


def day_field(label: Any, required: Any, help_text: Any = "") -> DateBoxesField:
    """A day that has come."""
    hint = help_text or gettext_lazy("For example 27 3 2026")
    return DateBoxesField(label=label, help_text=hint, error_messages={"required": required})


class AddressForm(Form):
    """Where they live, from which day."""

    lines = forms.CharField(
        label=gettext_lazy("House and street"),
        help_text=gettext_lazy("One line each. Where there is none, say so: No fixed abode."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=400,
        error_messages={"required": gettext_lazy("Enter the house and the street")},
    )
    town = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    uprn = forms.CharField(
        label=gettext_lazy("Property number (UPRN)"),
        help_text=gettext_lazy("Only if you have it at hand. Up to 12 digits."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    started_on = day_field(gettext_lazy("Since which day?"), gettext_lazy("Enter the day since when they live there"))


class EndForm(Form):
    """The first day on which it is so no longer."""

    ended_on = day_field(
        gettext_lazy("Since which day do they live there no longer?"),
        gettext_lazy("Enter the first day on which they no longer lived there"),
    )


class MoveInForm(FindForm):
    """Who, as what, since when: somebody whom we know, or somebody new."""

    field_order = ("words", "which", "role", "started_on")
    which_label = gettext_lazy("We may know them already. Who is it?")
    somebody_new = gettext_lazy("None of these: somebody new")
    words = words_field(
        gettext_lazy("What is their name?"),
        gettext_lazy("Whoever is on record already is offered to you next."),
        gettext_lazy("Enter their name"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What is their place in the household?"),
        choices=HouseholdRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose their place in the household")},
    )
    started_on = day_field(gettext_lazy("Since which day?"), gettext_lazy("Enter the day on which they moved in"))

    def like(self, words: str) -> Matches:
        """Of those within reach who do not live there yet."""
        return selectors.records_like(self.by, words, permission=Permission.REFER_CASE, but=self.not_these())

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        return selectors.record_like(self.by, key, permission=Permission.REFER_CASE, but=self.not_these())

    def words_of(self, match: Match) -> str:
        """With their birth date."""
        return person_words(match)

    def not_these(self) -> Any:
        """Who lives there, and who was parted from them: they do not move back in by a form."""
        return selectors.not_to_move_in(self.by, self.case.household)

    def clean(self) -> dict[str, Any]:
        """The name, for somebody new."""
        name = self.cleaned_data.get("words", "")
        return {**super().clean(), "name": name}


class SplitForm(CaseForm):
    """Who lives on their own from now, and how that home is called."""

    field_order = ("people", "name", "made_on", "reason")
    name = forms.CharField(
        label=gettext_lazy("How do we call their home?"),
        help_text=gettext_lazy("As you would speak of them: Tom Bell’s home"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter a name for their home")},
    )
    made_on = day_field(gettext_lazy("Since which day?"), gettext_lazy("Enter the day since when they live apart"))
    reason = paragraph(gettext_lazy("What happened?"), required=gettext_lazy("Say what happened"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.living = list(selectors.living_in(self.by, self.case.household).order_by("person__name", "pk"))
        self.fields["people"] = Several(
            label=_("Who lives on their own now?"),
            help_text=_("Some of those who live here, and not all of them."),
            of={str(row.person_id): (row.person.name, row.person) for row in self.living},
            error_messages={"required": _("Choose who lives on their own now")},
        )
        self.order_fields(self.field_order)


class TogetherForm(FindForm):
    """With whom they live from now."""

    field_order = ("words", "which", "made_on", "reason")
    which_label = gettext_lazy("Which household is it?")
    nobody = gettext_lazy("No household like this that you work with. Try a person’s name, or the reference of a case.")
    words = words_field(
        gettext_lazy("Which household do they live with now?"),
        gettext_lazy(
            "Its name, a person’s name, or the reference of its case. Only households that you work with are found."
        ),
        gettext_lazy("Enter the name of the other household"),
    )
    made_on = day_field(gettext_lazy("Since which day?"), gettext_lazy("Enter the day since when they live together"))
    reason = paragraph(gettext_lazy("What happened?"), required=gettext_lazy("Say what happened"), rows=3)

    def like(self, words: str) -> Matches:
        """Other households."""
        return selectors.homes_like(self.by, words, but=self.case.household)

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        return selectors.home_like(self.by, key, but=self.case.household)
