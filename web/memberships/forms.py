"""What is asked when somebody comes, changes their part, or goes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import clock, keepers, selectors
from agencies.enums import ResetReason, RoleCode
from agencies.permissions import ROLES
from web.dates import DateBoxesField
from web.forms import Form

AT_ONCE, LATER = "at_once", "later"


def choice_of_role() -> forms.ChoiceField:
    """Each with its sentence, since the name alone says too little to choose by."""
    return forms.TypedChoiceField(
        label=_("In which role?"), widget=forms.RadioSelect, coerce=RoleCode,
        choices=[(role.value, f"{role.label}: {ROLES[role].sentence}") for role in RoleCode],
        error_messages={"required": _("Choose a role")},
    )  # fmt: skip


def choice_of_team() -> forms.TypedChoiceField:
    """Filled by `offer_teams`."""
    return forms.TypedChoiceField(
        label=_("In which team?"), required=False, empty_value=None,
        help_text=_("Support workers and managers belong to a team, and see its households."),
    )  # fmt: skip


def offer(field: Any, rows: Any, *, nobody: Any = None) -> None:
    """Make these rows the choices of a field."""
    known = {str(row.pk): row for row in rows}
    field.choices = [*([("", nobody)] if nobody else []), *((key, row.name) for key, row in known.items())]
    field.coerce = known.get


class InviteForm(Form):
    """Somebody who is to act for the agency."""

    name = forms.CharField(
        label=_("Their name"), help_text=_("As colleagues and families know them."), max_length=200,
        error_messages={"required": _("Enter their name")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Their e-mail address at work"), help_text=_("They sign in with it."), max_length=254,
        error_messages={
            "required": _("Enter their e-mail address"),
            "invalid": _("Enter a whole e-mail address, such as name@example.org"),
        },
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    agency = forms.TypedChoiceField(
        label=_("For which agency?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the agency that they act for")},
    )
    role = choice_of_role()
    team = choice_of_team()
    started_on = DateBoxesField(label=_("Their first day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is None:
            return
        kept = list(keepers.agencies_kept_by(self.actor).filter(ended_on__isnull=True))
        teams = selectors.teams_for(self.actor).filter(agency__in=kept, ended_on__isnull=True)
        offer(self.fields["agency"], kept)
        field: Any = self.fields["team"]
        offer(field, teams, nobody=_("No team"))
        if len(kept) > 1:
            named = {str(row.pk): str(row) for row in teams}
            field.choices = [(key, named.get(str(key), words)) for key, words in field.choices]


class ChangeForm(Form):
    """Another role or team."""

    role = choice_of_role()
    team = choice_of_team()
    starting_on = DateBoxesField(label=_("From which day?"), help_text=_("Today, or a day to come."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None:
            teams = selectors.teams_for(self.actor).filter(agency=self.subject.agency, ended_on__isnull=True)
            offer(self.fields["team"], teams, nobody=_("No team"))


class EndForm(Form):
    """When."""

    when = forms.ChoiceField(
        label=_("When?"), widget=forms.RadioSelect,
        choices=[(AT_ONCE, _("At once")), (LATER, _("After a last day"))],
        error_messages={"required": _("Choose when it ends")},
    )  # fmt: skip
    last_day = DateBoxesField(label=_("The last day"), help_text=_("Only where it is not at once."), required=False)

    def clean(self) -> dict[str, Any]:
        """The first day after it, as `ended_on`."""
        said: dict[str, Any] = super().clean() or {}
        last_day = said.pop("last_day", None)
        when = said.pop("when", None)
        if when == LATER and last_day is None and "last_day" not in self.errors:
            self.add_error("last_day", _("Enter the last day"))
        if when == AT_ONCE:
            said["ended_on"] = clock.today()
        elif when == LATER and last_day is not None:
            said["ended_on"] = last_day + timedelta(days=1)
        return said


class ResetForm(Form):
    """Why."""

    reason = forms.TypedChoiceField(
        label=_("Why?"), widget=forms.RadioSelect, coerce=ResetReason, choices=ResetReason.choices,
        error_messages={"required": _("Choose why")},
    )  # fmt: skip


class PhoneForm(Form):
    """The number that families ring them on."""

    phone = forms.CharField(
        label=_("On which number do families ring them?"),
        help_text=_("Their telephone at work. Leave it empty to take the number away."),
        max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )  # fmt: skip
