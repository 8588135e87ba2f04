"""The number that families ring a worker on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_teams_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="phone",
            field=models.CharField(
                blank=True,
                help_text="The number that families ring them on: it stands on each printed plan.",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone", ""), ("phone__regex", "^\\+?[0-9][0-9 ]{5,17}[0-9]$"), _connector="OR"),
                name="membership_phone_can_be_rung",
            ),
        ),
    ]
