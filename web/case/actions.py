"""Plan and actions: what is to be done, by whom and by when; taking one on, and going on with it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from agencies import clock
from casework.models import Case
from outcomes import actions, selectors
from outcomes.models import Action
from web.case.action_forms import ActionForm, DropForm, DueForm, FinishForm
from web.case.acts import AddAct, RowAct
from web.case.pages import CasePage, RowPage, is_own_work
from web.forms import Form

SECTION = "case-actions"


class Actions(CasePage):
    """Still to do, the earliest day first; then done, and what will not be done."""

    template = "web/case/actions.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """Every action within reach."""
        rows = list(selectors.actions_of(self.actor, subject).order_by("due_on", "pk"))
        self.looks.note_page(Action, rows, under=subject)
        return {
            "to_do": [row for row in rows if row.done_at is None and row.dropped_at is None],
            "done": sorted((row for row in rows if row.done_at), key=lambda row: row.done_at, reverse=True),
            "dropped": sorted((row for row in rows if row.dropped_at), key=lambda row: row.dropped_at, reverse=True),
        }


class TakeOn(AddAct):
    """A step: who, what, by when, and what it serves."""

    section, back, is_for_partners = SECTION, SECTION, True
    form_class, verb, again = ActionForm, actions.take_on, selectors.action_for
    title, button = _("Take on an action"), _("Take on this action")
    lede = _("One step, one owner, one day.")
    done = _("The action is in the plan.")
    draft = _("Take on an action")

    def after(self, row: Action) -> str:
        """To the plan, where it stands."""
        return f"{self.address(SECTION)}#action-{row.pk}"


class ShowAction(RowPage):
    """One action, and what can be done with it."""

    template = "web/case/action.html"
    section = SECTION
    subject = selectors.action_for
    subject_model = Action

    def parts(self, subject: Action) -> dict[str, Any]:
        """Whether it is theirs to go on with: one's own work, or one's own agency's."""
        owner = subject.owner_worker
        is_theirs = is_own_work(self.case) or (owner is not None and owner.agency == self.actor.agency)
        is_settled = subject.done_at is not None or subject.dropped_at is not None
        return {"action": subject, "can_go_on": is_theirs and self.case.is_open, "is_settled": is_settled}


class OfAction(RowAct):
    """Something becomes of an action."""

    template = "web/case/of_action.html"
    section, is_for_partners = SECTION, True
    subject, subject_model = selectors.action_for, Action
    again: ClassVar[Any] = selectors.action_for

    def parts(self, subject: Action) -> dict[str, Any]:
        """It is left on its own page."""
        return {**super().parts(subject), "leave": self.after(subject)}

    def saved_now(self, subject: Action) -> dict[str, Any]:
        """What became of it."""
        days = {_("Done on"): subject.done_at, _("Taken off the plan on"): subject.dropped_at}
        return {
            str(_("What will be done")): subject.title,
            str(_("By when")): subject.due_on,
            **{str(words): clock.local_date(at) for words, at in days.items() if at},
            **self.initial(subject),
        }

    def after(self, row: Action) -> str:
        """Back to it."""
        return self.address("case-action", row.pk)


class Finish(OfAction):
    """It is done."""

    form_class, verb = FinishForm, actions.finish
    title, button, done = _("Is it done?"), _("It is done"), _("The action is done.")
    draft = _("Say that an action is done")


class PutOff(OfAction):
    """It gets another day."""

    form_class, verb = DueForm, actions.put_off
    title, button, done = _("Put it off"), _("Save the new day"), _("The action has a new day.")
    draft = _("Put an action off")

    def act(self, subject: Action, said: dict[str, Any]) -> Action:
        """The day that was chosen."""
        return actions.put_off(subject, due_on=said["due_on"], by=self.actor)


class Drop(OfAction):
    """It will not be done."""

    form_class, verb = DropForm, actions.drop
    title, button, done = _("It will not be done"), _("Take it off the plan"), _("The action is off the plan.")
    draft = _("Say that an action will not be done")


class TakeUpAgain(OfAction):
    """It was not done, or is to be done after all."""

    form_class, verb = Form, actions.take_up_again
    title, button, done = _("Take it up again"), _("Take it up again"), _("The action is in the plan again.")
