"""Levels of a price index, by which amounts of one year are brought to the prices of another."""

from django.db import models
from django.db.models import Q


class PriceIndex(models.Model):
    """One year of one series. `quoted` for the year stands for that of amounts which were published later without naming it."""

    series = models.CharField(max_length=40)
    price_year = models.CharField(max_length=7)
    level = models.DecimalField(max_digits=12, decimal_places=5)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "price_year"], name="one_level_per_year_of_a_series"),
            models.CheckConstraint(condition=Q(level__gt=0), name="priceindex_level_above_nought"),
            models.CheckConstraint(
                condition=Q(price_year__regex=r"^(\d{4}/\d{2}|quoted)$"), name="priceindex_price_year_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.price_year}"
