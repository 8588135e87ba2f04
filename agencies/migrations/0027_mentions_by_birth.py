"""Somebody is found among what agencies handed over by their date of birth, among a million mentions as among a few."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0026_disclosure_parties")]
    operations = [
        migrations.AddIndex(
            model_name="stagedmention",
            index=models.Index(
                condition=models.Q(("is_current", True)), fields=["born_on"], name="current_mentions_by_birth"
            ),
        ),
    ]
