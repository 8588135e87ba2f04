"""How somebody wants to be reminded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import selectors
from agencies.models import Membership
from casework.models.reminder_preference import MOST_LEAD_DAYS
from web.dates import DateBoxesField
from web.forms import Form

AT_TIME = forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M")


class PreferenceForm(Form):
    """Times are those of the clock on the wall."""

    lead_days = forms.IntegerField(
        label=_("How many days before something is due?"),
        help_text=_("0 is on the day itself. What is overdue is told on the first day after."),
        min_value=0,
        max_value=MOST_LEAD_DAYS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"required": _("Enter a number of days"), "invalid": _("Enter a number of days, such as 2")},
    )
    digest_at = forms.TimeField(
        label=_("When may the day’s one e-mail come?"),
        help_text=_("It says how much is waiting, and nothing about anybody."),
        widget=AT_TIME,
        error_messages={"required": _("Enter a time, such as 08:00"), "invalid": _("Enter a time, such as 08:00")},
    )
    quiet_from = forms.TimeField(
        label=_("No e-mail from"),
        required=False,
        widget=AT_TIME,
        error_messages={"invalid": _("Enter a time, such as 18:00")},
    )
    quiet_until = forms.TimeField(
        label=_("until"), required=False, widget=AT_TIME, error_messages={"invalid": _("Enter a time, such as 07:30")}
    )
    away_from = DateBoxesField(label=_("The first day that you are away"), required=False)
    away_until = DateBoxesField(label=_("The last day that you are away"), required=False)
    stand_in = forms.TypedChoiceField(
        label=_("Who stands in for you?"),
        help_text=_(
            "They are told as well while you are away, of cases that they may see. Without anybody, or where they may not see"
            " the case, your team’s deputy is told, or its manager."
        ),
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stand_in"]
        self.colleagues = {str(row.pk): row for row in self._colleagues()}
        field.choices = [
            ("", _("Nobody in particular")),
            *((key, row.user.name) for key, row in self.colleagues.items()),
        ]
        field.coerce = self.colleagues.get

    def _colleagues(self) -> list[Membership]:
        if self.actor is None:
            return []
        mine = self.actor.signatory
        rows = selectors.memberships_for(self.actor).filter(agency=mine.agency_id).select_related("user")
        return list(rows.exclude(user=mine.user_id).order_by("user__name", "pk"))
