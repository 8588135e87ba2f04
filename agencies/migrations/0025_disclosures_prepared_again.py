"""A disclosure can be refused, and prepared again in its embargo; whom each of its files names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0024_disclosure_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="disclosedperson",
            name="disclosed_once_in_a_disclosure",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_whole",
        ),
        migrations.AddField(
            model_name="disclosedperson",
            name="edition",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text="In which of its files."),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="edition",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, help_text="Which file: the second where the first was taken back."
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="held_until",
            field=models.DateTimeField(blank=True, help_text="Until when the first one was held back.", null=True),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="refused_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="taken_back_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the last file was taken back in the embargo, as not all of it might pass.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for"),
                    ("preparing", "Being prepared"),
                    ("embargoed", "Prepared, and held back"),
                    ("released", "Ready to be fetched"),
                    ("collected", "Arrived"),
                    ("refused", "Refused"),
                    ("stopped", "Stopped"),
                    ("failed", "Stopped by the service"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosedperson",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "edition", "case_id", "person_id"), name="disclosed_once_in_a_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                    models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_refused_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused_at__isnull", False), _negated=True),
                    ("refused_reason__regex", "\\S"),
                    _connector="OR",
                ),
                name="disclosure_refused_reason_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition", 1), ("held_until__isnull", True), ("taken_back_at__isnull", True)),
                    models.Q(("edition__gt", 1), ("held_until__isnull", False), ("taken_back_at__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_edition_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("embargo_until__isnull", True),
                    ("held_until__isnull", True),
                    ("embargo_until__gte", models.F("held_until")),
                    _connector="OR",
                ),
                name="disclosure_held_as_long",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", True),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", True),
                        ("prepared_at__isnull", True),
                        ("refused_at__isnull", True),
                        ("released_at__isnull", True),
                        ("state", "asked"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", True),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", True),
                        ("prepared_at__isnull", True),
                        ("refused_at__isnull", True),
                        ("released_at__isnull", True),
                        ("state", "preparing"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("refused_at__isnull", True),
                        ("released_at__isnull", True),
                        ("state", "embargoed"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("refused_at__isnull", True),
                        ("released_at__isnull", False),
                        ("state", "released"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("collected_at__isnull", False),
                        ("embargo_until__isnull", False),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", False),
                        ("prepared_at__isnull", False),
                        ("refused_at__isnull", True),
                        ("released_at__isnull", False),
                        ("state", "collected"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("approved_at__isnull", True),
                        ("collected_at__isnull", True),
                        ("embargo_until__isnull", True),
                        ("failed_at__isnull", True),
                        ("file_key__isnull", True),
                        ("prepared_at__isnull", True),
                        ("refused_at__isnull", False),
                        ("released_at__isnull", True),
                        ("state", "refused"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("collected_at__isnull", True),
                        ("failed_at__isnull", True),
                        ("refused_at__isnull", True),
                        ("state", "stopped"),
                        ("stopped_at__isnull", False),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("collected_at__isnull", True),
                        ("failed_at__isnull", False),
                        ("refused_at__isnull", True),
                        ("state", "failed"),
                        ("stopped_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="disclosure_whole",
            ),
        ),
    ]
