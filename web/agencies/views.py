"""Agencies and teams: the list, one agency with its teams, and each change."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock, partners, selectors
from agencies.permissions import Permission, check
from web.agencies import effects, forms
from web.asking import AskPage
from web.effects import Effect, EffectPage
from web.pages import Page


class Agencies(Page):
    """Every agency that takes part."""

    template = "web/agencies/agencies.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Those that take part, and those that did."""
        rows, today = list(selectors.agencies_in_numbers(self.actor)), clock.today()
        over = [row for row in rows if row.ended_on is not None and row.ended_on <= today]
        return {"rows": [row for row in rows if row not in over], "over": over}


class Agency(Page):
    """One, with its teams."""

    template = "web/agencies/agency.html"
    subject, subject_key = selectors.agency_in_numbers, "id"

    def content(self, subject: Any) -> dict[str, Any]:
        """Its teams; what can be done is for whoever keeps it."""
        teams = list(selectors.teams_in_numbers(self.actor, subject))
        return {
            "agency": subject,
            "teams": [team for team in teams if team.ended_on is None],
            "over": [team for team in teams if team.ended_on is not None],
            "may_change": subject.is_kept and subject.ended_on is None,
        }


class RegisterAgency(AskPage):
    """A new one, which nothing is shared with."""

    form_class, verb, again = forms.AgencyForm, partners.register_agency, selectors.agency_for
    title, button = gettext_lazy("Register an agency"), gettext_lazy("Register this agency")
    lede = gettext_lazy(
        "It sees nothing of any household by this. That takes a sharing agreement that names it, and then a worker"
        " who shares a household with it."
    )
    done = gettext_lazy("The agency is registered. Add its first people next; an administrator among them keeps it.")

    def load(self) -> None:
        """For administrators."""
        check(self.actor, Permission.MANAGE_ACCESS)

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:agencies"), _("All agencies")

    def after(self, row: Any) -> str:
        """The agency."""
        return reverse("web:agencies-one", args=[row.pk])


class RegisterTeam(AskPage):
    """A new team."""

    subject, subject_key, again = selectors.kept_agency_for, "id", selectors.team_for
    form_class, verb = forms.TeamForm, partners.register_team
    title, button = gettext_lazy("Make a team"), gettext_lazy("Make this team")
    lede = gettext_lazy("Its people see each other’s households, and no other team’s.")
    done = gettext_lazy("The team is there. Households can be referred to it once it has a manager.")

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """The agency is one of the verb's keywords."""
        return partners.register_team(agency=subject, by=self.actor, **said)

    def about(self, subject: Any) -> str:
        """Of which agency."""
        return str(subject.name)

    def back(self, subject: Any) -> tuple[str, str]:
        """The agency."""
        return reverse("web:agencies-one", args=[subject.pk]), str(subject.name)

    def after(self, row: Any) -> str:
        """Its agency."""
        return reverse("web:agencies-one", args=[row.agency_id])


class EndAgency(EffectPage):
    """It takes part no more."""

    subject, subject_key, again = selectors.kept_agency_for, "id", selectors.agency_for
    form_class, verb, is_grave = forms.EndForm, partners.end_agency, True
    title, button = gettext_lazy("End this agency’s part"), gettext_lazy("End this agency’s part for good")
    done = gettext_lazy("Its part ends as you said.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Its people, what it sees, and its agreements."""
        return effects.of_agency_end(self.actor, subject, said["ended_on"])

    def about(self, subject: Any) -> str:
        """Which."""
        return str(subject.name)

    def back(self, subject: Any) -> tuple[str, str]:
        """The agency."""
        return reverse("web:agencies-one", args=[subject.pk]), str(subject.name)

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("web:agencies")


class OfTeam(EffectPage):
    """Something happens to a team."""

    subject, subject_key, again = selectors.kept_team_for, "id", selectors.team_for

    def about(self, subject: Any) -> str:
        """Which."""
        return str(subject)

    def back(self, subject: Any) -> tuple[str, str]:
        """Its agency."""
        return reverse("web:agencies-one", args=[subject.agency_id]), str(subject.agency.name)

    def after(self, row: Any) -> str:
        """Its agency."""
        return reverse("web:agencies-one", args=[row.agency_id])


class RenameTeam(OfTeam):
    """Another name."""

    form_class, verb = forms.TeamForm, partners.rename_team
    title, button = gettext_lazy("Rename this team"), gettext_lazy("Rename it")
    done = gettext_lazy("The team has its new name.")

    def initial(self, subject: Any) -> dict[str, Any]:
        """As it is."""
        return {"name": subject.name, "area": subject.area}

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Where the name stands."""
        return effects.of_rename(self.actor, subject, said)


class AppointTeam(OfTeam):
    """Who manages it."""

    form_class, verb = forms.AppointForm, partners.appoint
    title, button = gettext_lazy("Say who manages this team"), gettext_lazy("Say so")
    done = gettext_lazy("That is who manages it now.")

    def initial(self, subject: Any) -> dict[str, Any]:
        """As it is."""
        return {"manager": str(subject.manager_id or ""), "deputy": str(subject.deputy_id or "")}

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Whom reminders reach."""
        return effects.of_appointment(subject, said)


class EndTeam(OfTeam):
    """It takes nobody in any more."""

    form_class, verb, is_grave = forms.EndForm, partners.end_team, True
    title, button = gettext_lazy("End this team"), gettext_lazy("End this team for good")
    done = gettext_lazy("The team ends as you said.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who is in it and what it works with."""
        return effects.of_team_end(self.actor, subject, said["ended_on"])
