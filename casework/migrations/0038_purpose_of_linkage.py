"""The choices of a share's purpose are all there are; which of them a case is shared for, casework/sharing.py says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0037_emergency_access_guards")]

    operations = [
        migrations.AlterField(
            model_name="caseshare",
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
    ]
