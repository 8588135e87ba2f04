"""What a site assumes about savings: which cost a kind of contact stands for, and what the support itself costs."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from agencies.clock import Now
from agencies.models.agency import Agency
from agencies.models.stamps import acted_by, said
from outcomes.enums import Bearer, CostUnit
from outcomes.models.unit_cost import UnitCost

MOST_YEARS = 20


def share(**options: object) -> "models.DecimalField[Decimal, Decimal]":
    """From 0 to 1."""
    return models.DecimalField(max_digits=4, decimal_places=3, **options)  # type: ignore[arg-type]


def is_share(*fields: str) -> Q:
    """Each of them lies between nought and one."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gte": 0, f"{field}__lte": 1})
    return condition


class ContactCost(models.Model):
    """What one contact of this kind costs whom, and all that is assumed of fewer of them. The newest row of a kind holds.

    None is ever changed. Without a unit cost, contacts of this kind are not counted as savings from then on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=300, blank=True, help_text="In the agency’s words; blank: contacts of no kind.")
    unit_cost = models.ForeignKey(UnitCost, models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.CharField(max_length=300, blank=True, help_text="Why a row that is not to be trusted is used.")
    grade = models.PositiveSmallIntegerField(help_text="Of the evidence, from 1 (best) to 6.")
    deadweight_least = share(help_text="Of the high estimate.")
    deadweight = share(help_text="The share that would have happened anyway, as far as we believe.")
    deadweight_most = share(help_text="Of the low estimate.")
    years = models.PositiveSmallIntegerField(help_text="For how many years the change lasts.")
    lag = models.PositiveSmallIntegerField(help_text="After how many years it begins.")
    drop_off = share(help_text="The share of it that is lost with each year.")
    cashable = share(help_text="The share that could leave a budget.")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField(db_default=Now())
    set_by = acted_by()

    class Meta:
        constraints = [
            said("contact_cost", "reason"),
            models.CheckConstraint(
                condition=is_share("deadweight_least", "deadweight_most", "drop_off", "cashable"),
                name="contact_cost_shares",
            ),
            models.CheckConstraint(
                condition=Q(deadweight__gte=F("deadweight_least"), deadweight__lte=F("deadweight_most")),
                name="contact_cost_deadweights_in_order",
            ),
            models.CheckConstraint(
                condition=Q(grade__range=(1, 6), years__range=(1, MOST_YEARS), lag__lte=MOST_YEARS),
                name="contact_cost_bounds",
            ),
        ]
        indexes = [models.Index(fields=["agency", "kind", "-set_at"], name="contact_costs_that_hold")]


class ProgrammeCost(models.Model):
    """What the support costs, and whose budget that falls on. The newest row of these words and this bearer holds.

    None is ever changed. An amount of nought ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.CharField(max_length=200, help_text="What is paid for.")
    bearer = models.CharField(max_length=20, choices=Bearer.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="Pounds, in the prices of price_year.")
    price_year = models.CharField(max_length=7, help_text="A financial year, such as 2025/26.")
    unit = models.CharField(max_length=10, choices=CostUnit.choices)
    years = models.PositiveSmallIntegerField(help_text="For how many years it is paid.")
    grade = models.PositiveSmallIntegerField(help_text="Of the evidence, from 1 (best) to 6.")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField(db_default=Now())
    set_by = acted_by()

    class Meta:
        constraints = [
            said("programme_cost", "words"),
            said("programme_cost", "reason"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="programme_cost_is_no_gain"),
            models.CheckConstraint(condition=Q(bearer__in=Bearer.values), name="programme_cost_bearer_is_one"),
            models.CheckConstraint(condition=Q(unit__in=CostUnit.values), name="programme_cost_unit_is_one"),
            models.CheckConstraint(
                condition=Q(grade__range=(1, 6), years__range=(1, MOST_YEARS)), name="programme_cost_bounds"
            ),
            models.CheckConstraint(
                condition=Q(price_year__regex=r"^\d{4}/\d{2}$"), name="programme_cost_price_year_is_one"
            ),
        ]
        indexes = [models.Index(fields=["-set_at"], name="programme_costs_by_time")]
