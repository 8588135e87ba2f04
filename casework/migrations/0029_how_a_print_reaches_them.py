"""How a printed plan came to those on it: until now, each was given by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0028_safe_contact_guards")]

    operations = [
        migrations.AddField(
            model_name="printedplan",
            name="way",
            field=models.CharField(
                choices=[
                    ("phone", "Phone call"),
                    ("text", "Text message"),
                    ("email", "E-mail"),
                    ("letter", "Letter"),
                    ("visit", "A visit, or by hand"),
                ],
                default="visit",
                help_text="How it comes to those on it.",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="printedplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["visit", "letter"])), name="printed_plan_way"
            ),
        ),
    ]
