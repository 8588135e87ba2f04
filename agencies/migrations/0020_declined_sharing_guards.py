"""What was declined is written once, by somebody of the agency that was asked, and never changed."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON agencies_declinedsharing FROM app, worker, seed;
REVOKE INSERT ON agencies_declinedsharing FROM worker;

CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_declinedsharing
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('declined_at');

-- Nobody declines for another agency.
CREATE FUNCTION public.declines_for_their_own() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM agencies_membership WHERE id = NEW.declined_by_id AND agency_id = NEW.asked_id) THEN
        RAISE EXCEPTION 'they act for another agency'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'declined_sharing_for_their_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER declines_for_their_own BEFORE INSERT ON agencies_declinedsharing
    FOR EACH ROW EXECUTE FUNCTION public.declines_for_their_own();
"""
BACKWARD = """
DROP TRIGGER declines_for_their_own ON agencies_declinedsharing;
DROP FUNCTION public.declines_for_their_own();
DROP TRIGGER refuse_backdating ON agencies_declinedsharing;
GRANT INSERT ON agencies_declinedsharing TO worker;
GRANT UPDATE ON agencies_declinedsharing TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0019_declined_sharing")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
