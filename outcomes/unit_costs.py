"""The catalogue of unit costs as it is looked at: who may, which rows are in use, and what they come to in one year's prices."""

import re
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.clock import Today
from agencies.permissions import Permission, check
from agencies.selectors import one
from outcomes.models import PriceIndex, UnitCost
from outcomes.savings.refusals import PriceYearMissing
from outcomes.savings.uprating import Deflators, uprated

PRICE_YEAR = re.compile(r"[0-9]{4}/[0-9]{2}")


def unit_costs_for(actor: Actor) -> QuerySet[UnitCost]:
    """Rows that are in use today, of every edition, for whoever sees figures. Raises NotPermitted."""
    check(actor, Permission.VIEW_FIGURES)
    in_use = Q(ended_on=None) | Q(ended_on__gt=Today())
    return UnitCost.objects.filter(in_use, started_on__lte=Today()).order_by("edition", "code", "pk")


def unit_cost_for(actor: Actor, key: UUID) -> UnitCost:
    """One of them; raises Missing."""
    return one(unit_costs_for(actor), key)


def borne_by(rows: QuerySet[UnitCost], bearer: str) -> QuerySet[UnitCost]:
    """Those of which it bears a share."""
    return rows.filter(bearers__has_key=bearer)


def with_words(rows: QuerySet[UnitCost], words: str) -> QuerySet[UnitCost]:
    """Those with these words in their label, or whose code begins with them."""
    return rows.filter(Q(label__icontains=words) | Q(code__istartswith=words))


def editions_in(rows: QuerySet[UnitCost]) -> list[str]:
    """The editions of these rows, A to Z."""
    return list(rows.order_by("edition").values_list("edition", flat=True).distinct())


def deflators(series: str) -> Deflators:
    """A price index by its name; one that is not there has no year."""
    levels = PriceIndex.objects.filter(series=series).values_list("price_year", "level")
    return Deflators(series, dict(levels))


def site_deflators() -> Deflators:
    """The index that the site uprates by: see PRICE_INDEX."""
    return deflators(settings.SAVINGS.series)


def site_price_year() -> str:
    """The year whose prices the site shows: see PRICE_YEAR. `quoted` where those who quoted amounts named none."""
    return str(settings.SAVINGS.price_year)


def in_site_prices(row: UnitCost, index: Deflators) -> Decimal | None:
    """What it costs in the prices of the site's year, in pounds and pence; None where the index does not have its own."""
    try:
        amount = uprated(row.amount, since=row.price_year, until=site_price_year(), index=index)
    except PriceYearMissing:
        return None
    return amount.quantize(Decimal("0.01"))


def is_price_year(words: str) -> bool:
    """Whether it is written as the catalogue writes a financial year: `2025/26`."""
    return PRICE_YEAR.fullmatch(words) is not None
