"""Who works here and is close to a household, and whose records that keeps from them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import agencies.clock


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0014_unusual_access"),
        ("casework", "0031_confidential_address_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "closeness",
                    models.CharField(
                        choices=[
                            ("family", "Family, or as good as family"),
                            ("former_partner", "A partner, or a former one"),
                            ("neighbour", "A neighbour"),
                            ("other", "Close in another way"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="Who it is, as far as they know: names, dates of birth, where they live."
                    ),
                ),
                ("declared_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.TextField(blank=True)),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
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
                    "matched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        help_text="Who works here and is close to somebody.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="agencies.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConflictLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("linked_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conflict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="casework.conflict"
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
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflict_links",
                        to="casework.household",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflict_links",
                        to="casework.person",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="The human being, whichever agency they act for.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(fields=["membership", "-declared_at"], name="conflicts_of_member"),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matched_at__isnull", True), ("matched_by__isnull", True)),
                    models.Q(("matched_at__isnull", False), ("matched_by__isnull", False)),
                    _connector="OR",
                ),
                name="conflict_matched_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="conflict_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(condition=models.Q(("words__regex", "\\S")), name="conflict_words_said"),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), _negated=True), ("end_reason__regex", "\\S"), _connector="OR"
                ),
                name="conflict_end_reason_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by__isnull", True),
                    models.Q(
                        models.Q(("ended_by", models.F("membership")), _negated=True),
                        models.Q(("ended_by", models.F("declared_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="conflict_ended_by_a_second_person",
            ),
        ),
        migrations.AddIndex(
            model_name="conflictlink",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["user", "person"], name="people_kept_from"
            ),
        ),
        migrations.AddIndex(
            model_name="conflictlink",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["user", "household"], name="homes_kept_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="conflict_link_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("household__isnull", False), ("person__isnull", True)),
                    models.Q(("household__isnull", True), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="conflict_link_one_or_the_other",
            ),
        ),
    ]
