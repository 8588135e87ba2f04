"""An agreement lists the data items that may pass by file, each of a category that it names. Those written before list none."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0016_purpose_of_linkage")]

    operations = [
        migrations.AddField(
            model_name="sharingagreement",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("name", "Names"),
                        ("birth_date", "Date of birth"),
                        ("sex", "Sex"),
                        ("initials", "Initials"),
                        ("nhs_number", "NHS number"),
                        ("upn", "Unique pupil number"),
                        ("uprn", "Unique property reference number"),
                        ("address", "Address"),
                        ("postcode", "Postcode"),
                        ("postcode_sector", "Postcode sector"),
                        ("record_reference", "The agency’s own reference of the record"),
                        ("event_date", "When the contact was"),
                        ("event", "What the contact was"),
                        ("household_members", "Who lives in the household"),
                        ("arrears", "Rent arrears"),
                        ("absence", "Absence from school"),
                        ("suspensions", "Suspensions from school"),
                        ("substance", "Which substance"),
                        ("service", "Which service of care or treatment"),
                        ("arrival_mode", "How they arrived at the emergency department"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                help_text="Those that an extract may hold. None: shares of cases rest on the categories, and no extract on anything.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="sharingagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("categories__contains", ["general"]),
                        models.Q(("items__overlap", ["event"]), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("categories__contains", ["family"]),
                        models.Q(("items__overlap", ["household_members"]), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("categories__contains", ["housing"]),
                        models.Q(("items__overlap", ["arrears"]), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("categories__contains", ["education"]),
                        models.Q(("items__overlap", ["absence", "suspensions"]), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("categories__contains", ["substance_use"]),
                        models.Q(("items__overlap", ["substance"]), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("categories__contains", ["health"]),
                        models.Q(("items__overlap", ["service", "arrival_mode"]), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="sharing_agreement_items_in_categories",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharingagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purposes__contains", ["linkage"]), _negated=True), ("items__len__gt", 0), _connector="OR"
                ),
                name="sharing_agreement_linkage_by_items",
            ),
        ),
    ]
