"""Who of its team sees a case that is closed to the team, and how narrowly it was kept, since when and why."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_identity_providers"),
        ("casework", "0033_conflict_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedWorker",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("named_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="named_workers", to="casework.case"
                    ),
                ),
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="named_worker_ended_at_and_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case", "membership"),
                        name="named_once_per_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictionChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "restriction",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("restricted", "Restricted"),
                            ("sealed", "Sealed"),
                            ("hidden", "Hidden"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("changed_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restriction_changes",
                        to="casework.case",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="restriction_change_reason_said"
                    )
                ],
            },
        ),
    ]
