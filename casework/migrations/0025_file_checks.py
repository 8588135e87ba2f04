"""Whether kept files were checked; and two kinds of documents that offices write."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0011_password_links"),
        ("casework", "0024_who_could_look"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="The name of the file.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField(help_text="For the trail, so that the job reads nothing of any case.")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "being checked"), ("clean", "checked"), ("refused", "cannot be opened")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("try_after", models.DateTimeField(db_default=agencies.clock.Now())),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, help_text="What the last try failed with.", max_length=100)),
                (
                    "scan",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("here", "scanned here"),
                            ("elsewhere", "scanned by the site, elsewhere"),
                            ("none", "not scanned, in development"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("harmful", "something harmful was found in it"),
                            ("damaged", "it is damaged"),
                            ("unknown", "it is of no kind that is taken"),
                            ("too_large", "its picture is too large"),
                            ("packed", "it unpacks to too much"),
                            ("active", "it holds programs or links that run by themselves"),
                        ],
                        max_length=10,
                    ),
                ),
                ("finding", models.CharField(blank=True, help_text="What the scanner calls it.", max_length=100)),
                ("size", models.PositiveIntegerField(blank=True, help_text="In bytes.", null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["try_after"], name="files_to_check")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("refusal", ""),
                                ("scan", ""),
                                ("sha256", ""),
                                ("size__isnull", True),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("refusal", ""),
                                ("scan__in", ["here", "elsewhere", "none"]),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size__gte", 1),
                                ("state", "clean"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("refusal__in", ["harmful", "damaged", "unknown", "too_large", "packed", "active"]),
                                ("sha256", ""),
                                ("size__isnull", True),
                                ("state", "refused"),
                            ),
                            _connector="OR",
                        ),
                        name="file_check_whole",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_file_whole",
        ),
        migrations.AlterField(
            model_name="document",
            name="file_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pdf", "PDF"),
                    ("jpeg", "JPEG picture"),
                    ("png", "PNG picture"),
                    ("webp", "WebP picture"),
                    ("docx", "Word document"),
                    ("odt", "OpenDocument text"),
                    ("heic", "HEIC picture"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file_key__isnull", False),
                        ("file_sha256__regex", "^[0-9a-f]{64}$"),
                        ("file_size__gte", 1),
                        ("file_type__in", ["pdf", "jpeg", "png", "webp", "docx", "odt", "heic"]),
                    ),
                    models.Q(
                        ("file_key__isnull", True), ("file_sha256", ""), ("file_size__isnull", True), ("file_type", "")
                    ),
                    _connector="OR",
                ),
                name="document_file_whole",
            ),
        ),
        migrations.AddField(
            model_name="filecheck",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="file_check", to="casework.document"
            ),
        ),
    ]
