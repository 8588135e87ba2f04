"""What somebody has not saved yet, and the keys of what their browser keeps."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_phone_grant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "address",
                    models.CharField(
                        help_text="The page's: it says which form and about what, by keys and never by names.",
                        max_length=300,
                    ),
                ),
                (
                    "case_id",
                    models.UUIDField(blank=True, help_text="The case that it is about, if it is about one.", null=True),
                ),
                (
                    "said",
                    models.JSONField(help_text="What was typed and chosen: the values of each field, by its name."),
                ),
                (
                    "seen",
                    models.CharField(blank=True, help_text="On which version of the row it was begun.", max_length=64),
                ),
                ("kept_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kept_at"], name="drafts_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "agency", "address"), name="one_draft_of_each_form")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-made_at"], name="draft_keys_of_user")],
            },
        ),
    ]
