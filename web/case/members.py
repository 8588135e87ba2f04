"""Acts about one person of the case: putting right what is known, another name, their yes, and their part in the work."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from agencies.exceptions import NOT_FOUND, Missing
from casework import engagement, members, newcomers, people, selectors
from casework.enums import HouseholdRole
from casework.models import Case, CaseMember
from casework.newcomers import Newcomer
from web.case.acts import AddAct, RowAct
from web.case.people import agreement_of
from web.case.person_forms import JoinForm, LeavingForm, NameForm, PersonForm, TookBackForm, YesForm
from web.forms import Form

SECTION = "case-people"


class OfMember(RowAct):
    """For those who work on the case, of those who are part of it: who left may have another name by now."""

    template = "web/case/of_member.html"
    section = back = SECTION
    subject, subject_model = selectors.member_for, CaseMember
    again: ClassVar[Any] = selectors.member_for

    def load(self) -> Any:
        """The person's part in the case. Raises Missing for who left."""
        row = super().load()
        if row.left_at is not None:
            raise Missing(NOT_FOUND)
        return row


class OfPerson(OfMember):
    """The row that changes is the person."""

    def mark_of(self, subject: CaseMember) -> str:
        """The version that counts is that of the person."""
        return super().mark_of(subject.person)


class ChangePerson(OfPerson):
    """Put right what is known of them."""

    form_class, verb, again = PersonForm, people.amend, selectors.person_for
    title, button = _("How to speak with them"), _("Save what they said")
    lede = _("Ask them, and write down what they say.")
    done = _("What is known of them is saved.")

    def initial(self, subject: CaseMember) -> dict[str, Any]:
        """As it is."""
        return {
            name: getattr(subject.person, name)
            for name in ("name", "born_on", "birth_precision", "died_on", *people.FACTS)
        }

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """Every field as it stands in the form."""
        return people.amend(subject.person, by=self.actor, **said)


class AddName(OfPerson):
    """Another name that they have, had, or are known by."""

    is_versioned = False  # a name is added to whatever is known of them
    form_class, verb, again = NameForm, people.add_name, selectors.name_for
    title, button = _("Add another name"), _("Add this name")
    lede = _("On papers, from before, or what another agency calls them. In this record they are called as they say.")
    done = _("The name is on record.")

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """The name is the person's."""
        return people.add_name(subject.person, by=self.actor, **said)


class SayYes(OfMember):
    """They said yes to being supported."""

    form_class, verb, again = YesForm, engagement.agree, selectors.engagement_for
    title, button = _("They said yes to being supported"), _("Save their yes")
    lede = _("Each says it for themselves, and may take it back at any time. It is no agreement to share anything.")
    done = _("Their yes is on record.")
    draft = _("They said yes to being supported")


class TakeBack(OfMember):
    """They took it back."""

    form_class, verb, again = TookBackForm, engagement.withdraw, selectors.engagement_for
    title, button = _("They took back their yes"), _("Save what they said")
    lede = _("They stay part of the work, and keep their say in how it ends.")
    done = _("It is on record that they took it back.")
    draft = _("They took back their yes")

    def load(self) -> Any:
        """Raises Missing where there is no yes to take back."""
        row = super().load()
        said = agreement_of(row)
        if said is None or said.withdrawn_at is not None:
            raise Missing(NOT_FOUND)
        return row

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """Of the yes that stands."""
        return engagement.withdraw(agreement_of(subject), by=self.actor, **said)


class ProposeLeaving(OfMember):
    """Say that somebody is no longer part of the work."""

    form_class, verb = LeavingForm, members.propose_leaving
    title, button = _("No longer part of the work"), _("Say so, and ask a second person")
    lede = _(
        "Nothing changes until a second person confirms it: whoever is taken off does not have to agree to how it ends."
    )
    done = _("A second person has to confirm it now.")
    draft = _("No longer part of the work")


class ConfirmLeaving(OfMember):
    """The second person stands behind it."""

    form_class, verb = Form, members.confirm_leaving
    title, button = _("Confirm that they are no longer part of it"), _("Confirm it")
    lede = _("Look at what shows it. You stand behind it with your name.")
    done = _("They are no longer part of the work.")


class Keep(OfMember):
    """They stay."""

    form_class, verb = Form, members.keep
    title, button = _("They stay part of the work"), _("Keep them in the work")
    done = _("They stay part of the work.")


class Join(AddAct):
    """Somebody becomes part of the work."""

    section = back = SECTION
    form_class, verb, again = JoinForm, members.join, selectors.member_for
    title, button = _("Add somebody to the work"), _("Add them")
    lede = _("Tell them first: what is written down here, and who reads it.")
    done = _("They are part of the work.")

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """Somebody of the household joins, or somebody new is brought in."""
        if said["person"] is not None:
            return members.join(subject, person=said["person"], by=self.actor)
        newcomer = Newcomer(said["name"], HouseholdRole(said["role"]))
        return newcomers.bring_in(subject, newcomer=newcomer, by=self.actor)
