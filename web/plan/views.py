"""The plan on paper: one page that can hang on a fridge, so nothing stands on it that is not for everybody there."""

from typing import Any

from casework.models import Case
from outcomes import table
from outcomes.models import Action
from web.table.base import Seen, TablePage, called


class Plan(TablePage):
    """What we want, who does what next, and whom to ask."""

    template = "web/plan/plan.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Agreed outcomes, open actions, the next day and the lead worker."""
        seated = self.seated(subject)
        wants = [Seen.of(each) for each in self.outcomes(subject) if each.is_agreed]
        actions = table.actions_at(self.actor, subject)
        self.looks.note_page(Action, actions, under=subject)
        review = table.next_review(self.actor, subject)
        if review is not None:
            self.looks.note(review)
        return {
            "names": [called(member) for member in seated],
            "wants": wants,
            "actions": [(action, _who(action)) for action in actions],
            "review": review,
            "worker": _lead(subject),
        }


class EasyRead(Plan):
    """The same in big letters, one idea a row, with room for a picture beside each."""

    template = "web/plan/easy_read.html"


def _who(action: Action) -> str:
    """Who does it: a person of the household, or a worker by name."""
    if action.owner_member is not None:
        return called(action.owner_member)
    return action.owner_worker.user.name if action.owner_worker else ""


def _lead(case: Case) -> Any:
    leads = getattr(case, "open_leads", [])
    return leads[0].membership if leads else None
