"""How savings, and what is assumed of them, are shown and said."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from agencies import selectors
from api.serializers.base import Body, Choice, Scoped, ShortText
from api.serializers.demand import FigureShown
from api.serializers.shown import Shown, Who
from outcomes import unit_costs
from outcomes.enums import Bearer, CostKind, CostUnit
from outcomes.models import ContactCost, ProgrammeCost
from outcomes.models.assumption import MOST_YEARS

ASSUMED = ("grade", "deadweight_least", "deadweight", "deadweight_most", "years", "lag", "drop_off", "cashable")


class EstimateShown(serializers.Serializer[Any]):
    """Pounds, to three figures: on cautious, central and hopeful assumptions. Below nought a loss."""

    low = serializers.IntegerField()
    central = serializers.IntegerField()
    high = serializers.IntegerField()


class SavedShown(serializers.Serializer[Any]):
    """One kind of contact: how often before and after, how many fewer a year, and what that is worth by which row.

    `contact_cost` and `unit_cost`: ids of what is assumed, and of the row of the catalogue. Where seasons differ, a part of
    the change may be the season's.
    """

    agency = serializers.CharField()
    file = serializers.CharField(source="source")
    kind = serializers.CharField(source="assumed.kind", allow_blank=True)
    contact_cost = serializers.UUIDField(source="assumed.pk")
    unit_cost = serializers.UUIDField(source="assumed.unit_cost.pk")
    edition = serializers.CharField(source="assumed.unit_cost.edition")
    code = serializers.CharField(source="assumed.unit_cost.code")
    value = serializers.ChoiceField(CostKind.choices, source="assumed.unit_cost.kind")
    credit = serializers.CharField(source="assumed.unit_cost.credit")
    licence = serializers.CharField(source="assumed.unit_cost.licence")
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    fewer_a_year = serializers.IntegerField(source="fewer")
    is_same_season = serializers.BooleanField()
    present = EstimateShown()
    cashable = EstimateShown()


class LeftOutShown(serializers.Serializer[Any]):
    """What is assumed to count and does not, and why."""

    words = serializers.CharField()
    why = serializers.CharField()


class FlowShown(serializers.Serializer[Any]):
    """What a budget gains by fiscal savings, and what it pays of the support."""

    bearer = serializers.ChoiceField(Bearer.choices)
    gains = EstimateShown()
    pays = serializers.IntegerField()
    net = EstimateShown()


class SavingsShown(serializers.Serializer[Any]):
    """Savings that were observed, of many households together. Fiscal, economic and social value are never added.

    `net`: fiscal gains less the cost of the support; null where that is not known. `quoted` for the price year stands for the
    year of amounts that were quoted without naming it.
    """

    as_of = serializers.DateField(allow_null=True)
    price_year = serializers.CharField()
    households = FigureShown()
    lines = SavedShown(many=True)
    left_out = LeftOutShown(many=True)
    by_value = serializers.DictField(child=EstimateShown())
    cashable = EstimateShown(allow_null=True)
    flows = FlowShown(many=True)
    programme_cost = serializers.IntegerField(allow_null=True)
    net = EstimateShown(allow_null=True)


class ContactCostShown(Shown):
    """What was assumed of a kind of contact, by whom and why. Without a unit cost, the kind is not counted from then on."""

    agency = serializers.UUIDField(source="agency_id")
    agency_code = serializers.CharField(source="agency.code")
    unit_cost = serializers.UUIDField(source="unit_cost_id", allow_null=True)
    set_by = Who()

    class Meta:
        model = ContactCost
        fields = (
            "id",
            "agency",
            "agency_code",
            "kind",
            "unit_cost",
            "accepted",
            *ASSUMED,
            "reason",
            "set_at",
            "set_by",
        )


class ProgrammeCostShown(Shown):
    """What the support costs, by whom it was said and why. An amount of nought ends it."""

    set_by = Who()

    class Meta:
        model = ProgrammeCost
        fields = (
            "id", "words", "bearer", "amount", "price_year", "unit", "years", "grade", "reason", "set_at", "set_by",
        )  # fmt: skip


def share(**options: Any) -> serializers.DecimalField:
    """From 0 to 1."""
    return serializers.DecimalField(4, 3, min_value=Decimal(0), max_value=Decimal(1), **options)


class ContactCostBody(Body):
    """Which cost contacts of this kind stand for. Deadweight would have happened anyway: least, believed, most."""

    agency = Scoped(selectors.agency_for)
    kind = ShortText(
        max_length=300, allow_blank=True, help_text="In the agency's words, as the demand picture shows it."
    )
    unit_cost = Scoped(unit_costs.unit_cost_for, allow_null=True)
    accepted = ShortText(max_length=300, allow_blank=True, default="", help_text="Why a row that is flagged is used.")
    grade = serializers.IntegerField(min_value=1, max_value=6)
    deadweight_least = share()
    deadweight = share()
    deadweight_most = share()
    years = serializers.IntegerField(min_value=1, max_value=MOST_YEARS, default=1)
    lag = serializers.IntegerField(min_value=0, max_value=MOST_YEARS, default=0)
    drop_off = share(default=Decimal(0))
    cashable = share(default=Decimal(0))
    reason = ShortText(max_length=300)
    example = {
        "agency": "7c6b6b0e-2f0a-4b0e-8d52-0c7d0f3a9b11", "kind": "Noise", "grade": 3, "deadweight_least": "0.100",
        "unit_cost": "0f5f2a58-1c7b-4c53-9a0a-5d3f6c1e2b77", "deadweight": "0.300", "deadweight_most": "0.500",
        "reason": "What the police say of complaints that they closed",
    }  # fmt: skip


class ProgrammeCostBody(Body):
    """What the support costs, in pounds of a financial year. An amount of nought ends what these words and this bearer had."""

    words = ShortText(max_length=200)
    bearer = Choice(Bearer.choices)
    amount = serializers.DecimalField(12, 2, min_value=Decimal(0))
    price_year = ShortText(max_length=7, help_text="Such as 2025/26.")
    unit = Choice(CostUnit.choices)
    years = serializers.IntegerField(min_value=1, max_value=MOST_YEARS, default=1)
    grade = serializers.IntegerField(min_value=1, max_value=6)
    reason = ShortText(max_length=300)
    example = {
        "words": "A dedicated worker", "bearer": "local_authority", "amount": "310.00", "price_year": "2013/14",
        "unit": "case_month", "years": 1, "grade": 2, "reason": "What the team's budget came to for each case",
    }  # fmt: skip
