"""What one agency gives another by file, and whom such a file names."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0022_extract_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("check_extract", "Check an extract"),
                    ("take_in_extract", "Take in an extract"),
                    ("link", "Link what the extracts say"),
                    ("prepare_disclosure", "Prepare a disclosure"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("support", "Supporting the household"),
                            ("administration", "Keeping people and agencies in order"),
                            ("oversight", "Overseeing how data are used"),
                            ("figures", "Counting, without names"),
                            ("linkage", "Finding households whom several agencies meet"),
                            ("operation", "Keeping the service running"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "Names"),
                                ("birth_date", "Date of birth"),
                                ("sex", "Sex"),
                                ("initials", "Initials"),
                                ("nhs_number", "NHS number"),
                                ("upn", "Unique pupil number"),
                                ("uprn", "Unique property reference number"),
                                ("address", "Address"),
                                ("postcode", "Postcode"),
                                ("postcode_sector", "Postcode sector"),
                                ("record_reference", "The agency’s own reference of the record"),
                                ("event_date", "When the contact was"),
                                ("event", "What the contact was"),
                                ("household_members", "Who lives in the household"),
                                ("arrears", "Rent arrears"),
                                ("absence", "Absence from school"),
                                ("suspensions", "Suspensions from school"),
                                ("substance", "Which substance"),
                                ("service", "Which service of care or treatment"),
                                ("arrival_mode", "How they arrived at the emergency department"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("why", models.TextField(help_text="What the recipient needs it for.")),
                ("by_name", models.BooleanField(default=False, help_text="Names and not pseudonyms.")),
                ("by_name_reason", models.TextField(blank=True, help_text="Why pseudonyms would not do.")),
                (
                    "recipient_key",
                    models.CharField(help_text="Their public key, for which alone the file is sealed.", max_length=62),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("preparing", "Being prepared"),
                            ("embargoed", "Prepared, and held back"),
                            ("released", "Ready to be fetched"),
                            ("collected", "Arrived"),
                            ("stopped", "Stopped"),
                            ("failed", "Stopped by the service"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("embargo_until", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("collected_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_reason", models.TextField(blank=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.TextField(blank=True, help_text="Why the service stopped it.")),
                ("file_key", models.UUIDField(blank=True, help_text="The name of the file.", null=True, unique=True)),
                ("size", models.PositiveBigIntegerField(blank=True, help_text="In bytes, sealed.", null=True)),
                ("sha256", models.CharField(blank=True, help_text="Of the file as it is fetched.", max_length=64)),
                ("rows", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "manifest",
                    models.JSONField(
                        blank=True, help_text="What is in the file, without anything of anybody.", null=True
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="Who gives.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures_given",
                        to="agencies.agency",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="agencies.sharingagreement",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "collected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        help_text="Who asked.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures_asked",
                        to="agencies.agency",
                    ),
                ),
                (
                    "stopped_by",
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
            name="DisclosedPerson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="agencies.disclosure"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["agency", "-asked_at"], name="disclosures_of_agency"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["recipient", "-asked_at"], name="disclosures_to_agency"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("state__in", ["preparing", "embargoed", "released"])),
                fields=["embargo_until"],
                name="disclosures_to_look_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_approved_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("collected_at__isnull", True), ("collected_by__isnull", True)),
                    models.Q(("collected_at__isnull", False), ("collected_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_collected_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stopped_at__isnull", True), ("stopped_by__isnull", True)),
                    models.Q(("stopped_at__isnull", False), ("stopped_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_stopped_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(condition=models.Q(("why__regex", "\\S")), name="disclosure_why_said"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by_name", True), _negated=True), ("by_name_reason__regex", "\\S"), _connector="OR"
                ),
                name="disclosure_by_name_reason_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stopped_at__isnull", False), _negated=True),
                    ("stopped_reason__regex", "\\S"),
                    _connector="OR",
                ),
                name="disclosure_stopped_reason_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_at__isnull", False), _negated=True), ("trouble__regex", "\\S"), _connector="OR"
                ),
                name="disclosure_trouble_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("agency", models.F("recipient")), _negated=True), name="disclosure_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(condition=models.Q(("items__len__gt", 0)), name="disclosure_names_items"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_name", False), ("purpose", "support"), _connector="OR"),
                name="disclosure_names_for_support_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file_key__isnull", True),
                        ("manifest__isnull", True),
                        ("rows__isnull", True),
                        ("sha256", ""),
                        ("size__isnull", True),
                    ),
                    models.Q(
                        ("file_key__isnull", False),
                        ("manifest__isnull", False),
                        ("rows__gt", 0),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="disclosure_file_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at__isnull", True), ("released_at__gte", models.F("embargo_until")), _connector="OR"
                ),
                name="disclosure_released_after_embargo",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("embargo_until__isnull", True), ("embargo_until__gt", models.F("prepared_at")), _connector="OR"
                ),
                name="disclosure_embargo_is_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", True),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", True),
                        ("prepared_at__isnull", True),
                        ("released_at__isnull", True),
                        ("state", "asked"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", True),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", True),
                        ("prepared_at__isnull", True),
                        ("released_at__isnull", True),
                        ("state", "preparing"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("released_at__isnull", True),
                        ("state", "embargoed"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("released_at__isnull", False),
                        ("state", "released"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("collected_at__isnull", False),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("released_at__isnull", False),
                        ("state", "collected"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("collected_at__isnull", True),
                        ("failed_at__isnull", True),
                        ("state", "stopped"),
                        ("stopped_at__isnull", False),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("failed_at__isnull", False),
                        ("state", "failed"),
                        ("stopped_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="disclosure_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosedperson",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "case_id", "person_id"), name="disclosed_once_in_a_disclosure"
            ),
        ),
    ]
