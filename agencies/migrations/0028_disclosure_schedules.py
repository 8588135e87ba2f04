"""That a disclosure is asked for again by itself."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0027_mentions_by_birth"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureSchedule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "Each month"), ("quarter", "Every three months")], max_length=10
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(db_default=agencies.clock.Now(), help_text="When the first was asked for."),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
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
            ],
        ),
        migrations.AddField(
            model_name="disclosure",
            name="schedule",
            field=models.ForeignKey(
                blank=True,
                help_text="None: asked for once.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disclosures",
                to="agencies.disclosureschedule",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "embargoed", "preparing", "released"])),
                fields=("schedule",),
                name="disclosure_of_schedule_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_schedule_ended_at_and_by",
            ),
        ),
    ]
