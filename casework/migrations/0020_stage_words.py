"""The words of the stages, as they stand on screens: no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0019_how_to_speak_with_them"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="status",
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
                default="referred",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="caseexit",
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
                help_text="The stage of work to go back to.",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="from_status",
            field=models.CharField(
                blank=True,
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
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="to_status",
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
                max_length=20,
            ),
        ),
    ]
