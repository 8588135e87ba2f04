"""The plan on paper: one page that can hang on a fridge, so nothing stands on it that is not for everybody there."""

from typing import Any, ClassVar

from django.urls import reverse

from agencies.exceptions import NOT_FOUND, Missing
from casework import selectors
from casework.enums import PlanForm
from casework.models import Case, CaseMember, PrintedPlan
from outcomes import plans
from outcomes.models import Action
from web.form_pages import FormPage
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


class Plan(OnPaper, FormPage):
    """The plan on the screen, and the button that prints it: each print is on record, and has a code of its own."""

    template = TEMPLATES[PlanForm.ONE_PAGE]
    form_class = Form
    verb = plans.print_out
    again = selectors.print_for
    is_versioned = False  # what is printed is shown next, as it is then
    paper: ClassVar[PlanForm] = PlanForm.ONE_PAGE

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Nothing is asked but to press."""
        return plans.print_out(subject, form=self.paper, by=self.actor)

    def after(self, row: PrintedPlan) -> str:
        """The paper itself."""
        return reverse("web:plan-printed", args=[self.here, row.pk])


class EasyRead(Plan):
    """The same in big letters, one idea a row, with room for a picture beside each."""

    template = TEMPLATES[PlanForm.EASY_READ]
    paper = PlanForm.EASY_READ


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
        holds = plan.digest == printed.digest
        return {**self.words_of(plan), "printed": printed if holds else None, "is_outdated": not holds}


def _who(action: Action) -> str:
    """Who does it: a person of the household, or a worker by name."""
    if action.owner_member is not None:
        return called(action.owner_member)
    return action.owner_worker.user.name if action.owner_worker else ""
