"""Forms about a person of the case: what is known of them, another name, their yes, and their part in the case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.selectors import agencies_for
from casework import selectors
from casework.births import BirthPrecision
from casework.enums import HouseholdRole, LeavingReason, Means, NameKind
from web.case.choices import CaseForm, Choices
from web.dates import DateBoxesField
from web.forms import Form

WORDS = forms.Textarea(attrs={"rows": 3})
HOW = [("", gettext_lazy("Choose one")), *Means.choices]


class PersonForm(Form):
    """What they told us: how they are called, when they were born, and in which language to speak with them."""

    name = forms.CharField(
        label=gettext_lazy("The name they use"),
        help_text=gettext_lazy("As they write it. The name before is kept as a former one."),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name they use")},
    )
    pronouns = forms.CharField(
        label=gettext_lazy("Pronouns"), help_text=gettext_lazy("For example she/her"), max_length=40, required=False
    )
    born_on = DateBoxesField(
        label=gettext_lazy("Born"),
        help_text=gettext_lazy("Where only the year is known, enter 1 1 and the year, and say so below."),
        required=False,
    )
    birth_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly is that known?"), choices=BirthPrecision.choices
    )
    language = forms.CharField(
        label=gettext_lazy("The language they want to speak with us"),
        help_text=gettext_lazy("For example Welsh, or British Sign Language"),
        max_length=60,
        required=False,
    )
    needs_interpreter = forms.BooleanField(label=gettext_lazy("They need an interpreter"), required=False)
    died_on = DateBoxesField(label=gettext_lazy("If they have died: on which day?"), required=False)


class NameForm(CaseForm):
    """Another name."""

    field_order = ("name", "kind", "agency")
    name = forms.CharField(
        label=gettext_lazy("The other name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the other name")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=NameKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what this name is")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = Choices(
            label=_("With which agency?"),
            help_text=_("For a name used with an agency only."),
            of={str(row.pk): (row.name, row) for row in agencies_for(self.by)},
            empty=_("With none"),
            required=False,
        )


class YesForm(Form):
    """How they said yes to being supported, and in which words."""

    how = forms.ChoiceField(
        label=gettext_lazy("How did they say it?"),
        choices=HOW,
        error_messages={"required": gettext_lazy("Choose how they said it")},
    )
    words = forms.CharField(label=gettext_lazy("Their own words"), widget=WORDS, required=False)


class TookBackForm(YesForm):
    """The same, and who heard it."""

    witness = forms.CharField(
        label=gettext_lazy("Who else heard it?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name who else heard it")},
    )


class LeavingForm(Form):
    """Why somebody is no longer part of the work, and what shows it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why are they no longer part of it?"),
        choices=LeavingReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why")},
    )
    evidence = forms.CharField(
        label=gettext_lazy("What shows it?"),
        help_text=gettext_lazy("Who said so, what was seen, and when."),
        widget=WORDS,
        error_messages={"required": gettext_lazy("Say what shows it")},
    )


class JoinForm(CaseForm):
    """Somebody who lives there and is not part of the work yet; or somebody who is not on record yet."""

    name = forms.CharField(
        label=gettext_lazy("Or the name of somebody new"),
        help_text=gettext_lazy("They are written down as living in this household from today."),
        max_length=200,
        required=False,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What is their place in the household?"),
        help_text=gettext_lazy("For somebody new only."),
        choices=[("", gettext_lazy("Choose one")), *HouseholdRole.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {row.person_id for row in selectors.members_of(self.by, self.case) if row.left_at is None}
        self.living = [row for row in selectors.living_in(self.by, self.case.household) if row.person_id not in here]
        person = Choices(
            label=_("Who of the household joins?"),
            of={str(row.person_id): (row.person.name, row.person) for row in self.living},
            empty=_("Choose somebody"),
            required=False,
        )
        self.fields = {"person": person, **self.fields}

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("person")) == bool(said.get("name")):
            self.add_error("person", _("Choose somebody, or enter the name of somebody new"))
        elif said.get("name") and not said.get("role"):
            self.add_error("role", _("Choose their place in the household"))
        return said
