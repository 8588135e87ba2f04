"""What a panel assumes about savings."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0024_disclosure_guards"),
        ("outcomes", "0014_first_unit_costs"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactCost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="In the agency’s words; blank: contacts of no kind.", max_length=300
                    ),
                ),
                (
                    "accepted",
                    models.CharField(
                        blank=True, help_text="Why a row that is not to be trusted is used.", max_length=300
                    ),
                ),
                ("grade", models.PositiveSmallIntegerField(help_text="Of the evidence, from 1 (best) to 6.")),
                (
                    "deadweight_least",
                    models.DecimalField(decimal_places=3, help_text="Of the high estimate.", max_digits=4),
                ),
                (
                    "deadweight",
                    models.DecimalField(
                        decimal_places=3,
                        help_text="The share that would have happened anyway, as far as we believe.",
                        max_digits=4,
                    ),
                ),
                (
                    "deadweight_most",
                    models.DecimalField(decimal_places=3, help_text="Of the low estimate.", max_digits=4),
                ),
                ("years", models.PositiveSmallIntegerField(help_text="For how many years the change lasts.")),
                ("lag", models.PositiveSmallIntegerField(help_text="After how many years it begins.")),
                (
                    "drop_off",
                    models.DecimalField(
                        decimal_places=3, help_text="The share of it that is lost with each year.", max_digits=4
                    ),
                ),
                (
                    "cashable",
                    models.DecimalField(
                        decimal_places=3, help_text="The share that could leave a budget.", max_digits=4
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "unit_cost",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outcomes.unitcost",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "kind", "-set_at"], name="contact_costs_that_hold")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="contact_cost_reason_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadweight_least__gte", 0),
                            ("deadweight_least__lte", 1),
                            ("deadweight_most__gte", 0),
                            ("deadweight_most__lte", 1),
                            ("drop_off__gte", 0),
                            ("drop_off__lte", 1),
                            ("cashable__gte", 0),
                            ("cashable__lte", 1),
                        ),
                        name="contact_cost_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadweight__gte", models.F("deadweight_least")),
                            ("deadweight__lte", models.F("deadweight_most")),
                        ),
                        name="contact_cost_deadweights_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__range", (1, 6)), ("lag__lte", 20), ("years__range", (1, 20))),
                        name="contact_cost_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeCost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", models.CharField(help_text="What is paid for.", max_length=200)),
                (
                    "bearer",
                    models.CharField(
                        choices=[
                            ("police", "Police"),
                            ("criminal_justice", "Courts, prisons and probation"),
                            ("local_authority", "Local authority"),
                            ("nhs", "NHS"),
                            ("dwp", "Work and pensions"),
                            ("treasury", "Treasury and tax"),
                            ("education", "Schools and education"),
                            ("fire", "Fire and rescue"),
                            ("housing_provider", "Housing associations"),
                            ("voluntary", "Voluntary organisations"),
                            ("several", "Several, no split published"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, help_text="Pounds, in the prices of price_year.", max_digits=12
                    ),
                ),
                ("price_year", models.CharField(help_text="A financial year, such as 2025/26.", max_length=7)),
                (
                    "unit",
                    models.CharField(
                        choices=[("case_month", "One case for a month"), ("year", "All of it for a year")],
                        max_length=10,
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(help_text="For how many years it is paid.")),
                ("grade", models.PositiveSmallIntegerField(help_text="Of the evidence, from 1 (best) to 6.")),
                ("reason", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-set_at"], name="programme_costs_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words__regex", "\\S")), name="programme_cost_words_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="programme_cost_reason_said"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="programme_cost_is_no_gain"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "bearer__in",
                                [
                                    "police",
                                    "criminal_justice",
                                    "local_authority",
                                    "nhs",
                                    "dwp",
                                    "treasury",
                                    "education",
                                    "fire",
                                    "housing_provider",
                                    "voluntary",
                                    "several",
                                ],
                            )
                        ),
                        name="programme_cost_bearer_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["case_month", "year"])), name="programme_cost_unit_is_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__range", (1, 6)), ("years__range", (1, 20))),
                        name="programme_cost_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_year__regex", "^\\d{4}/\\d{2}$")),
                        name="programme_cost_price_year_is_one",
                    ),
                ],
            },
        ),
    ]
