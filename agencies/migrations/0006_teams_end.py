"""A team ends as an agency does: from a day on, with its name kept for what it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_lawful_bases")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="ended_on",
            field=models.DateField(
                blank=True, help_text="The first day on which it takes nobody in any more.", null=True
            ),
        ),
    ]
