"""What fewer contacts are worth, and what is assumed of them: for whoever sees figures, set by managers of bound agencies."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints import Creating, Endpoint, Listing
from api.pages import BySetting
from api.serializers import savings as shapes
from outcomes import assumptions
from outcomes.reports.savings import Savings, savings_for


class ObservedSavings(Endpoint):
    """What was observed around the starts of cases, of many households together and never of one."""

    out = shapes.SavingsShown

    def get(self, request: Request) -> Response:
        """Of the newest run, on what is assumed now."""
        found = savings_for(self.actor)
        self.looks.note_figures(["savings"])
        return Response(self.shown(_as_shown(found)))


class ContactCosts(Listing, Creating):
    """Which cost a kind of contact stands for, and what is assumed of fewer of them: of each kind the newest holds."""

    rows = assumptions.contact_costs_for
    body, verb, again, out = (
        shapes.ContactCostBody, assumptions.set_contact_cost, assumptions.contact_cost_for, shapes.ContactCostShown,
    )  # fmt: skip
    pagination_class = BySetting


class ProgrammeCosts(Listing, Creating):
    """What the support costs, and whom: of the same words and bearer the newest holds."""

    rows = assumptions.programme_costs_for
    body, verb, again, out = (
        shapes.ProgrammeCostBody, assumptions.set_programme_cost, assumptions.programme_cost_for, shapes.ProgrammeCostShown,
    )  # fmt: skip
    pagination_class = BySetting


def _as_shown(found: Savings) -> dict[str, Any]:
    return {
        "as_of": found.as_of, "price_year": found.price_year, "households": found.households, "lines": found.lines,
        "left_out": found.left_out, "by_value": found.by_value, "cashable": found.cashable, "flows": found.flows,
        "programme_cost": found.cost, "net": found.net,
    }  # fmt: skip
