"""A disclosure goes one way, by steps that are listed; whoever serves pages writes no file into it, and the worker lets none go."""

from django.db import migrations

from agencies.wall import ME

# As it was when this was written: agencies/disclosure_states.py says the same, and a test compares the two.
STEPS = {
    "asked": ["preparing", "stopped"],
    "preparing": ["embargoed", "stopped", "failed"],
    "embargoed": ["released", "stopped", "failed"],
    "released": ["collected", "stopped", "failed"],
}
ALLOWED = " OR ".join(
    f"OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(each) for each in later)})"
    for state, later in STEPS.items()
)
BY_PEOPLE = (
    "state, approved_at, approved_by_id, collected_at, collected_by_id, stopped_at, stopped_by_id, stopped_reason"
)
BY_WORKER = "state, prepared_at, embargo_until, released_at, failed_at, trouble, file_key, size, sha256, rows, manifest"
JOBS = "(SELECT coalesce(current_setting('app.system', true), '') = 'jobs')"
FORWARD = f"""
REVOKE UPDATE ON agencies_disclosure FROM app, worker, seed;
GRANT UPDATE ({BY_PEOPLE}) ON agencies_disclosure TO app, seed;
GRANT UPDATE ({BY_WORKER}) ON agencies_disclosure TO worker, seed;
REVOKE INSERT ON agencies_disclosure FROM worker;
REVOKE INSERT, UPDATE ON agencies_disclosedperson FROM app;
REVOKE UPDATE ON agencies_disclosedperson FROM worker, seed;

CREATE TRIGGER raise_version BEFORE UPDATE ON agencies_disclosure FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_disclosure FOR EACH ROW EXECUTE FUNCTION public.settle_once(
    'approved_at', 'approved_by_id', 'prepared_at', 'embargo_until', 'released_at', 'collected_at', 'collected_by_id',
    'stopped_at', 'stopped_by_id', 'failed_at', 'file_key', 'rows', 'size'
);
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating(
        'asked_at', 'approved_at', 'prepared_at', 'released_at', 'collected_at', 'stopped_at', 'failed_at'
    );
CREATE FUNCTION public.disclosure_goes_one_way() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'asked' AND session_user <> 'seed'
        OR TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'version' <> to_jsonb(OLD) - 'version'
            AND (NOT ({ALLOWED}) OR OLD.sha256 <> '' AND NEW.sha256 <> OLD.sha256) THEN
        RAISE EXCEPTION 'this disclosure stands otherwise' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    -- Time decides this and nobody's program: neither early nor, by a clock of its own, seemingly late.
    IF TG_OP = 'UPDATE' AND NEW.state = 'released' AND OLD.embargo_until > clock() THEN
        RAISE EXCEPTION 'this disclosure is held back' USING ERRCODE = 'check_violation', CONSTRAINT = 'embargo_is_over';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER state_goes_one_way BEFORE INSERT OR UPDATE ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.disclosure_goes_one_way();

-- Whom a file names is written by its own agency's job and read by the part of the service that releases it; by no page.
ALTER TABLE agencies_disclosedperson ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_disclosures ON agencies_disclosedperson TO worker USING (agency_id = ({ME}).agency);
CREATE POLICY released_disclosures ON agencies_disclosedperson FOR SELECT TO worker USING ({JOBS});
CREATE POLICY migrations_and_demonstration ON agencies_disclosedperson TO owner, seed USING (true);
"""
BACKWARD = f"""
DROP POLICY migrations_and_demonstration ON agencies_disclosedperson;
DROP POLICY released_disclosures ON agencies_disclosedperson;
DROP POLICY own_disclosures ON agencies_disclosedperson;
ALTER TABLE agencies_disclosedperson DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP TRIGGER state_goes_one_way ON agencies_disclosure;
DROP FUNCTION public.disclosure_goes_one_way();
DROP TRIGGER refuse_backdating ON agencies_disclosure;
DROP TRIGGER settle_once ON agencies_disclosure;
DROP TRIGGER raise_version ON agencies_disclosure;
GRANT UPDATE ON agencies_disclosedperson TO worker, seed;
GRANT INSERT, UPDATE ON agencies_disclosedperson TO app;
GRANT INSERT ON agencies_disclosure TO worker;
REVOKE UPDATE ({BY_WORKER}) ON agencies_disclosure FROM worker, seed;
REVOKE UPDATE ({BY_PEOPLE}) ON agencies_disclosure FROM app, seed;
GRANT UPDATE ON agencies_disclosure TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0023_disclosures")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
