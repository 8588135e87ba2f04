"""What was printed is never rewritten, and a signed paper comes back to the case that it was printed for."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON casework_printedplan FROM app, worker, seed;
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_printedplan
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('printed_at');

SET LOCAL ROLE definer;
CREATE FUNCTION guard.paper_comes_back_to_its_case() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NEW.case_id <> (SELECT case_id FROM casework_printedplan WHERE id = NEW.printed_id) THEN
        RAISE EXCEPTION 'a signed plan is of the case that it was printed for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_comes_back_to_its_case';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION guard.paper_comes_back_to_its_case() FROM PUBLIC;
RESET ROLE;
CREATE TRIGGER paper_comes_back_to_its_case BEFORE INSERT ON casework_document
    FOR EACH ROW WHEN (NEW.printed_id IS NOT NULL) EXECUTE FUNCTION guard.paper_comes_back_to_its_case();
"""

BACKWARD = """
DROP TRIGGER paper_comes_back_to_its_case ON casework_document;
SET LOCAL ROLE definer;
DROP FUNCTION guard.paper_comes_back_to_its_case();
RESET ROLE;
DROP TRIGGER refuse_backdating ON casework_printedplan;
GRANT UPDATE ON casework_printedplan TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_printed_plans_and_files")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
