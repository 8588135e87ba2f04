"""Looks that one asks about are found by the worker, looked into by the information governance lead, and never unsaid."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import agencies.clock

FORWARD = """
REVOKE INSERT, UPDATE ON agencies_unusualaccess FROM app;
REVOKE UPDATE ON agencies_unusualaccess FROM worker, seed;
GRANT UPDATE (looked_into_at, looked_into_by_id, note) ON agencies_unusualaccess TO app, seed;
REVOKE INSERT, UPDATE ON agencies_trailreader FROM app, seed;

CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_unusualaccess
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('looked_into_at', 'looked_into_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_unusualaccess
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('looked_into_at');
-- What was written when it was looked into stays as it was written.
CREATE FUNCTION public.note_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this was looked into already' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
END $$;
CREATE TRIGGER note_stays BEFORE UPDATE ON agencies_unusualaccess FOR EACH ROW
    WHEN (OLD.looked_into_at IS NOT NULL AND NEW.note <> OLD.note) EXECUTE FUNCTION public.note_stays();

-- Whoever looks for unusual access compares names across cases, and writes keys alone.
SET LOCAL ROLE definer;
CREATE OR REPLACE FUNCTION guard.reads_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT coalesce(current_setting('app.system', true), '') IN ('reminders', 'figures', 'watch')
$$;
RESET ROLE;
"""
BACKWARD = """
SET LOCAL ROLE definer;
CREATE OR REPLACE FUNCTION guard.reads_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT coalesce(current_setting('app.system', true), '') IN ('reminders', 'figures')
$$;
RESET ROLE;
DROP TRIGGER note_stays ON agencies_unusualaccess;
DROP FUNCTION public.note_stays();
DROP TRIGGER refuse_backdating ON agencies_unusualaccess;
DROP TRIGGER settle_once ON agencies_unusualaccess;
GRANT INSERT, UPDATE ON agencies_trailreader TO app, seed;
REVOKE UPDATE (looked_into_at, looked_into_by_id, note) ON agencies_unusualaccess FROM app, seed;
GRANT INSERT, UPDATE ON agencies_unusualaccess TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0013_trail_is_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailReader",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("seal", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="UnusualAccess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("same_surname", "Somebody of the same surname"),
                            ("same_street", "A household in one’s own street"),
                            ("many_households", "Many households within an hour"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "day",
                    models.DateField(
                        blank=True, help_text="Where the rule is about a day's looks: once for each day.", null=True
                    ),
                ),
                (
                    "person_id",
                    models.UUIDField(
                        blank=True, help_text="Who was looked at, where the rule is about somebody.", null=True
                    ),
                ),
                (
                    "household_id",
                    models.UUIDField(
                        blank=True, help_text="Which was looked at, where the rule is about one.", null=True
                    ),
                ),
                ("case_id", models.UUIDField(blank=True, null=True)),
                (
                    "households",
                    models.PositiveIntegerField(
                        blank=True, help_text="How many, where that is what is unusual.", null=True
                    ),
                ),
                ("event_id", models.BigIntegerField(help_text="The row of the trail by which it was found.")),
                ("found_at", models.DateTimeField(db_default=agencies.clock.Now())),
                ("looked_into_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, help_text="What came of it.")),
            ],
            options={
                "verbose_name_plural": "unusual accesses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_into_at__isnull", False), _negated=True),
                            ("note__regex", "\\S"),
                            _connector="OR",
                        ),
                        name="unusual_access_note_said",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("result", "shown")), fields=["membership_id", "-at"], name="audit_by_who_looked"
            ),
        ),
        migrations.AddField(
            model_name="unusualaccess",
            name="agency",
            field=models.ForeignKey(
                help_text="Whose information governance lead looks into it.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="unusualaccess",
            name="looked_into_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddField(
            model_name="unusualaccess",
            name="membership",
            field=models.ForeignKey(
                help_text="Whose look it was.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.membership",
            ),
        ),
        migrations.AddIndex(
            model_name="unusualaccess",
            index=models.Index(fields=["agency", "-found_at"], name="unusual_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="unusualaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("looked_into_at__isnull", True), ("looked_into_by__isnull", True)),
                    models.Q(("looked_into_at__isnull", False), ("looked_into_by__isnull", False)),
                    _connector="OR",
                ),
                name="unusual_access_looked_into_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="unusualaccess",
            constraint=models.UniqueConstraint(
                fields=("rule", "membership", "person_id", "household_id", "day"),
                name="unusual_access_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
