"""Where somebody is, when it must not be known."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0014_unusual_access"),
        ("casework", "0029_how_a_print_reaches_them"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldCase",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("casework.case",),
        ),
        migrations.CreateModel(
            name="ConfidentialAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("lines", models.TextField(help_text="House and street, one line each.", max_length=400)),
                ("town", models.CharField(blank=True, max_length=100)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="How to come there without anybody coming after.", max_length=400
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confidential_addresses",
                        to="casework.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confidential_addresses",
                        to="casework.heldcase",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "confidential addresses",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["case"], name="confidential_addresses"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="confidential_address_ended_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lines__regex", "\\S")), name="confidential_address_lines_said"
                    ),
                ],
            },
        ),
    ]
