"""The trail is sealed: each row knows the transaction that wrote it, and seals chain the rows in that order.

Why the transaction and not the id: an id is taken before its row is committed, perhaps long before. A sealer that goes on
from the last id that it saw never comes back for the row of somebody who committed late. What is below the oldest running
transaction is settled: nothing can appear there any more.
"""

from django.db import migrations, models

import agencies.clock

FORWARD = """
-- Transactions are counted by the server. A dump that is restored into another server begins at another number: the owner
-- then replaces this function by one that gives the next number, and the trail goes on behind all that it has.
CREATE FUNCTION public.trail_line() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 0::bigint $$;
CREATE FUNCTION public.trail_place(xact xid8) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp AS $$ SELECT (trail_line() << 48) + xact::text::bigint $$;

CREATE OR REPLACE FUNCTION public.stamp_audit_event() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user <> 'seed' THEN
        NEW.at := clock();
    END IF;
    IF NEW.route = '' THEN
        NEW.route := left(coalesce(current_setting('app.route', true), ''), 200);
    END IF;
    NEW.xact := trail_place(pg_current_xact_id());  -- also the demonstration's: a row that says another is never sealed
    RETURN NEW;
END $$;

REVOKE INSERT, UPDATE ON agencies_auditseal FROM app, seed;
REVOKE UPDATE ON agencies_auditseal FROM worker;

CREATE FUNCTION public.chain_audit_seal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last agencies_auditseal;
BEGIN
    SELECT * INTO last FROM agencies_auditseal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.previous <> coalesce(last.root, repeat('0', 64))
       OR (NEW.first_xact, NEW.first_id) <= (coalesce(last.last_xact, -1), coalesce(last.last_id, 0))
       OR (NEW.last_xact, NEW.last_id) < (NEW.first_xact, NEW.first_id)
       OR NEW.last_xact >= trail_place(pg_snapshot_xmin(pg_current_snapshot())) THEN
        RAISE EXCEPTION 'this seal does not follow the last one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_follows_the_last';
    END IF;
    NEW.at := clock();
    RETURN NEW;
END $$;
CREATE TRIGGER chain_audit_seal BEFORE INSERT ON agencies_auditseal
    FOR EACH ROW EXECUTE FUNCTION public.chain_audit_seal();
"""

BACKWARD = """
DROP TRIGGER chain_audit_seal ON agencies_auditseal;
DROP FUNCTION public.chain_audit_seal();
GRANT INSERT, UPDATE ON agencies_auditseal TO app, seed;
GRANT UPDATE ON agencies_auditseal TO worker;
CREATE OR REPLACE FUNCTION public.stamp_audit_event() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user <> 'seed' THEN
        NEW.at := clock();
    END IF;
    IF NEW.route = '' THEN
        NEW.route := left(coalesce(current_setting('app.route', true), ''), 200);
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION public.trail_place(xid8);
DROP FUNCTION public.trail_line();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0012_who_acts")]
    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "number",
                    models.BigIntegerField(help_text="From 1, without gaps.", primary_key=True, serialize=False),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=agencies.clock.Now(), help_text="By the database's clock; a trigger sets it."
                    ),
                ),
                ("first_xact", models.BigIntegerField()),
                ("first_id", models.BigIntegerField()),
                ("last_xact", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                (
                    "previous",
                    models.CharField(help_text="The root of the seal before; zeros for the first.", max_length=64),
                ),
                (
                    "root",
                    models.CharField(
                        help_text="SHA-256 of the number, the root before, and every row in its order.", max_length=64
                    ),
                ),
                (
                    "leaves",
                    models.BinaryField(
                        help_text="Each row's id and half its own SHA-256: by these an altered row is named."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="seal_of_some_rows"),
                    models.CheckConstraint(
                        condition=models.Q(("root__regex", "^[0-9a-f]{64}$"), ("previous__regex", "^[0-9a-f]{64}$")),
                        name="seal_has_whole_roots",
                    ),
                    models.UniqueConstraint(fields=("previous",), name="seal_follows_one_and_is_followed_by_one"),
                ],
            },
        ),
        migrations.AddField(
            model_name="auditevent",
            name="xact",
            field=models.BigIntegerField(
                db_default=0,
                editable=False,
                help_text="The transaction that wrote it, as the server counts them; a trigger sets it. Rows are sealed in this order.",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["xact", "id"], name="audit_by_transaction"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
