"""That what is released can be pushed to an address of the recipient, and how far each push is."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0029_disclosure_schedule_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureDelivery",
            fields=[
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="delivery",
                        serialize=False,
                        to="agencies.disclosure",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be pushed"),
                            ("sending", "Being pushed"),
                            ("delivered", "Taken by their server"),
                            ("unknown", "Pushed, and not known whether it was taken"),
                            ("failed", "Not taken"),
                            ("withdrawn", "Not pushed any more"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("try_after", models.DateTimeField(db_default=agencies.clock.Now())),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, help_text="When it was last begun to be sent.", null=True),
                ),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="What their server last answered, of HTTP.", null=True
                    ),
                ),
                ("trouble", models.TextField(blank=True, help_text="What was in the way the last time.")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["try_after"],
                        name="deliveries_to_push",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["unknown", "failed", "withdrawn"]), _negated=True),
                            ("trouble__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="delivery_trouble_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim__isnull", False),
                                ("lease_until__isnull", False),
                                ("sent_at__isnull", False),
                                ("state", "sending"),
                            ),
                            models.Q(
                                models.Q(("state", "sending"), _negated=True),
                                ("claim__isnull", True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "withdrawn"]), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="delivery_was_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PushAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="push_addresses", to="agencies.agency"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="disclosure",
            name="push_to",
            field=models.ForeignKey(
                blank=True,
                help_text="None: it is fetched.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.pushaddress",
            ),
        ),
        migrations.AddConstraint(
            model_name="pushaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="push_address_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="pushaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("url__regex", "^https?://[!-~]+$")), name="push_address_is_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="pushaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("agency",), name="push_address_one_an_agency"
            ),
        ),
    ]
