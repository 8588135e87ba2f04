"""Finding households whom several agencies meet is a purpose of its own."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0015_identity_providers")]

    operations = [
        migrations.AlterField(
            model_name="apitoken",
            name="purpose",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="auditevent",
            name="purpose",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="sharingagreement",
            name="purposes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
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
                size=None,
            ),
        ),
    ]
