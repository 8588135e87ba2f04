"""How somebody can be reached safely: writing it down, with what held before beneath it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import safe_contacts, selectors
from casework.enums import WEEKDAYS, SafeWay
from casework.models import CaseMember, SafeContact
from web.case.members import OfPerson
from web.dates import DateBoxesField
from web.forms import Form

HOUR = forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M")
KEPT = (
    "ways", "days", "not_before", "not_after", "when_words", "code_word", "no_voicemail", "device_is_shared", "do_not",
    "who_said",
)  # fmt: skip


class SafeContactForm(Form):
    """By which ways, when, with which word, what not to do, and who said so."""

    ways = forms.MultipleChoiceField(
        label=_("How can they be reached safely?"),
        help_text=_(
            "Tick only what they said. What is not ticked is not used. Where nothing is safe now, tick nothing."
        ),
        choices=SafeWay.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        help_text=_("Leave all of them empty for any day."),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    not_before = forms.TimeField(
        label=_("From which time?"), help_text=_("For example 9:30"), widget=HOUR, required=False,
        error_messages={"invalid": _("Enter a time of day, such as 9:30")},
    )  # fmt: skip
    not_after = forms.TimeField(
        label=_("Until which time?"), help_text=_("For example 14:30"), widget=HOUR, required=False,
        error_messages={"invalid": _("Enter a time of day, such as 14:30")},
    )  # fmt: skip
    when_words = forms.CharField(
        label=_("Anything else about when?"),
        help_text=_("For example: not in the school holidays"),
        max_length=120,
        required=False,
    )
    code_word = forms.CharField(
        label=_("A word by which you know each other"),
        help_text=_("Say it first when somebody answers. If they do not know it, say that you rang the wrong number."),
        max_length=60,
        required=False,
    )
    no_voicemail = forms.BooleanField(label=_("Leave no message on their voicemail"), required=False)
    device_is_shared = forms.BooleanField(label=_("Somebody else uses or reads their telephone"), required=False)
    do_not = forms.CharField(
        label=_("What else must not be done?"),
        help_text=_(
            "For example: do not ring if the blue car is there. Never write why, nor where they are: every agency that "
            "may ring them reads this. Where somebody is at risk, write a warning as well."
        ),
        max_length=200,
        required=False,
    )
    who_said = forms.CharField(
        label=_("Who told you?"),
        help_text=_("For example: herself, alone with me at the school"),
        max_length=200,
        error_messages={"required": _("Say who told you")},
    )
    review_on = DateBoxesField(
        label=_("On which day do you ask them again?"),
        help_text=_("Within six months. For example 27 3 2026"),
        error_messages={"required": _("Enter the day on which you ask them again")},
    )


class SafelyReached(OfPerson):
    """Write down how they can be reached safely. What held before stays on record."""

    template = "web/case/of_safe_contact.html"
    form_class, verb, again = SafeContactForm, safe_contacts.record, selectors.safe_contact_for
    title, button = _("How they can be reached safely"), _("Save how they can be reached")
    lede = _("Ask them when they are alone. Everybody who rings, writes or prints for them is held to it.")
    done = _("It is on record how they can be reached safely.")

    def parts(self, subject: CaseMember) -> dict[str, Any]:
        """With what held before."""
        return {**super().parts(subject), "rows": self.rows(subject)}

    def rows(self, subject: CaseMember) -> list[SafeContact]:
        """The newest first, noted as looked at."""
        if not hasattr(self, "_rows"):
            self._rows = list(selectors.safe_contacts_of(self.actor, subject.person))
            self.looks.note_page(SafeContact, self._rows)
        return self._rows

    def initial(self, subject: CaseMember) -> dict[str, Any]:
        """What holds now; when they are asked again is decided anew."""
        now = next((row for row in self.rows(subject) if row.replaced_at is None), None)
        return {name: getattr(now, name) for name in KEPT} if now else {}

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """It is the person's, whichever case they are part of."""
        said["ways"] = [SafeWay(way) for way in said["ways"]]
        return safe_contacts.record(subject.person, by=self.actor, **said)
