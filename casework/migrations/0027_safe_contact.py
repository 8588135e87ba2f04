"""How each person can be reached safely; what was known of how to speak with them is carried over."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock

# A way that somebody prefers is the only one that they have said yes to; who wrote it down is not known any more than this.
CARRY_OVER = """
INSERT INTO casework_safecontact (id, person_id, ways, days, when_words, code_word, no_voicemail, device_is_shared, do_not,
    who_said, review_on, recorded_at, recorded_by_id)
SELECT gen_random_uuid(), id, CASE preferred_way WHEN '' THEN '{}' ELSE ARRAY[preferred_way] END, '{}', preferred_times, '',
    false, false, do_not, 'Carried over from how to speak with them: ask them', today() + 14, clock(), registered_by_id
FROM casework_person WHERE preferred_way <> '' OR preferred_times <> '' OR do_not <> '';
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
"""
CARRY_BACK = """
UPDATE casework_person SET preferred_way = coalesce(ways[1], ''), preferred_times = when_words, do_not = safe.do_not
FROM casework_safecontact safe WHERE safe.person_id = casework_person.id AND replaced_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0014_unusual_access"),
        ("casework", "0026_file_check_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "ways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("phone", "Phone call"),
                                ("text", "Text message"),
                                ("email", "E-mail"),
                                ("letter", "Letter"),
                                ("visit", "A visit, or by hand"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Monday"),
                                (2, "Tuesday"),
                                (3, "Wednesday"),
                                (4, "Thursday"),
                                (5, "Friday"),
                                (6, "Saturday"),
                                (7, "Sunday"),
                            ]
                        ),
                        blank=True,
                        default=list,
                        help_text="Days of the week, from 1 for Monday to 7 for Sunday; none named means any day.",
                        size=None,
                    ),
                ),
                (
                    "not_before",
                    models.TimeField(blank=True, help_text="The time of day from which it is safe.", null=True),
                ),
                (
                    "not_after",
                    models.TimeField(blank=True, help_text="The time of day until which it is safe.", null=True),
                ),
                (
                    "when_words",
                    models.CharField(blank=True, help_text="When it suits them, in a few words.", max_length=120),
                ),
                (
                    "code_word",
                    models.CharField(
                        blank=True,
                        help_text="The word by which they know that it is us, or we that it is they.",
                        max_length=60,
                    ),
                ),
                ("no_voicemail", models.BooleanField(default=False)),
                (
                    "device_is_shared",
                    models.BooleanField(default=False, help_text="Somebody else uses or reads their telephone."),
                ),
                (
                    "do_not",
                    models.CharField(
                        blank=True,
                        help_text="What not to do, and never why: everybody who may ring them reads it.",
                        max_length=200,
                    ),
                ),
                ("who_said", models.CharField(help_text="Who told us: themselves, or who for them.", max_length=200)),
                (
                    "review_on",
                    models.DateField(help_text="The day on which somebody asks them whether it still holds."),
                ),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="safe_contacts", to="casework.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_at__isnull", True), ("replaced_by__isnull", True)),
                            models.Q(("replaced_at__isnull", False), ("replaced_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="safe_contact_replaced_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("who_said__regex", "\\S")), name="safe_contact_who_said_said"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("person",),
                        name="safe_contact_one_that_holds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ways__contained_by", ["phone", "text", "email", "letter", "visit"])),
                        name="safe_contact_ways_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__contained_by", [1, 2, 3, 4, 5, 6, 7])),
                        name="safe_contact_days_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_after__isnull", True), ("not_before__isnull", True)),
                            models.Q(
                                ("not_after__isnull", False),
                                ("not_before__isnull", False),
                                ("not_before__lt", models.F("not_after")),
                            ),
                            _connector="OR",
                        ),
                        name="safe_contact_hours",
                    ),
                ]
            },
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
        migrations.RemoveField(model_name="person", name="do_not"),
        migrations.RemoveField(model_name="person", name="preferred_times"),
        migrations.RemoveField(model_name="person", name="preferred_way"),
    ]
