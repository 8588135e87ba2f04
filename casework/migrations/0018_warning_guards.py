"""What a warning says stays as it was written; somebody looks at it again until it is ended, and then never more."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON casework_casewarning, casework_casewarning_about, casework_casewarning_not_to_disclose_to
    FROM app, worker, seed;
GRANT UPDATE (owner_id, review_on, looked_again_at, looked_again_by_id, ended_at, ended_by_id, end_reason)
    ON casework_casewarning TO app, worker, seed;

CREATE TRIGGER raise_version BEFORE UPDATE ON casework_casewarning
    FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_casewarning
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'looked_again_at', 'ended_at');

CREATE FUNCTION public.ended_warning_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'this warning has ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ended_warning_stays BEFORE UPDATE ON casework_casewarning
    FOR EACH ROW EXECUTE FUNCTION public.ended_warning_stays();
"""

BACKWARD = """
DROP TRIGGER ended_warning_stays ON casework_casewarning;
DROP FUNCTION public.ended_warning_stays();
DROP TRIGGER refuse_backdating ON casework_casewarning;
DROP TRIGGER raise_version ON casework_casewarning;
REVOKE UPDATE (owner_id, review_on, looked_again_at, looked_again_by_id, ended_at, ended_by_id, end_reason)
    ON casework_casewarning FROM app, worker, seed;
GRANT UPDATE ON casework_casewarning, casework_casewarning_about, casework_casewarning_not_to_disclose_to
    TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0017_warnings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
