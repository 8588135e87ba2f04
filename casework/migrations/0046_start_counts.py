"""Numbers that were counted around the start of cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0024_disclosure_guards"),
        ("casework", "0045_nomination_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="StartCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("any", "Households that count for any file"),
                            ("counted", "Households that count"),
                            ("early", "Households with too few months on a side"),
                            ("before", "Contacts before the start"),
                            ("after", "Contacts since the start"),
                            ("kind_before", "Contacts of a kind before the start"),
                            ("kind_after", "Contacts of a kind since the start"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Which of the agency’s files: the name of its profile.", max_length=60
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="What a contact was, in the agency’s words.", max_length=300
                    ),
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="starts", to="casework.linkagerun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "measure", "agency", "source", "kind"),
                        name="start_counted_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
