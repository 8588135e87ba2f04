"""The plan on paper: one page that can hang on a fridge, so nothing stands on it that is not for everybody there."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from agencies.exceptions import NOT_FOUND, Missing
from casework import selectors
from casework.enums import PlanForm, SafeWay
from casework.models import Case, CaseMember, PrintedPlan, SafeContact
from casework.safe_contacts import check_reach
from outcomes import plans
from outcomes.models import Action
from web.case.acts import AddAct
from web.forms import Form
from web.table.base import Seen, TablePage, called

TEMPLATES = {PlanForm.ONE_PAGE: "web/plan/plan.html", PlanForm.EASY_READ: "web/plan/easy_read.html"}


class OnPaper(TablePage):
    """What we want, who does what next, and whom to ring."""

    def content(self, subject: Any) -> dict[str, Any]:
        """Agreed outcomes, open actions, the next day and the lead worker."""
        return self.words_of(self.plan(subject))

    def plan(self, case: Case) -> plans.Plan:
        """What it says, noted as looked at."""
        if not hasattr(self, "_plan"):
            plan = plans.plan_at(self.actor, case)
            self.looks.note_page(CaseMember, plan.seated, under=case)
            for each in plan.wants:
                self.looks.note(each.outcome)
            self.looks.note_page(Action, plan.actions, under=case)
            if plan.review is not None:
                self.looks.note(plan.review)
            self._plan = plan
        return self._plan

    @staticmethod
    def words_of(plan: plans.Plan) -> dict[str, Any]:
        """By the names that the templates know."""
        return {
            "names": [called(member) for member in plan.seated],
            "wants": [Seen.of(each) for each in plan.wants],
            "actions": [(action, _who(action)) for action in plan.actions],
            "review": plan.review,
            "worker": plan.lead,
        }


class Plan(OnPaper):
    """The plan on the screen, for everybody there."""

    template = TEMPLATES[PlanForm.ONE_PAGE]
    paper: ClassVar[str] = ""  # what the page that prints it begins with

    def content(self, subject: Any) -> dict[str, Any]:
        """With the way to the paper."""
        return {**super().content(subject), "can_print": True, "paper": self.paper}


class EasyRead(Plan):
    """The same in big letters, one idea a row, with room for a picture beside each."""

    template = TEMPLATES[PlanForm.EASY_READ]
    paper = "?paper=easy"


class PrintForm(Form):
    """Which paper, and how it comes to them."""

    form = forms.ChoiceField(
        label=gettext_lazy("Which paper?"),
        choices=PlanForm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which paper")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How will it come to them?"),
        help_text=gettext_lazy("It has everybody’s name on it. Think of who else opens the door, the bag or the post."),
        choices=[
            (SafeWay.VISIT.value, gettext_lazy("I give it to them by hand")),
            (SafeWay.LETTER.value, gettext_lazy("By post")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it will come to them")},
    )


class Print(AddAct):
    """Before the plan is printed, for the worker alone: how each of them can be reached. Each print is on record."""

    template = "web/plan/print.html"
    section = "case-actions"
    back = "plan"
    form_class, verb, again = PrintForm, plans.print_out, selectors.print_for
    title, button = gettext_lazy("Before you print"), gettext_lazy("Print our plan")
    lede = gettext_lazy("This page is for you alone: turn the screen away from the others.")

    def initial(self, subject: Case) -> dict[str, Any]:
        """The paper at which they looked."""
        return {"form": PlanForm.EASY_READ if self.request.GET.get("paper") == "easy" else PlanForm.ONE_PAGE}

    def parts(self, subject: Case) -> dict[str, Any]:
        """How each of those on it can be reached safely."""
        plan = plans.plan_at(self.actor, subject)
        safe = selectors.reached_safely(self.actor, plan.people)
        self.looks.note_page(CaseMember, plan.seated, under=subject)
        self.looks.note_page(SafeContact, safe.values())
        reached = [(member, safe.get(member.person_id)) for member in plan.seated]
        return {**super().parts(subject), "reached": reached}

    def after(self, row: PrintedPlan) -> str:
        """The paper itself."""
        return self.address("plan-printed", row.pk)


class Printed(OnPaper):
    """One print with its code, to be sent to the printer; where the plan has changed since, to be printed anew."""

    template = ""

    def content(self, subject: Any) -> dict[str, Any]:
        """The plan, and the print while it still says the same."""
        printed: PrintedPlan = selectors.print_for(self.actor, self.kwargs["id"])
        if printed.case_id != subject.pk:
            raise Missing(NOT_FOUND)
        self.looks.note(printed)
        form = PlanForm(printed.form)
        self.template = TEMPLATES[form]  # type: ignore[misc]  # of this request; known once the print is loaded
        plan = self.plan(subject)
        check_reach(self.actor, plan.people, SafeWay(printed.way))  # what was safe then may not be now
        holds = plan.digest == printed.digest
        return {**self.words_of(plan), "printed": printed if holds else None, "is_outdated": not holds}


def _who(action: Action) -> str:
    """Who does it: a person of the household, or a worker by name."""
    if action.owner_member is not None:
        return called(action.owner_member)
    return action.owner_worker.user.name if action.owner_worker else ""
