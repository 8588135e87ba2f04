"""Runs of the linkage, whom they take each mention to be of, the pairs behind it, and what people answered."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0022_extract_guards"),
        ("casework", "0038_purpose_of_linkage"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkageRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("as_of", models.DateField(blank=True, help_text="The day that it took for today.", null=True)),
                (
                    "settings",
                    models.JSONField(default=dict, help_text="Thresholds in bits, and the versions of what weighed."),
                ),
                ("mentions", models.PositiveIntegerField(default=0)),
                ("people", models.PositiveIntegerField(default=0)),
                ("households", models.PositiveIntegerField(default=0)),
                ("questions", models.PositiveIntegerField(default=0)),
                (
                    "stored_at",
                    models.DateTimeField(
                        blank=True, help_text="From when on it counts: all of it, or nothing.", null=True
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ComparedPair",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_question", models.BooleanField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("weight", "What both of them say"),
                            ("confirmed", "Somebody confirmed it"),
                            ("family", "The same name, and the same third person lived with both"),
                            ("initials", "Initials, date of birth, sex and postcode sector"),
                            ("occupier", "An initial and a surname behind the same door"),
                            ("rivals", "More than one person fits nearly as well"),
                            ("near names", "Two first names one letter apart, and many people have either"),
                            ("surnames", "The surnames differ"),
                            ("sex", "The sex differs"),
                        ],
                        help_text="Why it is linked, or asked about.",
                        max_length=20,
                    ),
                ),
                (
                    "weight",
                    models.FloatField(
                        default=0.0, help_text="In bits; 0 where the two were not compared, and nothing was found."
                    ),
                ),
                ("findings", models.JSONField(default=list)),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.stagedmention"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.stagedmention"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pairs", to="casework.linkagerun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkAnswer",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_same", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.stagedmention"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.stagedmention"
                    ),
                ),
                (
                    "withdrawn_by",
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
        migrations.CreateModel(
            name="LinkedMention",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.PositiveIntegerField()),
                ("household", models.UUIDField()),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.stagedmention"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="linked", to="casework.linkagerun"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="linkagerun",
            index=models.Index(fields=["-stored_at"], name="linkage_runs_stored"),
        ),
        migrations.AddConstraint(
            model_name="linkagerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("stored_at__isnull", True), ("as_of__isnull", False), _connector="OR"),
                name="linkage_run_says_its_day",
            ),
        ),
        migrations.AddIndex(
            model_name="comparedpair",
            index=models.Index(
                condition=models.Q(("is_question", True)), fields=["run", "-weight"], name="questions_of_run"
            ),
        ),
        migrations.AddIndex(
            model_name="comparedpair",
            index=models.Index(fields=["run", "left"], name="pairs_by_left"),
        ),
        migrations.AddIndex(
            model_name="comparedpair",
            index=models.Index(fields=["run", "right"], name="pairs_by_right"),
        ),
        migrations.AddConstraint(
            model_name="comparedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("left", models.F("right")), _negated=True), name="compared_pair_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedpair",
            constraint=models.UniqueConstraint(fields=("run", "left", "right"), name="pair_compared_once"),
        ),
        migrations.AddIndex(
            model_name="linkanswer",
            index=models.Index(fields=["-answered_at"], name="answers_by_time"),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="link_answer_withdrawn_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("left__lt", models.F("right"))), name="link_answer_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("left", "right"), name="one_standing_answer"
            ),
        ),
        migrations.AddIndex(
            model_name="linkedmention",
            index=models.Index(fields=["run", "household"], name="mentions_of_household"),
        ),
        migrations.AddConstraint(
            model_name="linkedmention",
            constraint=models.UniqueConstraint(fields=("run", "mention"), name="mention_linked_once"),
        ),
    ]
