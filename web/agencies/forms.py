"""What is asked about an agency or a team."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from agencies import selectors
from agencies.enums import AgencyKind, RoleCode
from web.forms import Form
from web.memberships.forms import EndForm

__all__ = ["AgencyForm", "AppointForm", "EndForm", "TeamForm"]


class AgencyForm(Form):
    """A new agency."""

    name = forms.CharField(
        label=_("What is it called?"), max_length=200, error_messages={"required": _("Enter what it is called")}
    )
    code = forms.CharField(
        label=_("A short name that never changes"),
        help_text=_("Small letters, numbers and hyphens, for example: north-practice"),
        max_length=40, validators=[validate_slug],
        error_messages={"required": _("Enter a short name"), "invalid": _("Use letters, numbers and hyphens alone")},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect, choices=AgencyKind.choices,
        error_messages={"required": _("Choose what it is")},
    )  # fmt: skip


class TeamForm(Form):
    """A team's name."""

    name = forms.CharField(
        label=_("What is the team called?"), max_length=200, error_messages={"required": _("Enter what it is called")}
    )
    area = forms.CharField(label=_("Which area does it serve?"), max_length=200, required=False)


class AppointForm(Form):
    """Who manages a team, and who stands in."""

    manager = forms.TypedChoiceField(
        label=_("Who manages it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who manages it")},
        help_text=_("Managers of this team. To add one, change a person’s role first."),
    )  # fmt: skip
    deputy = forms.TypedChoiceField(
        label=_("Who stands in for them?"), widget=forms.RadioSelect, required=False, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = (
            selectors.memberships_for(self.actor).filter(team=self.subject, role=RoleCode.MANAGER) if self.actor else []
        )
        known = {str(row.pk): row for row in rows if row.ended_on is None}
        for name in ("manager", "deputy"):
            field: Any = self.fields[name]
            field.choices = [(key, row.user.name) for key, row in known.items()]
            field.coerce = known.get
        self.fields["deputy"].choices = [("", _("Nobody")), *self.fields["manager"].choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two people, or one."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("deputy") is not None and said.get("deputy") == said.get("manager"):
            self.add_error("deputy", _("Choose somebody else than the manager, or nobody"))
        return said
