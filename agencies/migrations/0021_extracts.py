"""Extracts of agencies, how they are read, what they name, and the jobs that take them in."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0020_declined_sharing_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExtractProfile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="Which of the agency's files.", max_length=60)),
                ("number", models.PositiveSmallIntegerField(default=1, help_text="Its version.")),
                ("spec", models.JSONField()),
                ("made_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extract_profiles",
                        to="agencies.agency",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_key", models.UUIDField(help_text="The name of the file.", unique=True)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "read_to",
                    models.PositiveBigIntegerField(default=0, help_text="The last line of the file that is staged."),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("mentions", models.PositiveIntegerField(default=0)),
                ("refused_rows", models.PositiveIntegerField(default=0)),
                (
                    "unchanged",
                    models.PositiveIntegerField(
                        default=0, help_text="Mentions that an earlier extract had, word for word."
                    ),
                ),
                (
                    "replaced",
                    models.PositiveIntegerField(
                        default=0, help_text="Mentions of which an earlier extract said otherwise."
                    ),
                ),
                (
                    "dropped",
                    models.JSONField(default=dict, help_text="How many cells were not taken, by item or by header."),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("taken_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extracts", to="agencies.agency"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extracts",
                        to="agencies.sharingagreement",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "taken_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extracts",
                        to="agencies.extractprofile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check_extract", "Check an extract"),
                            ("take_in_extract", "Take in an extract"),
                            ("link", "Link what the extracts say"),
                        ],
                        max_length=30,
                    ),
                ),
                ("subject_id", models.UUIDField(help_text="What it works on.")),
                ("asked_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for its turn"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=30)),
                ("done", models.PositiveBigIntegerField(default=0)),
                (
                    "total",
                    models.PositiveBigIntegerField(blank=True, help_text="Where it is known beforehand.", null=True),
                ),
                ("try_after", models.DateTimeField(db_default=agencies.clock.Now())),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.TextField(blank=True, help_text="Why it failed, and what to do.")),
                (
                    "retried_at",
                    models.DateTimeField(blank=True, help_text="When somebody asked for it again.", null=True),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="Whose job it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        help_text="As whom it acts.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "retried_by",
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
            name="RefusedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveBigIntegerField()),
                ("cells", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("problems", models.JSONField(help_text="A list of column, code and words.")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refused", to="agencies.extract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedMention",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.CharField(help_text="Which of the agency’s files: the name of its profile.", max_length=60),
                ),
                ("line", models.PositiveBigIntegerField()),
                ("record", models.CharField(max_length=300)),
                ("slot", models.PositiveSmallIntegerField()),
                ("role", models.CharField(max_length=10)),
                ("occurred_on", models.DateField(blank=True, null=True)),
                ("event", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("forenames", models.CharField(blank=True, max_length=300)),
                ("surname", models.CharField(blank=True, max_length=300)),
                ("other_surname", models.CharField(blank=True, max_length=300)),
                ("is_initials", models.BooleanField(default=False)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("nhs_number", models.CharField(blank=True, max_length=300)),
                ("upn", models.CharField(blank=True, max_length=300)),
                ("uprn", models.CharField(blank=True, max_length=300)),
                ("address", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=300)),
                ("is_current", models.BooleanField(db_default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="staged", to="agencies.extract"
                    ),
                ),
                (
                    "replaced_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.extract",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="extractprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")), name="extract_profile_name_said"
            ),
        ),
        migrations.AddConstraint(
            model_name="extractprofile",
            constraint=models.UniqueConstraint(
                fields=("agency", "name", "number"), name="extract_profile_version_once"
            ),
        ),
        migrations.AddIndex(
            model_name="extract",
            index=models.Index(fields=["agency", "-received_at"], name="extracts_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="extract_checked_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_in_at__isnull", True), ("taken_in_by__isnull", True)),
                    models.Q(("taken_in_at__isnull", False), ("taken_in_by__isnull", False)),
                    _connector="OR",
                ),
                name="extract_taken_in_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="extract_has_a_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.UniqueConstraint(
                fields=("agency", "profile", "agreement", "sha256"), name="extract_once"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])), fields=["try_after"], name="jobs_to_do"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["agency", "-asked_at"], name="jobs_of_agency"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["subject_id", "-asked_at"], name="jobs_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retried_at__isnull", True), ("retried_by__isnull", True)),
                    models.Q(("retried_at__isnull", False), ("retried_by__isnull", False)),
                    _connector="OR",
                ),
                name="job_retried_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True), ("trouble__regex", "\\S"), _connector="OR"
                ),
                name="job_trouble_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claim__isnull", True),
                        ("finished_at__isnull", True),
                        ("lease_until__isnull", True),
                        ("state", "queued"),
                        ("trouble", ""),
                    ),
                    models.Q(
                        ("claim__isnull", False),
                        ("finished_at__isnull", True),
                        ("lease_until__isnull", False),
                        ("state", "running"),
                        ("trouble", ""),
                    ),
                    models.Q(
                        ("claim__isnull", True),
                        ("finished_at__isnull", False),
                        ("lease_until__isnull", True),
                        ("state__in", ["done", "failed"]),
                    ),
                    _connector="OR",
                ),
                name="job_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__isnull", True), ("done__lte", models.F("total")), _connector="OR"),
                name="job_done_within_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("subject_id",),
                name="one_open_job_of_a_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusedrow",
            constraint=models.UniqueConstraint(fields=("extract", "line"), name="row_refused_once"),
        ),
        migrations.AddConstraint(
            model_name="stagedmention",
            constraint=models.UniqueConstraint(fields=("extract", "record", "slot"), name="mention_once_in_an_extract"),
        ),
        migrations.AddConstraint(
            model_name="stagedmention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("agency", "source", "record", "slot"),
                name="one_current_mention",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedmention",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_current", False), ("replaced_in__isnull", True), _connector="OR"),
                name="replaced_mention_is_not_current",
            ),
        ),
    ]
