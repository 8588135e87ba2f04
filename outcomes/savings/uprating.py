"""Amounts of one year in the prices of another: the one place where this is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.savings.refusals import PriceYearMissing


@dataclass(frozen=True, slots=True)
class Deflators:
    """A price index. `index`: financial year, such as `2013/14`, to its level; only the ratio of two levels is used."""

    series: str
    index: Mapping[str, Decimal]

    def factor(self, since: str, until: str) -> Decimal:
        """How many pounds of `until` buy what one pound of `since` bought. Raises PriceYearMissing."""
        missing = [year for year in (since, until) if year not in self.index]
        if missing:
            words = {"series": self.series, "years": ", ".join(missing)}
            raise PriceYearMissing(
                _("The price index %(series)s does not have %(years)s. Load one that does, or use another year.")
                % words
            )
        return self.index[until] / self.index[since]


def uprated(amount: Decimal, *, since: str, until: str, index: Deflators) -> Decimal:
    """The amount, in pounds of `until`. Raises PriceYearMissing, except from a year to itself."""
    return amount if since == until else amount * index.factor(since, until)
