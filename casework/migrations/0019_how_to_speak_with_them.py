"""The language of a person, whether an interpreter is needed, and how and when they would like to be reached."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_warning_guards")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="do_not",
            field=models.CharField(
                blank=True,
                help_text="What not to do, and never why: everybody who may ring them reads it.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="language",
            field=models.CharField(
                blank=True, help_text="The language in which they want to speak with us.", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="needs_interpreter",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="preferred_times",
            field=models.CharField(blank=True, help_text="When it suits them, in a few words.", max_length=120),
        ),
        migrations.AddField(
            model_name="person",
            name="preferred_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("text", "Text message"),
                    ("phone", "Phone call"),
                    ("email", "E-mail"),
                    ("letter", "Letter"),
                    ("visit", "A visit"),
                ],
                max_length=10,
            ),
        ),
    ]
