"""People: the list, one person's part, and each change of it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock, invitations, memberships, second_factors, selectors, users
from agencies.clock import Today
from agencies.models import Membership
from agencies.permissions import Permission, check
from casework.selectors import sight_of, work_of
from web.effects import Effect, EffectPage, NothingForm
from web.forms import Form
from web.memberships import effects, forms
from web.memberships.words import sight_words
from web.pages import SEE_OTHER, Page, Selector

ON_A_PAGE = 50
SHOWS = ("now", "ended")


@dataclass(frozen=True)
class Listed:
    """A person's part in the list."""

    row: Membership
    sessions: int
    is_to_come: bool


class People(Page):
    """Who acts for the agencies that the administrator keeps."""

    template = "web/memberships/people.html"

    def load(self) -> None:
        """For administrators."""
        check(self.actor, Permission.MANAGE_ACCESS)

    def content(self, subject: Any) -> dict[str, Any]:
        """A page of them, by name."""
        show = self.request.GET.get("show", "")
        show = show if show in SHOWS else "now"
        gone = Q(ended_on__lte=Today())
        rows = selectors.kept_memberships_for(self.actor).filter(gone if show == "ended" else ~gone)
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown, today = list(page.object_list), clock.today()
        sessions = selectors.open_sessions_of(self.actor, [row.user for row in shown])
        return {
            "rows": [Listed(row, sessions.get(row.user_id, 0), row.started_on > today) for row in shown],
            "page": page, "show": show, "number": page.paginator.count,
            "several": len({row.agency_id for row in shown}) > 1,
        }  # fmt: skip


class Person(Page):
    """One person's part in an agency."""

    template = "web/memberships/person.html"
    subject, subject_key = selectors.kept_membership_for, "id"

    def content(self, subject: Any) -> dict[str, Any]:
        """What they are, what hangs on them, and what can be done."""
        today = clock.today()
        parts = [row for row in selectors.memberships_for(self.actor).filter(user=subject.user) if row.pk != subject.pk]
        return {
            "membership": subject,
            "others": parts,
            "account": selectors.account_of(self.actor, subject.user),
            "work": work_of(self.actor, subject),
            "sight": sight_words(sight_of(self.actor, subject)),
            "has_ended": subject.ended_on is not None and subject.ended_on <= today,
            "is_to_come": subject.started_on > today,
            "has_password": subject.user.has_usable_password(),
        }


class Invite(EffectPage):
    """Add a person."""

    form_class, verb, again = forms.InviteForm, invitations.invite, selectors.kept_membership_for
    title, button = gettext_lazy("Add a person"), gettext_lazy("Add this person")
    done = gettext_lazy("They are added. On the sign-in page they can ask for a link to choose a password at any time.")

    def load(self) -> None:
        """Nobody fills in a form to learn at its end that it was not theirs to fill in."""
        check(self.actor, Permission.MANAGE_ACCESS)

    def initial(self, subject: Any) -> dict[str, Any]:
        """Today, which is what it mostly is."""
        return {"started_on": clock.today()}

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What they would be and see."""
        return effects.of_invitation(self.actor, said)

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:memberships"), _("All people")

    def after(self, row: Any) -> str:
        """Their part."""
        return address_of(row)


class OfMembership(EffectPage):
    """Something happens to somebody's part."""

    subject, subject_key = selectors.kept_membership_for, "id"
    again: ClassVar[Selector] = selectors.kept_membership_for

    def about(self, subject: Any) -> str:
        """Who."""
        return f"{subject.user.name}, {subject.agency.name}"

    def back(self, subject: Any) -> tuple[str, str]:
        """Their part."""
        return address_of(subject), str(subject.user.name)

    def after(self, row: Any) -> str:
        """The same."""
        return address_of(row)


class ChangeMembership(OfMembership):
    """Another role or team."""

    form_class, verb = forms.ChangeForm, memberships.change
    title, button = gettext_lazy("Change role or team"), gettext_lazy("Change it so")
    lede = gettext_lazy("What they wrote and signed so far stays under the role that they had then.")
    done = gettext_lazy("The change is recorded.")

    def initial(self, subject: Any) -> dict[str, Any]:
        """As it is."""
        team = str(subject.team_id) if subject.team_id else ""
        return {"role": subject.role, "team": team, "starting_on": clock.today()}

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What they gain and lose."""
        return effects.of_change(self.actor, subject, said)


class GivePhone(OfMembership):
    """The number that stands on what the families hold in their hands."""

    form_class, verb = forms.PhoneForm, memberships.give_phone
    title, button = gettext_lazy("Their telephone number"), gettext_lazy("Save it so")
    done = gettext_lazy("The number is saved.")

    def initial(self, subject: Any) -> dict[str, Any]:
        """As it is."""
        return {"phone": subject.phone}

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Where it stands."""
        return effects.of_phone(subject, said["phone"])


class EndMembership(OfMembership):
    """They go."""

    form_class, verb, is_grave = forms.EndForm, memberships.end, True
    title, button = gettext_lazy("End their part in this agency"), gettext_lazy("End their part")
    done = gettext_lazy("Their part ends as you said.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What they no longer see, and who is left without them."""
        return effects.of_end(self.actor, subject, said["ended_on"])


class OfUser(OfMembership):
    """Something happens to the person behind the part."""

    form_class: ClassVar[type[Form]] = NothingForm
    again = selectors.user_for

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """The verb is about the user."""
        return type(self).verb(subject.user, by=self.actor)

    def after(self, row: Any) -> str:
        """Where one came from."""
        return reverse("web:memberships-one", args=[self.kwargs["id"]])


class SignOut(OfUser):
    """End their sessions."""

    verb = users.sign_out
    title, button = gettext_lazy("Sign them out everywhere"), gettext_lazy("Sign them out")
    done = gettext_lazy("They are signed out everywhere.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """How many sessions and tokens."""
        return effects.of_sign_out(self.actor, subject)

    def lead_on(self, row: Any, sentence: str) -> HttpResponseRedirect:
        """Who signs themselves out everywhere is signed out here too."""
        if row.pk != self.actor.signatory.user_id:
            return super().lead_on(row, sentence)
        logout(self.request)
        return HttpResponseRedirect(f"{reverse('web:sign-in')}?{urlencode({'ended': 'out'})}", status=SEE_OTHER)


class ResetFactor(OfUser):
    """They lost their phone, and their recovery codes."""

    form_class, verb, is_grave = forms.ResetForm, second_factors.reset, True
    title, button = gettext_lazy("Take away their second factor"), gettext_lazy("Take it away")
    lede = gettext_lazy(
        "For somebody who has lost their phone and has no recovery codes. They set up another when they sign in."
    )
    done = gettext_lazy("Their second factor is taken away, and they are signed out everywhere.")

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """With why."""
        return second_factors.reset(subject.user, reason=said["reason"], by=self.actor)

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What ends, and who could come in."""
        return effects.of_reset(self.actor, subject)


class Deactivate(OfUser):
    """Let them in no more."""

    verb, is_grave = users.deactivate, True
    title, button = gettext_lazy("Deactivate this person"), gettext_lazy("Deactivate them")
    done = gettext_lazy("They cannot sign in any more.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What ends with it."""
        return effects.of_deactivation(self.actor, subject)


class Reactivate(OfUser):
    """Let them in again."""

    verb = users.reactivate
    title, button = gettext_lazy("Bring this person back"), gettext_lazy("Bring them back")
    done = gettext_lazy("They can sign in again.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """As what."""
        return effects.of_return(self.actor, subject)


def address_of(row: Any) -> str:
    """Where somebody's part stands."""
    return reverse("web:memberships-one", args=[row.pk])
