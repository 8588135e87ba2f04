"""Plans that were printed, and the file of a document that was brought back."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_phones"),
        ("casework", "0014_whether_one_row_is_seen"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="file_key",
            field=models.UUIDField(blank=True, help_text="The name under which it is kept.", null=True, unique=True),
        ),
        migrations.AddField(
            model_name="document",
            name="file_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="document",
            name="file_size",
            field=models.PositiveIntegerField(blank=True, help_text="In bytes.", null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="file_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pdf", "PDF"),
                    ("jpeg", "JPEG picture"),
                    ("png", "PNG picture"),
                    ("heic", "HEIC picture"),
                    ("webp", "WebP picture"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="PrintedPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "code",
                    models.CharField(
                        help_text="Drawn by lot: it tells a finder nothing, and opens nothing by itself.",
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("one_page", "On one page"), ("easy_read", "In big letters")], max_length=10
                    ),
                ),
                (
                    "shows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        help_text="Ids of the wordings and of the actions that stand on it.",
                        size=None,
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of all that it says, without the code.", max_length=64)),
                ("printed_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="printed_plans", to="casework.case"
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "-printed_at"], name="printed_plans_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9A-HJKMNP-TV-Z]{12}$")), name="printed_plan_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="printed_plan_digest"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="printed",
            field=models.ForeignKey(
                blank=True,
                help_text="What was signed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signed",
                to="casework.printedplan",
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
                        ("file_type__in", ["pdf", "jpeg", "png", "heic", "webp"]),
                    ),
                    models.Q(
                        ("file_key__isnull", True), ("file_sha256", ""), ("file_size__isnull", True), ("file_type", "")
                    ),
                    _connector="OR",
                ),
                name="document_file_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("printed__isnull", True), ("file_key__isnull", False), _connector="OR"),
                name="document_signed_has_its_file",
            ),
        ),
    ]
