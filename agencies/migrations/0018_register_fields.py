"""Retention, security and the impact assessment stand apart. What older agreements say of them stays where it was written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0017_data_items")]

    operations = [
        migrations.AddField(
            model_name="sharingagreement",
            name="dpia_reference",
            field=models.CharField(
                blank=True, help_text="Where the data protection impact assessment is found.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="sharingagreement",
            name="retention",
            field=models.TextField(blank=True, help_text="How long data are kept, and how they are destroyed."),
        ),
        migrations.AddField(
            model_name="sharingagreement",
            name="security",
            field=models.TextField(blank=True, help_text="How data are kept safe, on their way and where they lie."),
        ),
        migrations.AlterField(
            model_name="sharingagreement",
            name="governance",
            field=models.TextField(
                help_text="Accuracy, breaches, training; older ones say retention and security here too."
            ),
        ),
    ]
