"""The catalogue of unit costs as it is looked at: who may, which rows are in use, and what they come to in one year's prices."""

from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from agencies import clock
from agencies.actors import Actor
from agencies.permissions import Permission, check
from outcomes.models import PriceIndex, UnitCost
from outcomes.savings.refusals import PriceYearMissing
from outcomes.savings.uprating import Deflators, uprated


def unit_costs_for(actor: Actor) -> QuerySet[UnitCost]:
    """Rows that are in use today, of every edition, for whoever sees figures. Raises NotPermitted."""
    check(actor, Permission.VIEW_FIGURES)
    today = clock.today()
    begun = UnitCost.objects.filter(started_on__lte=today)
    return (begun.filter(ended_on=None) | begun.filter(ended_on__gt=today)).order_by("edition", "code", "pk")


def deflators(series: str) -> Deflators:
    """A price index by its name; one that is not there has no year."""
    levels = PriceIndex.objects.filter(series=series).values_list("price_year", "level")
    return Deflators(series, dict(levels))


def site_deflators() -> Deflators:
    """The index that the site uprates by: see PRICE_INDEX."""
    return deflators(settings.SAVINGS.series)


def in_site_prices(row: UnitCost, index: Deflators) -> Decimal | None:
    """What it costs in the prices of the site's year, in pounds and pence; None where the index does not have its own."""
    try:
        amount = uprated(row.amount, since=row.price_year, until=settings.SAVINGS.price_year, index=index)
    except PriceYearMissing:
        return None
    return amount.quantize(Decimal("0.01"))
