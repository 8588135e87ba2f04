"""Reminders, the e-mails they go out in, how somebody wants to be reminded; and the indexes by which what is due is found."""

import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_guards"),
        ("casework", "0006_share_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("subject_type", models.CharField(max_length=80)),
                ("subject_id", models.UUIDField()),
                ("due_on", models.DateField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("worker", "The worker concerned"),
                            ("deputy", "Their team’s deputy"),
                            ("manager", "Their team’s manager"),
                        ],
                        max_length=10,
                    ),
                ),
                ("raised_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("settled", "Done, or no longer due on that day"),
                            ("case_left", "The case left the work"),
                            ("recipient_left", "They no longer act for the agency"),
                            ("handed_over", "It is somebody else’s by now"),
                            ("hidden", "They may no longer see the case"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=["kind", "subject_id", "due_on"],
                        name="open_reminders",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancel_reason", ""), ("cancelled_at__isnull", True)),
                            models.Q(("cancelled_at__isnull", False), models.Q(("cancel_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reminder_cancelled_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("local_day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("claimed", "Taken by a worker"),
                            ("handing_over", "Being handed to the mail server"),
                            ("sent", "Sent"),
                            ("cancelled", "Not needed any more"),
                            ("uncertain", "Perhaps sent: somebody must look"),
                            ("refused", "Refused too often: somebody must look"),
                        ],
                        default="waiting",
                        max_length=14,
                    ),
                ),
                ("waiting_since", models.DateTimeField()),
                ("send_after", models.DateTimeField()),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "refusal",
                    models.CharField(
                        blank=True, help_text="What the last try failed with: a name and a code.", max_length=60
                    ),
                ),
                (
                    "left_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing_due", "Nothing in it was due or unread any more"),
                            ("recipient_left", "They no longer act for the agency"),
                        ],
                        help_text="Why it was not sent.",
                        max_length=20,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "claimed"])),
                        fields=["send_after"],
                        name="messages_to_send",
                    ),
                    models.Index(
                        condition=models.Q(("state", "handing_over")),
                        fields=["lease_until"],
                        name="messages_handing_over",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["uncertain", "refused"])),
                        fields=["local_day"],
                        name="messages_for_somebody",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["claimed", "handing_over"]), _negated=True),
                            models.Q(("claim__isnull", False), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_message_claimed_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), models.Q(("left_out", ""), _negated=True)),
                            models.Q(models.Q(("state", "cancelled"), _negated=True), ("left_out", "")),
                            _connector="OR",
                        ),
                        name="reminder_message_left_out_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="reminder_message_sent_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderPreference",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="agencies.membership",
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="So many days before something is due.",
                        validators=[django.core.validators.MaxValueValidator(14)],
                    ),
                ),
                ("digest_at", models.TimeField(default=datetime.time(8, 0), help_text="When the day’s e-mail may go.")),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("away_from", models.DateField(blank=True, help_text="The first day away.", null=True)),
                ("away_until", models.DateField(blank=True, help_text="The last day away.", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lead_days__lte", 14)), name="reminder_preference_lead_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_until__isnull", False),
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reminder_preference_quiet_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("away_from__isnull", True), ("away_until__isnull", True)),
                            ("away_from__lte", models.F("away_until")),
                            _connector="OR",
                        ),
                        name="reminder_preference_away_both",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="caseexit",
            index=models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["check_on"], name="due_exits"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("was_reached", True), models.Q(("channel", "none"), _negated=True)),
                fields=["case", "-happened_at"],
                name="contacts_that_reached",
            ),
        ),
        migrations.AddIndex(
            model_name="engagementagreement",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=["agreed_at"], name="engagements_by_age"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                help_text="Who is away.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddField(
            model_name="remindermessage",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddField(
            model_name="remindermessage",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="message",
            field=models.ForeignKey(
                blank=True,
                help_text="The e-mail it is in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="casework.remindermessage",
            ),
        ),
        migrations.AddField(
            model_name="reminderpreference",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindermessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="reminder_message_decided_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindermessage",
            constraint=models.UniqueConstraint(fields=("recipient", "local_day"), name="one_digest_a_day"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["recipient", "due_on", "id"], name="reminders_of_recipient"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at__isnull", True), ("message__isnull", True), ("read_at__isnull", True)
                ),
                fields=["recipient"],
                name="reminders_not_mailed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("kind", "subject_id", "recipient", "step", "due_on"), name="reminder_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderpreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stand_in__isnull", True),
                    models.Q(("stand_in", models.F("membership")), _negated=True),
                    _connector="OR",
                ),
                name="reminder_preference_stand_in",
            ),
        ),
    ]
