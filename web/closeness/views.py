"""Conflicts of interest: one's own, and the register for those who keep it."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from agencies.permissions import Permission, check, holds
from casework import conflicts
from casework.models import Conflict
from casework.selectors.conflicts import conflict_for, conflicts_for, declared_by_self, own_conflicts
from web.asking import AskPage
from web.case.finding import WHICH, Finds
from web.closeness.forms import DeclareForm, EndForm, MatchForm, RecordForm
from web.forms import Form
from web.pages import Page, Selector

MOST = 100


class Conflicts(Page):
    """What one declared; and for whoever keeps the register, those to be matched first."""

    template = "web/closeness/conflicts.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Own words for everybody; who was matched with whom for nobody."""
        own = list(own_conflicts(self.actor)[:MOST])
        keeps = holds(self.actor, Permission.KEEP_CONFLICTS)
        rows = list(conflicts_for(self.actor)[: MOST + 1]) if keeps else []
        self.looks.note_page(Conflict, [*own, *rows[:MOST]])
        return {
            "own": own,
            "keeps": keeps,
            "matches": holds(self.actor, Permission.MATCH_CONFLICTS),
            "waiting": [row for row in rows[:MOST] if row.ended_at is None and row.matched_at is None],
            "standing": [row for row in rows[:MOST] if row.ended_at is None and row.matched_at is not None],
            "ended": [row for row in rows[:MOST] if row.ended_at is not None],
            "has_more": len(rows) > MOST,
        }


class OfRegister(AskPage):
    """A page that asks, and leads back to the list."""

    is_versioned = False

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:conflicts"), now("Conflicts of interest")

    def after(self, row: Any) -> str:
        """The list, where it stands."""
        return reverse("web:conflicts")


class Declare(OfRegister):
    """One's own."""

    form_class, verb, again = DeclareForm, conflicts.declare, declared_by_self
    title, button = _("Declare a conflict"), _("Declare this")
    lede = _(
        "You are family, a partner or a former one, a neighbour, or otherwise close to somebody whom this service may"
        " support. If they are on record, their record closes for you. You are not told whether they are."
    )
    done = _("It is declared. Your information governance lead looks at it.")
    draft = _("Declare a conflict")


class Record(OfRegister):
    """For somebody else."""

    form_class, verb, again = RecordForm, conflicts.record, declared_by_self
    title, button = _("Record a conflict for somebody"), _("Record this")
    lede = _("You know that a colleague is close to a household. Tell them that you write it down.")
    done = _("It is on record.")
    draft = _("Record a conflict for somebody")

    def load(self) -> None:
        """For whoever keeps the register."""
        check(self.actor, Permission.KEEP_CONFLICTS)

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Of whom it is."""
        return conflicts.record(said.pop("membership"), by=self.actor, **said)


class OfConflict(OfRegister):
    """Something becomes of one of them."""

    template = "web/closeness/of_conflict.html"
    subject, subject_key, subject_model = conflict_for, "id", Conflict
    again: ClassVar[Selector] = conflict_for
    needs: ClassVar[Permission] = Permission.MATCH_CONFLICTS

    def load(self) -> Any:
        """Nobody fills in a form to learn at its end that it was not theirs to fill in."""
        check(self.actor, self.needs)
        return super().load()


class Match(Finds, OfConflict):
    """Whose record closes for them."""

    form_class, verb = MatchForm, conflicts.link
    title, button = _("Whom did they mean?"), _("Go on")
    lede = _("The record of whom you choose closes for them at once: every home of theirs, and every case of these.")
    done = _(
        "Their record is closed for them. A case that they lead stands on its manager’s page until another leads it."
    )

    def act(self, subject: Conflict, said: dict[str, Any]) -> Any:
        """One person, and everybody at home with them where it says so."""
        return conflicts.link(subject, person=said[WHICH], whole_household=said["whole_household"], by=self.actor)


class SetAside(OfConflict):
    """Nobody was found."""

    form_class, verb = Form, conflicts.set_aside
    title, button = _("Nobody was found"), _("Save that nobody was found")
    lede = _("It stays on record, and you can look again when you like, for instance when a household is referred.")
    done = _("It is on record that nobody was found.")


class End(OfConflict):
    """It holds no longer."""

    form_class, verb, needs = EndForm, conflicts.end, Permission.KEEP_CONFLICTS
    title, button = _("It holds no longer"), _("End this conflict")
    lede = _(
        "What it kept from them opens again where they have a part in it. It takes somebody who did not declare it."
    )
    done = _("The conflict is ended.")
    draft = _("Say that a conflict holds no longer")
