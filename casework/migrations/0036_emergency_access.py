"""Cases that somebody opened in an emergency, and who is told of it."""

import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_identity_providers"),
        ("casework", "0035_restriction_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("danger_to_life", "Somebody’s life or health is in danger"),
                            ("child_at_risk", "A child is at risk of serious harm"),
                            ("missing", "Somebody is missing"),
                            ("worker_away", "Their worker cannot be reached, and it cannot wait"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(help_text="What happened, and why it cannot wait.")),
                ("opened_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "review_due_on",
                    models.DateField(help_text="The last of two working days in which somebody else looks at it."),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("justified", "It was right to open it"),
                            ("not_justified", "It was not right to open it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_words", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="emergencies", to="casework.case"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "emergency accesses",
            },
        ),
        migrations.CreateModel(
            name="EmergencyNotice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="casework.emergencyaccess",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="emergencyaccess",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["opened_by", "case"],
                name="emergencies_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyaccess",
            index=models.Index(
                condition=models.Q(("reviewed_at__isnull", True)),
                fields=["review_due_on"],
                name="emergencies_to_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="emergency_access_closed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                    _connector="OR",
                ),
                name="emergency_access_reviewed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("opened_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opened_at"), "+", models.Value(datetime.timedelta(seconds=14400))
                        ),
                    ),
                ),
                name="emergency_access_lasts_four_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "^\\S.{28,}\\S$")), name="emergency_access_reason_said"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="emergency_access_closed_after_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finding", ""), ("review_words", ""), ("reviewed_at__isnull", True)),
                    models.Q(("reviewed_at__isnull", False), models.Q(("finding", ""), _negated=True)),
                    _connector="OR",
                ),
                name="emergency_access_reviewed_finds",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at__isnull", False), _negated=True),
                    ("review_words__regex", "\\S"),
                    _connector="OR",
                ),
                name="emergency_access_review_words_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("opened_by")), _negated=True),
                    _connector="OR",
                ),
                name="emergency_access_reviewed_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="emergencynotice",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", True)), fields=["id"], name="emergency_notices_to_send"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencynotice",
            constraint=models.UniqueConstraint(fields=("emergency", "recipient"), name="one_notice_each"),
        ),
    ]
