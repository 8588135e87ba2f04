"""Numbers that were counted of a run of the linkage."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0022_extract_guards"),
        ("casework", "0040_linkage_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("extract", "Mentions of an extract"),
                            ("households", "Households known"),
                            ("agencies", "Households by how many agencies know them"),
                            ("contacts", "Contacts"),
                            ("firsts", "Contacts after none for 90 days"),
                            ("repeats", "Contacts within 90 days of another"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True, help_text="The sector of a postcode, “ST4 1”; blank: not known.", max_length=7
                    ),
                ),
                ("month", models.DateField(blank=True, help_text="The first day of it.", null=True)),
                (
                    "agencies",
                    models.PositiveSmallIntegerField(blank=True, help_text="By how many they are known.", null=True),
                ),
                ("number", models.PositiveIntegerField()),
                ("households", models.PositiveIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.extract",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demand", to="casework.linkagerun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "measure", "agency", "other", "extract", "area", "month", "agencies"),
                        name="demand_counted_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("other__isnull", True), ("agency__lt", models.F("other")), _connector="OR"),
                        name="demand_pair_in_one_order",
                    ),
                ],
            },
        ),
    ]
