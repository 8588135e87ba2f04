"""The catalogue of unit costs, for whoever sees figures."""

from typing import Any

from api.endpoints import Listing
from api.filters import UnitCostFilter
from api.pages import ByCode
from api.serializers import unit_costs as shapes
from outcomes import unit_costs


class UnitCosts(Listing):
    """What one incident, stay or year costs, and whose budget it falls on. It is about nobody."""

    rows, out = unit_costs.unit_costs_for, shapes.UnitCostShown
    filterset_class = UnitCostFilter
    pagination_class = ByCode

    def context(self) -> dict[str, Any]:
        """With the price index, asked for once."""
        return super().context() | {"deflators": unit_costs.site_deflators()}
