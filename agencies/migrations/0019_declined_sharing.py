"""Declining to share is a record of its own: who asked whom, for what, and why not."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [("agencies", "0018_register_fields")]

    operations = [
        migrations.CreateModel(
            name="DeclinedSharing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_on", models.DateField()),
                (
                    "purpose",
                    models.CharField(
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
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("general", "General"),
                                ("housing", "Housing"),
                                ("health", "Health"),
                                ("mental_health", "Mental health"),
                                ("substance_use", "Drugs and alcohol"),
                                ("offences", "Offences"),
                                ("domestic_abuse", "Domestic abuse"),
                                ("safeguarding", "Safeguarding"),
                                ("education", "Education"),
                                ("work_and_money", "Work and money"),
                                ("family", "Family and relationships"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
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
                        size=None,
                    ),
                ),
                ("reason", models.TextField()),
                ("declined_at", models.DateTimeField(db_default=agencies.clock.Now())),
                (
                    "asked",
                    models.ForeignKey(
                        help_text="Whose data they are, and who declined.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "asking",
                    models.ForeignKey(
                        help_text="Who asked.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "declined sharing",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="declined_sharing_reason_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asking", models.F("asked")), _negated=True),
                        name="declined_sharing_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("categories__len__gt", 0), ("items__len__gt", 0), _connector="OR"),
                        name="declined_sharing_says_which_data",
                    ),
                ],
            },
        ),
    ]
