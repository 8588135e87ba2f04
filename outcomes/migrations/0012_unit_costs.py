"""Unit costs, as catalogues publish them, and the price index by which they are uprated."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0011_who_could_look"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=40)),
                ("price_year", models.CharField(max_length=7)),
                ("level", models.DecimalField(decimal_places=5, max_digits=12)),
                ("source", models.CharField(max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "price_year"), name="one_level_per_year_of_a_series"),
                    models.CheckConstraint(condition=models.Q(("level__gt", 0)), name="priceindex_level_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(("price_year__regex", "^(\\d{4}/\\d{2}|quoted)$")),
                        name="priceindex_price_year_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitCost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("edition", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=20)),
                ("theme", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, help_text="Pounds, in the prices of price_year.", max_digits=12
                    ),
                ),
                ("price_year", models.CharField(help_text="A financial year, such as 2013/14.", max_length=7)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fiscal", "Fiscal: the public purse"),
                            ("economic", "Economic: people and firms"),
                            ("social", "Social: wellbeing"),
                            ("mixed", "Mixed: not to be added unsplit"),
                        ],
                        max_length=10,
                    ),
                ),
                ("bearers", models.JSONField(help_text="Who bears it, to whole per cent; they make 100.")),
                ("bearer_words", models.CharField(help_text="Who bears it, as the source says it.", max_length=120)),
                (
                    "part_of",
                    models.CharField(blank=True, help_text="The code of the row that it is a part of.", max_length=20),
                ),
                ("source", models.URLField(max_length=300)),
                ("licence", models.CharField(max_length=200)),
                ("credit", models.CharField(max_length=300)),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Grade of the evidence, from 1 (best) to 6; empty where nobody graded it.",
                        null=True,
                    ),
                ),
                ("flag", models.CharField(blank=True, help_text="Why it is not to be trusted.", max_length=300)),
                ("started_on", models.DateField()),
                (
                    "ended_on",
                    models.DateField(blank=True, help_text="The first day on which it is used no more.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("edition__regex", "\\S")), name="unitcost_edition_said"),
                    models.CheckConstraint(condition=models.Q(("code__regex", "\\S")), name="unitcost_code_said"),
                    models.CheckConstraint(condition=models.Q(("label__regex", "\\S")), name="unitcost_label_said"),
                    models.CheckConstraint(condition=models.Q(("unit__regex", "\\S")), name="unitcost_unit_said"),
                    models.CheckConstraint(condition=models.Q(("licence__regex", "\\S")), name="unitcost_licence_said"),
                    models.CheckConstraint(condition=models.Q(("credit__regex", "\\S")), name="unitcost_credit_said"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="unitcost_costs_something"),
                    models.CheckConstraint(
                        condition=models.Q(("price_year__regex", "^\\d{4}/\\d{2}$")), name="unitcost_price_year_is_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["fiscal", "economic", "social", "mixed"])),
                        name="unitcost_kind_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence__isnull", True), ("confidence__range", (1, 6)), _connector="OR"
                        ),
                        name="unitcost_confidence_is_a_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gt", models.F("started_on")), _connector="OR"
                        ),
                        name="unitcost_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("edition", "code"),
                        name="one_unit_cost_in_use_per_code",
                    ),
                ],
            },
        ),
    ]
