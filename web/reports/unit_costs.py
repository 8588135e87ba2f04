"""The catalogue of unit costs as managers read it: whose each row is, what it said, and what that comes to today."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from outcomes.enums import Bearer
from outcomes.models import UnitCost
from outcomes.unit_costs import (
    borne_by,
    editions_in,
    in_site_prices,
    site_deflators,
    site_price_year,
    unit_costs_for,
    with_words,
)
from web.pages import Page

ON_A_PAGE = 25
MOST_WORDS = 60
QUOTED = "quoted"


@dataclass(frozen=True)
class Listed:
    """A row; its amount, and the same in the prices of the chosen year where the index reaches that; and who bears it."""

    row: UnitCost
    published: str
    uprated: str
    borne: str


class UnitCosts(Page):
    """Rows that are in use: of one edition or all, of one bearer or all, and with these words in them."""

    template = "web/reports/unit_costs.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """A page of them, by code. Only for whoever sees figures."""
        every = unit_costs_for(self.actor)
        editions = editions_in(every)
        asked = self._asked(editions)
        page = Paginator(_narrowed(every, asked), ON_A_PAGE).get_page(self.request.GET.get("page"))
        index, year = site_deflators(), site_price_year()
        return {
            "rows": [
                Listed(row, pounds(row.amount), pounds(in_site_prices(row, index)), borne_words(row))
                for row in page.object_list
            ],
            "page": page,
            "number": page.paginator.count,
            "asked": asked,
            "query": urlencode({name: value for name, value in asked.items() if value}),
            "editions": editions,
            "bearers": Bearer.choices,
            "year": _("as quoted later") if year == QUOTED else year,
            "is_quoted": year == QUOTED,
        }

    def _asked(self, editions: list[str]) -> dict[str, str]:
        """What the address asks for. What cannot be meant is as if it were not said."""
        said = self.request.GET
        edition, bearer = said.get("edition", ""), said.get("bearer", "")
        return {
            "words": said.get("words", "").strip()[:MOST_WORDS],
            "edition": edition if edition in editions else "",
            "bearer": bearer if bearer in Bearer.values else "",
        }


def pounds(amount: Decimal | None) -> str:
    """`£2,470.00`; nothing for none."""
    return "" if amount is None else f"£{amount:,.2f}"


def borne_words(row: UnitCost) -> str:
    """`NHS`; `NHS 60%, Police 40%` where it is split."""
    if len(row.bearers) == 1:
        return str(Bearer(next(iter(row.bearers))).label)
    shares = sorted(row.bearers.items(), key=lambda each: -each[1])
    return ", ".join(f"{Bearer(bearer).label} {share}%" for bearer, share in shares)


def _narrowed(rows: Any, asked: dict[str, str]) -> Any:
    if asked["edition"]:
        rows = rows.filter(edition=asked["edition"])
    if asked["bearer"]:
        rows = borne_by(rows, asked["bearer"])
    return with_words(rows, asked["words"]) if asked["words"] else rows
