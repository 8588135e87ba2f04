"""Recording a contact: what there is to say in under a minute, and up to three actions that came out of it."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from casework.enums import Channel
from casework.local_times import instant_of
from web.case.choices import (
    ANOTHER_DAY,
    DUES,
    CaseForm,
    Choices,
    Several,
    categories_of,
    day_of,
    members_now,
    must_not_be_told,
    owners_of,
    purposes_of,
    wanted_outcomes,
)
from web.case.pages import is_own_work
from web.dates import DateBoxesField

TODAY, YESTERDAY = "today", "yesterday"
WHENS = [
    (TODAY, gettext_lazy("Today")),
    (YESTERDAY, gettext_lazy("Yesterday")),
    (ANOTHER_DAY, gettext_lazy("Another day")),
]
NOON = time(12)
NUMBERS = (1, 2, 3)


class ContactForm(CaseForm):
    """The contact's own fields by name; `actions` of what it says are those that were filled in, with their numbers."""

    numbers: ClassVar[tuple[int, ...]] = NUMBERS
    happened_at = forms.ChoiceField(label=gettext_lazy("When was it?"), choices=WHENS, widget=forms.RadioSelect)
    day = DateBoxesField(
        label=gettext_lazy("Which day?"),
        help_text=gettext_lazy("For another day only. For example 27 3 2026"),
        required=False,
    )
    at = forms.TimeField(
        label=gettext_lazy("About what time?"),
        help_text=gettext_lazy("For example 14:30"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": gettext_lazy("Enter a time such as 9:00 or 14:30")},
    )
    channel = forms.ChoiceField(label=gettext_lazy("How?"), choices=Channel.choices, widget=forms.RadioSelect)
    was_tried = forms.BooleanField(label=gettext_lazy("I tried, and nobody was reached"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("What was seen and said. Use their own words where you can."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say what happened, in a sentence or more")},
    )
    agreed = forms.CharField(
        label=gettext_lazy("What did you agree?"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        people = {str(row.person_id): (row.name, row.person) for row in self.members}
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            help_text=_("Partners see it only where this has been shared with them.")
            if is_own_work(self.case)
            else _("What is shared with your agency, you may add to. The household’s worker sees it."),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(label=_("Who was it with, or about?"), of=people, required=False)
        self.fields["not_to_disclose_to"] = must_not_be_told(
            self.by,
            self.case,
            self.members,
            _("Somebody of the household before whom it must not be said, since it could put another at risk."),
        )
        self.wanted = wanted_outcomes(self.by, self.case)
        owners, serves = owners_of(self.by, self.case, self.members), purposes_of(self.wanted)
        for number in self.numbers:
            self.add_action(number, owners, serves)

    def add_action(self, number: int, owners: dict[str, Any], serves: dict[str, Any]) -> None:
        """The fields of one action, none of which has to be filled in."""
        name = f"action_{number}_"
        self.fields[f"{name}title"] = forms.CharField(
            label=_("What will be done?"),
            help_text=_("Begin with a verb: Ask the landlord about the boiler"),
            max_length=200,
            required=False,
        )
        self.fields[f"{name}owner"] = Choices(
            label=_("Who does it?"), of=owners, empty=_("Choose somebody"), required=False
        )
        self.fields[f"{name}due"] = forms.ChoiceField(label=_("By when?"), choices=DUES, required=False)
        self.fields[f"{name}day"] = DateBoxesField(label=_("Which day?"), required=False)
        self.fields[f"{name}serves"] = Choices(
            label=_("What is it for?"), of=serves, empty=_("Choose an outcome or a reason"), required=False
        )

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The fields of each action, for the template: whether it is open, and its fields by name."""
        parts = ("title", "owner", "due", "day", "serves")
        found = []
        for number in self.numbers:
            fields: dict[str, BoundField] = {part: self[f"action_{number}_{part}"] for part in parts}
            is_said = self.is_bound and any(bound.data for part, bound in fields.items() if part != "day")
            found.append({"number": number, "is_open": is_said, **fields})
        return found

    def clean(self) -> dict[str, Any]:
        """The arguments of the verbs."""
        said: dict[str, Any] = super().clean() or {}
        now = clock.now()
        when, day, hour = said.get("happened_at"), said.pop("day", None), said.pop("at", None)
        if when == ANOTHER_DAY and day is None and "day" not in self.errors:
            self.add_error("day", _("Enter the day on which it was"))
        elif when:
            said["happened_at"] = instant_said(when, day, hour, now)
        said["was_reached"] = not said.pop("was_tried", False)
        today = clock.local_date(now)
        said["actions"] = [found for number in self.numbers if (found := self.action(number, said, today))]
        return said

    def action(self, number: int, said: dict[str, Any], today: date) -> tuple[int, dict[str, Any]] | None:
        """One action's arguments, None where nothing was said of it; what is missing is asked for."""
        name = f"action_{number}_"
        title, owner, due, day, serves = (
            said.pop(f"{name}{part}", None) for part in ("title", "owner", "due", "day", "serves")
        )
        if not (title or owner or due or serves):
            return None
        missing = {
            "title": (title, _("Say what will be done, or clear the rest of this action")),
            "owner": (owner, _("Choose who does it")),
            "due": (due, _("Choose by when")),
            "serves": (serves, _("Choose what it is for")),
        }
        for part, (value, sentence) in missing.items():
            if not value and f"{name}{part}" not in self.errors:
                self.add_error(f"{name}{part}", sentence)
        if due == ANOTHER_DAY and day is None:
            self.add_error(f"{name}day", _("Enter the day by which it is done"))
        if not (title and owner and due and serves) or (due == ANOTHER_DAY and day is None):
            return None
        return number, {"title": title, "due_on": day_of(due, day, today), **owner, **serves}


class CorrectForm(ContactForm):
    """The whole contact as it should have been written; what is still to do stands in the plan."""

    numbers = ()


def instant_said(when: str, day: date | None, hour: time | None, now: datetime) -> datetime:
    """When it happened: today without a time is now, another day without one its noon."""
    today = clock.local_date(now)
    if when == TODAY and hour is None:
        return now
    on = {TODAY: today, YESTERDAY: today - timedelta(days=1)}.get(when, day or today)
    return instant_of(on, hour or NOON)
