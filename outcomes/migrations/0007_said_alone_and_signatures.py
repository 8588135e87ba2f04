"""Numbers that were said alone, and signatures."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_phones"),
        ("casework", "0015_printed_plans_and_files"),
        ("outcomes", "0006_what_came_of_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "strokes",
                    models.JSONField(
                        help_text="A list of strokes, each a list of points: two whole numbers from 0 to 1000."
                    ),
                ),
                ("signed_at", models.DateTimeField(db_default=agencies.clock.Now())),
            ],
        ),
        migrations.AddField(
            model_name="rating",
            name="was_said_alone",
            field=models.BooleanField(
                default=False,
                help_text="Said while nobody else of the household could hear: it is not shown before the others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("was_said_alone", False), ("voice", "participant"), _connector="OR"),
                name="rating_alone_is_a_participants",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="closure_agreement",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="outcomes.closureagreement",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="casework.casemember"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="outcome_agreement",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="outcomes.outcomeagreement",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="signed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closure_agreement__isnull", False), ("outcome_agreement__isnull", True)),
                    models.Q(("closure_agreement__isnull", True), ("outcome_agreement__isnull", False)),
                    _connector="OR",
                ),
                name="signature_beneath_one_thing",
            ),
        ),
    ]
