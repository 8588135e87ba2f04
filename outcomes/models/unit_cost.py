"""What one incident, stay or year costs, and whose budget it falls on: rows of published catalogues, each with its source."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from agencies.models.stamps import said
from outcomes.enums import CostKind
from outcomes.savings.costs import CostRow


class UnitCost(models.Model):
    """One row of one edition, as it was published: the original amount in the prices of its year, never an uprated one.

    It says nothing about anybody. A row is never overwritten while it is in use: it ends, and another begins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    theme = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="Pounds, in the prices of price_year.")
    price_year = models.CharField(max_length=7, help_text="A financial year, such as 2013/14.")
    kind = models.CharField(max_length=10, choices=CostKind.choices)
    bearers = models.JSONField(help_text="Who bears it, to whole per cent; they make 100.")
    bearer_words = models.CharField(max_length=120, help_text="Who bears it, as the source says it.")
    part_of = models.CharField(max_length=20, blank=True, help_text="The code of the row that it is a part of.")
    source = models.URLField(max_length=300)
    licence = models.CharField(max_length=200)
    credit = models.CharField(max_length=300)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Grade of the evidence, from 1 (best) to 6; empty where nobody graded it."
    )
    flag = models.CharField(max_length=300, blank=True, help_text="Why it is not to be trusted.")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which it is used no more.")

    class Meta:
        constraints = [
            *(said("unitcost", field) for field in ("edition", "code", "label", "unit", "licence", "credit")),
            models.CheckConstraint(condition=Q(amount__gt=0), name="unitcost_costs_something"),
            models.CheckConstraint(condition=Q(price_year__regex=r"^\d{4}/\d{2}$"), name="unitcost_price_year_is_one"),
            models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="unitcost_kind_is_one"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(1, 6)),
                name="unitcost_confidence_is_a_grade",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
                name="unitcost_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["edition", "code"], condition=Q(ended_on__isnull=True), name="one_unit_cost_in_use_per_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.code}"

    def as_row(self) -> CostRow:
        """As calculations take it."""
        return CostRow(
            edition=self.edition,
            code=self.code,
            label=self.label,
            unit=self.unit,
            amount=self.amount,
            price_year=self.price_year,
            kind=CostKind(self.kind),
            bearers={bearer: Decimal(share) for bearer, share in self.bearers.items()},
            part_of=self.part_of,
            flag=self.flag,
        )
