"""Warnings in the head of a case."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_lawful_bases"),
        ("casework", "0016_printed_plan_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWarning",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("general", "General"),
                            ("housing", "Housing"),
                            ("health", "Health"),
                            ("mental_health", "Mental health"),
                            ("substance_use", "Drugs and alcohol"),
                            ("offences", "Offences"),
                            ("domestic_abuse", "Domestic abuse"),
                            ("safeguarding", "Safeguarding"),
                            ("education", "Education"),
                            ("work_and_money", "Work and money"),
                            ("family", "Family and relationships"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "text",
                    models.CharField(
                        help_text="What to know, and what to do: one sentence for a doorstep.", max_length=300
                    ),
                ),
                ("review_on", models.DateField(help_text="The day on which somebody looks whether it still holds.")),
                ("looked_again_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.TextField(blank=True, help_text="Why it holds no longer.")),
                ("about", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case"
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
                    "looked_again_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                ("not_to_disclose_to", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Who answers for it, and looks at it again.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "source_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False), _negated=True),
                        fields=["case"],
                        name="standing_warnings",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False), _negated=True),
                        fields=["review_on"],
                        name="due_warnings",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_again_at__isnull", True), ("looked_again_by__isnull", True)),
                            models.Q(("looked_again_at__isnull", False), ("looked_again_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_warning_looked_again_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_warning_ended_at_and_by",
                    ),
                    models.CheckConstraint(condition=models.Q(("text__regex", "\\S")), name="case_warning_text_said"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), _negated=True),
                            ("end_reason__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="case_warning_end_reason_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", False), ("end_reason", ""), _connector="OR"),
                        name="case_warning_reason_of_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseWarningEnd",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("casework.casewarning",),
        ),
    ]
