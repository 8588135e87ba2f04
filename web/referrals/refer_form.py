"""What is asked of whoever refers a household."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import selectors as agencies
from agencies.exceptions import Invalid
from casework.enums import HouseholdRole
from casework.newcomers import Newcomer
from casework.referring import Knows, Story
from casework.selectors.look_alikes import LookAlike
from web.dates import DateBoxesField
from web.forms import Form, paragraph

NUMBERS, LONGEST = range(1, 7), 4_000
NEW = "new"
ROLES = [("", _("Choose one")), *HouseholdRole.choices]


class ReferForm(Form):
    """One sheet: who, why now, what they want, whether they know, safety, and to which team."""

    name = forms.CharField(
        label=_("What do you call the household?"), help_text=_("Such as: The Okafor household"), max_length=200,
        error_messages={"required": _("Give the household a name")},
    )  # fmt: skip
    why_now = paragraph(
        _("Why now?"), help_text=_("What happened, and what worries them or you most."),
        required=_("Say why they are referred now"), max_length=LONGEST,
    )  # fmt: skip
    wanted = paragraph(
        _("What do they want?"), help_text=_("In their own words where you can. Leave it empty if nobody has asked."),
        rows=3, max_length=LONGEST,
    )  # fmt: skip
    knows = forms.ChoiceField(
        label=_("Do they know, and do they agree?"), help_text=_("Support is voluntary. Nobody is turned away over this."),
        choices=Knows.choices, widget=forms.RadioSelect, error_messages={"required": _("Say whether they know of it")},
    )  # fmt: skip
    safety = paragraph(
        _("What must be known to keep everybody safe?"), rows=3, max_length=LONGEST,
        help_text=_("When and how it is safe to reach them, who must not be told, what a visitor should know."),
    )  # fmt: skip
    team = forms.ChoiceField(
        label=_("Which team?"), choices=(), error_messages={"required": _("Choose the team that is asked")}
    )
    same = forms.CharField(required=False, widget=forms.RadioSelect)  # drawn on the page that checks the answers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = list(agencies.teams_for(self.actor)) if self.actor else []
        self.teams = {str(team.pk): team for team in teams}
        listed: Any = self.fields["team"]
        listed.choices = [
            ("", _("Choose a team")),
            *((key, f"{row.name}, {row.agency.name}") for key, row in self.teams.items()),
        ]
        for number in NUMBERS:
            self.fields[f"person_{number}"] = forms.CharField(
                label=_("Name"), help_text=_("The name they use."), max_length=200, required=number == 1,
                error_messages={"required": _("Name at least one person of the household")},
            )  # fmt: skip
            self.fields[f"born_{number}"] = DateBoxesField(
                label=_("Date of birth"), help_text=_("If you know it. For example 27 3 1988"), required=False
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=_("Who they are in the household"), choices=ROLES, required=number == 1,
                error_messages={"required": _("Choose who they are in the household")},
            )  # fmt: skip

    @property
    def people(self) -> Iterator[dict[str, Any]]:
        """The fields of each person, for the template, and whether they are open."""
        for number in NUMBERS:
            fields: dict[str, BoundField] = {part: self[f"{part}_{number}"] for part in ("person", "born", "role")}
            is_said = self.is_bound and any(fields[part].data for part in ("person", "role"))
            yield {"number": number, "is_open": number == 1 or is_said, **fields}

    def clean(self) -> dict[str, Any]:
        """What the verb takes; a person of whom something is said needs a name and a part."""
        said: dict[str, Any] = super().clean() or {}
        newcomers = [found for number in NUMBERS if (found := self.newcomer(number, said))]
        said["newcomers"] = newcomers
        return said

    def newcomer(self, number: int, said: dict[str, Any]) -> Newcomer | None:
        """One of them; None where nothing is said."""
        name, born_on, role = (said.get(f"{part}_{number}") for part in ("person", "born", "role"))
        if not (name or born_on or role):
            return None
        if not name and f"person_{number}" not in self.errors:
            self.add_error(f"person_{number}", _("Enter their name, or clear the rest of this person"))
        if not role and f"role_{number}" not in self.errors:
            self.add_error(f"role_{number}", _("Choose who they are in the household"))
        return Newcomer(name, HouseholdRole(role), born_on) if name and role else None

    def asked(self) -> dict[str, Any]:
        """The arguments of the verb."""
        said = self.cleaned_data
        story = Story(said["why_now"], said["wanted"], Knows(said["knows"]), said["safety"])
        return {
            "name": said["name"], "newcomers": said["newcomers"], "story": story, "team": self.teams[said["team"]],
        }  # fmt: skip

    def chosen(self, alike: list[LookAlike]) -> LookAlike | None:
        """Which of the look-alikes it is; None for none of them. Raises Invalid where nothing was chosen."""
        key = self.cleaned_data["same"]
        by_key = {str(each.household.pk): each for each in alike if each.is_free}
        if alike and key != NEW and key not in by_key:
            raise Invalid.field("same", gettext("Choose whether it is one of these households, or another one"))
        return by_key.get(key)
