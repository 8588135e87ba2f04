"""A worker asks again in the words of the first and for whoever asked then; a schedule ends once, and is otherwise as it began."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON agencies_disclosureschedule FROM app, worker, seed;
GRANT UPDATE (ended_at, ended_by_id) ON agencies_disclosureschedule TO app, seed;
REVOKE INSERT ON agencies_disclosureschedule FROM worker;
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_disclosureschedule
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_disclosureschedule
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('begun_at', 'ended_at');

-- Whoever looked before a schedule ended must look again: that raises the version of its last disclosure.
GRANT UPDATE (version) ON agencies_disclosure TO app, seed;
GRANT INSERT ON agencies_disclosure TO worker;
CREATE FUNCTION public.disclosure_is_of_its_schedule() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.schedule_id IS NULL AND session_user <> 'worker' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM agencies_disclosureschedule its
        WHERE its.id = NEW.schedule_id AND its.ended_at IS NULL AND its.begun_by_id = NEW.asked_by_id
    ) OR EXISTS (
        SELECT FROM agencies_disclosure before WHERE before.schedule_id = NEW.schedule_id AND (
            before.state IN ('refused', 'stopped')
            OR ROW(before.agency_id, before.recipient_id, before.agreement_id, before.purpose, before.items, before.why,
                before.by_name, before.by_name_reason, before.recipient_key)
            IS DISTINCT FROM
            ROW(NEW.agency_id, NEW.recipient_id, NEW.agreement_id, NEW.purpose, NEW.items, NEW.why,
                NEW.by_name, NEW.by_name_reason, NEW.recipient_key)
        )
    ) OR session_user = 'worker' AND NOT EXISTS (
        SELECT FROM agencies_disclosure before WHERE before.schedule_id = NEW.schedule_id
    ) THEN
        RAISE EXCEPTION 'this is not asked for again' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'disclosure_is_of_its_schedule';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_of_its_schedule BEFORE INSERT ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.disclosure_is_of_its_schedule();
"""
BACKWARD = """
DROP TRIGGER is_of_its_schedule ON agencies_disclosure;
DROP FUNCTION public.disclosure_is_of_its_schedule();
REVOKE INSERT ON agencies_disclosure FROM worker;
REVOKE UPDATE (version) ON agencies_disclosure FROM app, seed;
DROP TRIGGER refuse_backdating ON agencies_disclosureschedule;
DROP TRIGGER settle_once ON agencies_disclosureschedule;
GRANT INSERT ON agencies_disclosureschedule TO worker;
REVOKE UPDATE (ended_at, ended_by_id) ON agencies_disclosureschedule FROM app, seed;
GRANT UPDATE ON agencies_disclosureschedule TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0028_disclosure_schedules")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
