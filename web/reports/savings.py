"""Savings as managers and analysts read them: each line down to its row of the catalogue, who gains and who pays."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page

from agencies.exceptions import NotPermitted
from agencies.fresh import check_fresh
from casework import panel
from outcomes import assumptions
from outcomes.enums import Bearer, CostKind
from outcomes.reports.savings import Estimate, Saved, Savings, savings_for
from web.asking import AskPage
from web.pages import Page
from web.reports.savings_forms import ContactCostForm, ProgrammeCostForm
from web.reports.sheets import Sheet
from web.reports.start_sheets import kind_words
from web.reports.unit_costs import QUOTED


@dataclass(frozen=True)
class Line:
    """A saving, in words, and where its row of the catalogue stands."""

    saved: Saved
    kind: str
    present: str
    spread: str
    cashable: str
    address: str


@dataclass(frozen=True)
class Money:
    """What a budget gains and pays, in words."""

    bearer: str
    gains: str
    pays: str
    net: str
    spread: str


@method_decorator(gzip_page, name="dispatch")
class ObservedSavings(Page):
    """What was observed around the starts of cases; never of one household, and on no page of a case."""

    template = "web/reports/savings.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever sees figures, at an agency that the agreements behind them bind."""
        found = savings_for(self.actor)
        self.looks.note_figures(["savings"])
        return {
            "found": found,
            "finding": finding(found),
            "lines": [_line(each) for each in found.lines],
            "values": [(CostKind(key).label, pounds(each.central), spread(each)) for key, each in found.by_value.items()],
            "cashable": found.cashable and (pounds(found.cashable.central), spread(found.cashable)),
            "flows": [
                Money(
                    str(Bearer(each.bearer).label), pounds(each.gains.central), pounds(each.pays),
                    pounds(each.net.central), spread(each.net),
                )
                for each in found.flows
            ],
            "year": now("as quoted later") if found.price_year == QUOTED else found.price_year,
            "contact_costs": assumptions.contact_costs_that_hold(self.actor),
            "programme_costs": assumptions.programme_costs_that_hold(self.actor),
            "may_set": self._may_set(),
        }  # fmt: skip

    def _may_set(self) -> bool:
        try:
            panel.check_panel(self.actor)
        except NotPermitted:
            return False
        return True


class SavingsFile(Page):
    """The lines as CSV, each with the row of the catalogue and whose figure that is."""

    template = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file. Whoever takes it has just shown that it is them."""
        found = savings_for(self.actor)
        check_fresh(self.actor)
        self.looks.note_figures(["savings"])
        response = HttpResponse(of_savings(found).csv, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="savings-{found.as_of or "none"}.csv"'
        return response

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it: a browser that is led to a file stays on the page before."""
        return reverse("web:reports-savings")


class OfSavings(AskPage):
    """A page that asks the panel, and leads back to the savings."""

    is_versioned, is_wide = False, True

    def load(self) -> None:
        """Only for the panel. Raises NotPermitted."""
        panel.check_panel(self.actor)

    def back(self, subject: Any) -> tuple[str, str]:
        """The savings."""
        return reverse("web:reports-savings"), now("Savings")

    def after(self, row: Any) -> str:
        """The savings, which rest on it from now on."""
        return reverse("web:reports-savings")


class SetContactCost(OfSavings):
    """Which cost a kind of contact stands for."""

    form_class, verb, again = ContactCostForm, assumptions.set_contact_cost, assumptions.contact_cost_for
    title, button = _("What a kind of contact costs"), _("Assume this")
    lede = _("It holds for all who read savings, from now on, and it is on record that you said so.")
    done = _("It is assumed from now on.")
    draft = _("What a kind of contact costs")


class SetProgrammeCost(OfSavings):
    """What the support costs, and whom."""

    form_class, verb, again = ProgrammeCostForm, assumptions.set_programme_cost, assumptions.programme_cost_for
    title, button = _("What the support costs"), _("Assume this")
    lede = _("Without it, no net saving is said. It holds for all who read savings, from now on.")
    done = _("It is assumed from now on.")
    draft = _("What the support costs")


def of_savings(found: Savings) -> Sheet:
    """Each kind of contact, and what it comes to."""
    columns = [
        _("Agency"), _("Kind of contact"), _("Contacts before"), _("Contacts since"), _("Fewer a year"), _("Low, £"),
        _("Central, £"), _("High, £"), _("Cashable, £"), _("Value"), _("Edition"), _("Code"), _("Whose figure"), _("Licence"),
    ]  # fmt: skip
    cells = [
        [
            each.name, kind_words(each.assumed.kind), each.before, each.after, each.fewer, each.present.low,
            each.present.central, each.present.high, each.cashable.central, each.assumed.unit_cost.kind,
            each.assumed.unit_cost.edition, each.assumed.unit_cost.code, each.assumed.unit_cost.credit,
            each.assumed.unit_cost.licence,
        ]
        for each in found.lines
        if each.assumed.unit_cost is not None
    ]  # fmt: skip
    rows = [[str(cell) for cell in line] for line in cells]
    return Sheet("savings", now("Savings"), finding(found), [str(column) for column in columns], rows)


def finding(found: Savings) -> str:
    """In one sentence."""
    if not found.lines:
        return now("There is no saving to show.")
    if found.net is not None:
        return now("The public purse is better off by %(amount)s (%(spread)s).") % {
            "amount": pounds(found.net.central), "spread": spread(found.net)
        }  # fmt: skip
    fiscal = found.by_value.get(CostKind.FISCAL)
    if fiscal is None:
        return now("Nothing of it is the public purse’s.")
    return now("Fiscal gains of %(amount)s (%(spread)s), before what the support costs, which is not known.") % {
        "amount": pounds(fiscal.central), "spread": spread(fiscal)
    }  # fmt: skip


def pounds(amount: int) -> str:
    """`£12,300`; below nought with a minus sign."""
    return f"£{amount:,}" if amount >= 0 else f"\N{MINUS SIGN}£{-amount:,}"


def spread(each: Estimate) -> str:
    """`from £1,000 to £3,000`; of a cost, which has no range, words."""
    if each.low == each.high:
        return now("the same in each estimate")
    return now("from %(low)s to %(high)s") % {"low": pounds(each.low), "high": pounds(each.high)}


def _line(each: Saved) -> Line:
    cost = each.assumed.unit_cost
    if cost is None:
        raise RuntimeError("a saving without a unit cost")
    query = urlencode({"words": cost.code, "edition": cost.edition})
    return Line(
        each, kind_words(each.assumed.kind), pounds(each.present.central), spread(each.present),
        pounds(each.cashable.central), f"{reverse('web:reports-unit-costs')}?{query}#cost-{cost.pk}",
    )  # fmt: skip
