"""What becomes of the home of a case: an address, moving in and out, and homes that split or become one."""

from typing import Any, ClassVar

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import clock
from casework import households, newcomers, selectors
from casework.enums import HouseholdRole
from casework.models import Address, Case, Household, HouseholdChange, HouseholdMember
from casework.newcomers import Newcomer
from web.case.acts import AddAct, EffectAct, RowAct
from web.case.finding import Finds
from web.case.home import HOME, SECTION, HomePart, told_of
from web.case.home_forms import AddressForm, EndForm, MoveInForm, SplitForm, TogetherForm
from web.effect_words import day_words
from web.effects import Effect
from web.forms import Form


class HomeAct(HomePart, AddAct):
    """Something is added to what is known of the home."""

    section, back = SECTION, HOME

    def initial(self, subject: Case) -> dict[str, Any]:
        """Today, which is what it mostly is."""
        return {"started_on": clock.today()}


class AddAddress(HomeAct):
    """Where they live."""

    form_class, verb, again = AddressForm, households.record_address, selectors.address_for
    title, button = gettext_lazy("Add an address"), gettext_lazy("Add this address")
    lede = gettext_lazy(
        "Everybody who works with this household reads it. Never the place of somebody who left to be safe."
    )
    done = gettext_lazy(
        "The address is on record. If they moved, say beside the old one that they live there no longer."
    )
    draft = gettext_lazy("Add an address")

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """It is the household's."""
        return households.record_address(self.home, by=self.actor, **said)


class MoveIn(Finds, HomeAct):
    """Somebody lives there."""

    form_class, verb, again = MoveInForm, households.move_in, selectors.household_member_for
    title, button = gettext_lazy("Somebody moves in"), gettext_lazy("Save that they live here")
    lede = gettext_lazy("To live here is not to be part of the work: for that, add them under People.")
    done = gettext_lazy("They live here.")

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """Whoever is on record, or somebody new."""
        role, day, person = HouseholdRole(said["role"]), said["started_on"], said.get("which")
        if person is not None:
            return households.move_in(self.home, person=person, role=role, started_on=day, by=self.actor)
        person = newcomers.settle(self.home, newcomer=Newcomer(said["name"], role), started_on=day, by=self.actor)
        return selectors.household_members_of(self.actor, self.home).get(person=person)


class OfHome(RowAct):
    """A step of one row of the home."""

    section, back = SECTION, HOME

    def is_of_case(self, row: Any) -> bool:
        """Of the household of that case, where it is a main one. Raises Missing."""
        found: bool = row.household_id == selectors.home_in(self.actor, self.case).pk
        return found

    def initial(self, subject: Any) -> dict[str, Any]:
        """Today."""
        return {"ended_on": clock.today()}


class EndAddress(OfHome):
    """They live there no longer."""

    template = "web/case/of_address.html"
    subject, subject_model, again = selectors.address_for, Address, selectors.address_for
    form_class, verb = EndForm, households.end_address
    title, button = gettext_lazy("They live there no longer"), gettext_lazy("Save the day")
    lede = gettext_lazy("The address stays on record as one from before.")
    done = gettext_lazy("It is now an address from before.")


class MoveOut(OfHome):
    """Somebody lives there no longer."""

    template = "web/case/of_living.html"
    subject, subject_model = selectors.household_member_for, HouseholdMember
    again: ClassVar[Any] = selectors.household_member_for
    form_class, verb = EndForm, households.move_out
    title, button = gettext_lazy("They moved out"), gettext_lazy("Save that they moved out")
    lede = gettext_lazy("Their part in the work is another matter, and stays.")
    done = gettext_lazy("They live here no longer.")


class Undo(OfHome):
    """A split or a join was a mistake."""

    template = "web/case/of_change.html"
    subject, subject_model, again = selectors.change_for, HouseholdChange, selectors.change_for
    form_class, verb = Form, households.undo
    title, button = gettext_lazy("It was a mistake"), gettext_lazy("Undo it")
    lede = gettext_lazy("Everybody lives again where they lived before. That it was said stays on record.")
    done = gettext_lazy("It is undone. Everybody lives where they lived before.")

    def is_of_case(self, row: HouseholdChange) -> bool:
        """Of one side or the other."""
        return selectors.home_in(self.actor, self.case).pk in {row.source_id, row.target_id}

    def parts(self, subject: HouseholdChange) -> dict[str, Any]:
        """In words that name no household which they do not see."""
        home = selectors.home_in(self.actor, self.case)
        row = selectors.changes_with_names(self.actor, home).get(pk=subject.pk)
        return {**super().parts(subject), "told": told_of(row, home)}


class HomeChange(HomePart, EffectAct):
    """What changes who lives together: it says first what it does."""

    section, leave, leave_words = SECTION, HOME, gettext_lazy("The home")
    again: ClassVar[Any] = selectors.change_for

    def mark_of(self, subject: Case) -> str:
        """The version that counts is that of the household."""
        return super().mark_of(self.home)

    def initial(self, subject: Case) -> dict[str, Any]:
        """Today."""
        return {"made_on": clock.today()}


class Split(HomeChange):
    """Some of them live on their own."""

    template = "web/case/split.html"
    form_class, verb = SplitForm, households.split
    title, button = gettext_lazy("Some live on their own now"), gettext_lazy("Save that they live apart")
    lede = gettext_lazy("For people who part in peace, such as a son who has a flat of his own.")
    done = gettext_lazy("They live apart now. Nobody left the work by it.")
    draft = gettext_lazy("Some live on their own now")

    def effect(self, subject: Case, said: dict[str, Any]) -> Effect:
        """Who goes and who stays."""
        names = {"name": said["name"], "day": day_words(said["made_on"]), "home": self.home.name}
        going = {person.pk for person in said["people"]}
        living = list(selectors.living_in(self.actor, self.home).order_by("person__name", "pk"))
        leaving = [row.person.name for row in living if row.person_id in going]
        staying = [row.person.name for row in living if row.person_id not in going]
        if not staying:
            return Effect(first=[_("Somebody has to stay. If everybody moved, add an address instead.")])
        return Effect([
            _("At home in “%(name)s” since %(day)s: %(people)s.") % {**names, "people": listed(leaving)},
            _("Still at home in “%(home)s”: %(people)s.") % {**names, "people": listed(staying)},
            _("The case stays as it is, and everybody who is part of the work stays part of it."),
            _("The addresses here stay with those who stay. The new home begins without one, and without a case."),
            _("You can undo it until one of those who left moves again, or that home has a case of its own."),
        ])  # fmt: skip

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """Of the household."""
        return households.split(self.home, by=self.actor, **said)


class Together(Finds, HomeChange):
    """Two households live together. Whichever has no open case moves its people to the other."""

    form_class, verb = TogetherForm, households.join
    title, button = gettext_lazy("They live with another household now"), gettext_lazy("Save that they live together")
    lede = gettext_lazy("Two homes become one. Whoever has an open case keeps it, and the others live with them.")
    done = gettext_lazy("They live together now.")
    draft = gettext_lazy("They live with another household now")

    def sides(self, other: Household) -> tuple[Household, Household]:
        """Whose people move, and where to."""
        return (other, self.home) if selectors.has_open_case(self.actor, self.home) else (self.home, other)

    def effect(self, subject: Case, said: dict[str, Any]) -> Effect:
        """Who moves to whom; nobody while both have an open case."""
        source, into = self.sides(said["which"])
        moving = list(selectors.living_in(self.actor, source).order_by("person__name", "pk"))
        self.looks.note_page(HouseholdMember, moving, under=source)
        names = {"source": source.name, "into": into.name, "day": day_words(said["made_on"])}
        if selectors.has_open_case(self.actor, source):
            both = _(
                "Both have an open case. A manager first says which one goes on: Where it stands, Goes on in another case."
            )
            return Effect(first=[both])
        if not moving:
            return Effect(first=[_("Nobody lives in %(source)s on record, so there is nobody to move.") % names])
        people = listed(row.person.name for row in moving)
        return Effect([
            _("At home with “%(into)s” since %(day)s: %(people)s.") % {**names, "people": people},
            _("Nobody lives in “%(source)s” from then on. Its record stays.") % names,
            _("Nobody becomes part of anybody’s case by it: ask each of them whether they want to."),
            _("You can undo it until one of those who moved moves again."),
        ])  # fmt: skip

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """One joins the other."""
        source, into = self.sides(said["which"])
        return households.join(source, into=into, reason=said["reason"], made_on=said["made_on"], by=self.actor)


def listed(names: Any) -> str:
    """`Rosa and Tom`, `Rosa, Tom and Mia`."""
    return str(get_text_list(list(names), _("and")))
