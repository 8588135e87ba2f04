"""Comments and corrections asked for, pulls, and up to where somebody has read a case."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_lawful_bases"),
        ("casework", "0008_reminder_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
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
                    "kind",
                    models.CharField(
                        choices=[("comment", "Comment"), ("correction_asked", "Asked for a correction")], max_length=20
                    ),
                ),
                ("text", models.TextField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("corrected", "Corrected by another entry"), ("kept", "Kept as it is")],
                        max_length=12,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="What was put right, or why it stays as it is.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("about", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="casework.contact",
                    ),
                ),
                (
                    "corrected_contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.contact",
                    ),
                ),
                (
                    "corrected_document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.document",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="casework.document",
                    ),
                ),
                ("not_to_disclose_to", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_answered_at_and_by",
                    ),
                    models.CheckConstraint(condition=models.Q(("text__regex", "\\S")), name="comment_text_said"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", False), _negated=True),
                            ("answer__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="comment_answer_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact__isnull", False), ("document__isnull", True)),
                            models.Q(("contact__isnull", True), ("document__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_on_one_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("answered_at__isnull", False), _negated=True), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                ("kind", "correction_asked"),
                            ),
                            _connector="OR",
                        ),
                        name="comment_answered_where_a_correction_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_contact__isnull", True),
                            models.Q(("contact__isnull", False), ("outcome", "corrected")),
                            _connector="OR",
                        ),
                        name="comment_contact_corrected_by_a_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_document__isnull", True),
                            models.Q(("document__isnull", False), ("outcome", "corrected")),
                            _connector="OR",
                        ),
                        name="comment_document_corrected_by_a_document",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("casework.comment",),
        ),
        migrations.CreateModel(
            name="LastVisit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("visited_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("seen_until", models.DateTimeField(help_text="What was recorded up to this instant has been seen.")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="last_visits", to="casework.case"
                    ),
                ),
                (
                    "visited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visited_by", "case"), name="last_visit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("seen_until__lte", models.F("visited_at"))), name="last_visit_saw_the_past"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pull",
            fields=[
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
                    "kind",
                    models.CharField(choices=[("asked", "Asked for help"), ("offered", "Offered help")], max_length=8),
                ),
                ("what", models.TextField(help_text="What is asked for, or offered.")),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("accepted", "Accepted"), ("declined", "Declined")], max_length=8
                    ),
                ),
                ("answer_words", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("came_of_it", models.TextField(blank=True, help_text="What came of it.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("about", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="Whose help is asked for, or offered.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pulls",
                        to="agencies.agency",
                    ),
                ),
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
                ("not_to_disclose_to", models.ManyToManyField(blank=True, related_name="+", to="casework.person")),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pull_answered_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pull_ended_at_and_by",
                    ),
                    models.CheckConstraint(condition=models.Q(("what__regex", "\\S")), name="pull_what_said"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), _negated=True),
                            ("came_of_it__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="pull_came_of_it_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), _negated=True),
                            ("answer_words__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="pull_answer_words_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            models.Q(models.Q(("answered_at__isnull", False), _negated=True), ("answer", "")),
                            _connector="OR",
                        ),
                        name="pull_answered_with_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", "declined"), ("ended_at__isnull", False), _negated=True),
                        name="pull_declined_is_over_already",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency", models.F("source_agency")), ("kind", "offered")),
                            models.Q(("kind", "asked"), models.Q(("agency", models.F("source_agency")), _negated=True)),
                            _connector="OR",
                        ),
                        name="pull_asked_of_another_or_offered_by_oneself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PullEnd",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("casework.pull",),
        ),
        migrations.CreateModel(
            name="PullReply",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("casework.pull",),
        ),
    ]
