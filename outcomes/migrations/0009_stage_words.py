"""The words of the stages, as they stand on screens: no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0008_signature_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="closureproposal",
            name="from_status",
            field=models.CharField(
                choices=[
                    ("referred", "Referred"),
                    ("declined", "Not taken in"),
                    ("accepted", "Taken in"),
                    ("getting_to_know", "Getting to know you"),
                    ("agreeing_outcomes", "Agreeing outcomes"),
                    ("working", "Working on outcomes"),
                    ("ending", "Getting ready to close"),
                    ("closed", "Finished"),
                    ("paused", "Paused"),
                    ("stepped_up", "Stepped up"),
                    ("lost_contact", "Lost contact"),
                    ("transferred", "Transferred, not confirmed yet"),
                    ("transfer_confirmed", "Stopped (another service has them)"),
                    ("moved_away", "Stopped (they moved away)"),
                    ("died", "Stopped (they have died)"),
                    ("continued", "Stopped (it goes on in another case)"),
                ],
                help_text="Where the work goes on if they do not.",
                max_length=20,
            ),
        ),
    ]
