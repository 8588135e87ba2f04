"""How a row of the catalogue of unit costs is shown."""

from rest_framework import serializers

from api.serializers.shown import Shown
from outcomes.models import UnitCost
from outcomes.unit_costs import in_site_prices, site_price_year


class UnitCostShown(Shown):
    """One row, as it was published, with whose work it is.

    `amount` is the original one, in pounds of `price_year`; `uprated_amount` the same in pounds of `uprated_year`, or null
    where the price index does not reach. A row with a `flag` is not to be trusted, and one that is `mixed` not to be added.
    """

    bearers = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=100))
    uprated_amount = serializers.SerializerMethodField()
    uprated_year = serializers.SerializerMethodField()

    class Meta:
        model = UnitCost
        fields = (
            "id", "edition", "code", "theme", "label", "unit", "amount", "price_year", "uprated_amount", "uprated_year",
            "kind", "bearers", "bearer_words", "part_of", "flag", "confidence", "source", "licence", "credit",
            "started_on", "ended_on",
        )  # fmt: skip

    def get_uprated_amount(self, row: UnitCost) -> str | None:
        """By the site's index, which the view asked for once."""
        amount = in_site_prices(row, self.context["deflators"])
        return None if amount is None else str(amount)

    def get_uprated_year(self, row: UnitCost) -> str:
        """The site's."""
        return site_price_year()
