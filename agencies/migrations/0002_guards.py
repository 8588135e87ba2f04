"""The record keeps itself: append-only rows, versions that always rise, instants that only the server sets."""

from django.db import migrations

FORWARD = """
-- The trail is written and read, never changed, by every role but the owner.
REVOKE UPDATE ON agencies_auditevent FROM app, worker, seed;
GRANT SELECT, INSERT ON agencies_auditevent TO audit;

-- Whatever instant was sent, the trail has the database's own; the demonstration alone writes a past.
-- By which way in an act came is known to the transaction, so that no verb has to pass it on.
CREATE FUNCTION public.stamp_audit_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user <> 'seed' THEN
        NEW.at := clock();
    END IF;
    IF NEW.route = '' THEN
        NEW.route := left(coalesce(current_setting('app.route', true), ''), 200);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_audit_event BEFORE INSERT ON agencies_auditevent
    FOR EACH ROW EXECUTE FUNCTION public.stamp_audit_event();

-- A version rises with every change, also with one that was made by hand.
CREATE FUNCTION public.raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;

-- Instants of acts, named as arguments, may not be set far from now, neither by a new row nor by a change.
-- Five minutes leave room for a slow transaction; an instant that is not changed is not asked again.
CREATE FUNCTION public.refuse_backdating() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    name text;
    sent timestamptz;
    known timestamptz;
BEGIN
    IF session_user IN ('seed', 'owner') THEN
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        sent := (to_jsonb(NEW) ->> name)::timestamptz;
        known := CASE WHEN TG_OP = 'UPDATE' THEN (to_jsonb(OLD) ->> name)::timestamptz END;
        IF sent IS NOT NULL AND sent IS DISTINCT FROM known AND abs(extract(epoch FROM sent - clock())) > 300 THEN
            RAISE EXCEPTION 'backdating refused: %.%', TG_TABLE_NAME, name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'backdating_refused';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- What happened once, named as arguments, neither moves nor unhappens: a closure that did not last never lasts after all.
CREATE FUNCTION public.settle_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF to_jsonb(OLD) ->> name IS NOT NULL AND to_jsonb(NEW) ->> name IS DISTINCT FROM to_jsonb(OLD) ->> name THEN
            RAISE EXCEPTION 'settled already: %.%', TG_TABLE_NAME, name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Who signed what, and for whom, is never rewritten: of a membership only its end is set, and an end that came stays.
REVOKE UPDATE ON agencies_membership, agencies_apitoken FROM app, worker, seed;
GRANT UPDATE (ended_on) ON agencies_membership TO app, worker, seed;
GRANT UPDATE (revoked_at, revoked_by_id) ON agencies_apitoken TO app, worker, seed;
CREATE FUNCTION public.membership_end_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_on <= today() AND NEW.ended_on IS DISTINCT FROM OLD.ended_on THEN
        RAISE EXCEPTION 'this membership has ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_end_stays BEFORE UPDATE ON agencies_membership
    FOR EACH ROW EXECUTE FUNCTION public.membership_end_stays();

CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_apitoken
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('revoked_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_apitoken
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('issued_at', 'revoked_at');
"""

BACKWARD = """
DROP TRIGGER refuse_backdating ON agencies_apitoken;
DROP TRIGGER settle_once ON agencies_apitoken;
DROP TRIGGER membership_end_stays ON agencies_membership;
DROP FUNCTION public.membership_end_stays();
REVOKE UPDATE (ended_on) ON agencies_membership FROM app, worker, seed;
REVOKE UPDATE (revoked_at, revoked_by_id) ON agencies_apitoken FROM app, worker, seed;
GRANT UPDATE ON agencies_membership, agencies_apitoken TO app, worker, seed;
DROP FUNCTION public.settle_once();
DROP FUNCTION public.refuse_backdating();
DROP FUNCTION public.raise_version();
DROP TRIGGER stamp_audit_event ON agencies_auditevent;
DROP FUNCTION public.stamp_audit_event();
REVOKE SELECT, INSERT ON agencies_auditevent FROM audit;
GRANT UPDATE ON agencies_auditevent TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_first_rows")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
