"""What a panel set and decided about households that several agencies meet, and who objected to being found."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0022_extract_guards"),
        ("casework", "0043_disclosures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nomination",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("household", models.UUIDField(help_text="The key that the linkage carries over from run to run.")),
                ("since", models.DateField(help_text="Contacts after this day count.")),
                ("thresholds", models.JSONField(help_text="What the panel had set when it was found.")),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="All that the run takes to be of the household.",
                        size=None,
                    ),
                ),
                (
                    "agreements",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        help_text="Those under which the mentions that count came.",
                        size=None,
                    ),
                ),
                ("agencies", models.PositiveSmallIntegerField()),
                ("contacts", models.PositiveIntegerField()),
                ("kinds", models.PositiveIntegerField()),
                ("last_contact_on", models.DateField(blank=True, null=True)),
                ("score", models.FloatField()),
                ("made_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("become_case", "Offer them support: it becomes a case"),
                            ("not_now", "Not now"),
                            ("already_helped", "They are helped already"),
                            ("objection_upheld", "They object to being found, and rightly"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "not_before",
                    models.DateField(
                        blank=True, help_text="Of “not now”: from this day they may be found again.", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "became",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="casework.linkagerun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["run", "-score"],
                        name="nominations_by_rank",
                    ),
                    models.Index(fields=["-decided_at"], name="nominations_decided"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="nomination_decided_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), _negated=True),
                            ("reason__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="nomination_reason_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(("decided_at__isnull", False), models.Q(("decision", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="nomination_decision_and_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("became__isnull", False), ("decision", "become_case")),
                            models.Q(models.Q(("decision", "become_case"), _negated=True), ("became__isnull", True)),
                            _connector="OR",
                        ),
                        name="nomination_with_its_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "not_now"), ("not_before__isnull", False)),
                            models.Q(models.Q(("decision", "not_now"), _negated=True), ("not_before__isnull", True)),
                            _connector="OR",
                        ),
                        name="nomination_not_now_until",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreements__len__gt", 0), ("mentions__len__gt", 0)),
                        name="nomination_rests_on_mentions",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("household",),
                        name="one_open_nomination",
                    ),
                    models.UniqueConstraint(fields=("became",), name="case_of_one_nomination"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="All that the linkage took to be of them by then.",
                        size=None,
                    ),
                ),
                ("words", models.TextField(help_text="What they said.")),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld: they are not found again"),
                            ("not_upheld", "Not upheld: there are compelling grounds"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        help_text="By which they are on record.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.stagedmention",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-recorded_at"], name="objections_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="objection_answered_at_and_by",
                    ),
                    models.CheckConstraint(condition=models.Q(("words__regex", "\\S")), name="objection_words_said"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", False), _negated=True),
                            ("reason__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="objection_reason_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("finding", "")),
                            models.Q(("answered_at__isnull", False), models.Q(("finding", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="objection_finding_and_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelThresholds",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("agencies", models.PositiveSmallIntegerField(help_text="At least so many agencies met them.")),
                ("months", models.PositiveSmallIntegerField(help_text="In so many months to the day of the run.")),
                ("contacts", models.PositiveSmallIntegerField(help_text="At least so often.")),
                ("agencies_weight", models.PositiveSmallIntegerField()),
                ("contacts_weight", models.PositiveSmallIntegerField()),
                ("recency_weight", models.PositiveSmallIntegerField()),
                ("kinds_weight", models.PositiveSmallIntegerField()),
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
                "indexes": [models.Index(fields=["-set_at"], name="panel_thresholds_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="panel_thresholds_reason_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agencies__gte", 2)), name="panel_thresholds_two_agencies"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contacts__gte", 1), ("months__gte", 1), ("months__lte", 60)),
                        name="panel_thresholds_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agencies_weight__lte", 3),
                            ("contacts_weight__lte", 3),
                            ("kinds_weight__lte", 3),
                            ("recency_weight__lte", 3),
                        ),
                        name="panel_thresholds_weights",
                    ),
                ],
            },
        ),
    ]
