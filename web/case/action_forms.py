"""Forms of actions: taking one on, finishing it, putting it off, dropping it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.case.choices import (
    DUES,
    Choices,
    DayForm,
    Several,
    categories_of,
    members_now,
    must_not_be_told,
    owners_of,
    purposes_of,
    wanted_outcomes,
)
from web.forms import Form


class DueForm(DayForm):
    """By when."""

    field_order: tuple[str, ...] = ("due_on", "day")
    due_on = forms.ChoiceField(
        label=gettext_lazy("By when?"),
        choices=DUES,
        error_messages={"required": gettext_lazy("Choose by when")},
    )


class ActionForm(DueForm):
    """Who, what, by when, and what it serves."""

    field_order = ("title", "owner", "due_on", "day", "serves", "category", "about", "not_to_disclose_to")
    title = forms.CharField(
        label=gettext_lazy("What will be done?"),
        help_text=gettext_lazy("Begin with a verb: Ask the landlord about the boiler"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what will be done")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_now(self.by, self.case)
        owners = owners_of(self.by, self.case, self.members)
        serves = purposes_of(wanted_outcomes(self.by, self.case))
        self.fields["owner"] = Choices(
            label=_("Who does it?"),
            of=owners,
            empty=_("Choose somebody"),
            error_messages={"required": _("Choose who does it")},
        )
        self.fields["serves"] = Choices(
            label=_("What is it for?"),
            of=serves,
            empty=_("Choose an outcome or a reason"),
            error_messages={"required": _("Choose what it is for")},
        )
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"),
            choices=[("", _("Choose one")), *categories_of(self.by, self.case)],
            error_messages={"required": _("Choose what it is about")},
        )
        self.fields["about"] = Several(
            label=_("Whom is it about?"),
            of={str(row.person_id): (row.name, row.person) for row in self.members},
            required=False,
        )
        self.fields["not_to_disclose_to"] = must_not_be_told(self.by, self.case, self.members)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The arguments of the verb."""
        said = super().clean()
        owner, serves = said.pop("owner", None) or {}, said.pop("serves", None) or {}
        return {**said, **owner, **serves}


class FinishForm(Form):
    """What came of it."""

    result = forms.CharField(
        label=gettext_lazy("What came of it?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class DropForm(Form):
    """Why it will not be done."""

    reason = forms.CharField(
        label=gettext_lazy("Why will it not be done?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it will not be done")},
    )
