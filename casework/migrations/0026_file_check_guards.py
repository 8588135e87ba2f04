"""A file waits until the worker has decided, once; who serves pages can neither decide nor begin with a decision."""

from django.db import migrations

FORWARD = """
REVOKE INSERT, UPDATE ON casework_filecheck FROM worker;
REVOKE UPDATE ON casework_filecheck FROM app;
GRANT UPDATE (state, try_after, claim, lease_until, tries, trouble, scan, refusal, finding, size, sha256, decided_at)
    ON casework_filecheck TO worker;

CREATE FUNCTION public.decided_file_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'this file was decided about' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_file_stays BEFORE UPDATE ON casework_filecheck
    FOR EACH ROW EXECUTE FUNCTION public.decided_file_stays();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_filecheck
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('decided_at');

CREATE FUNCTION public.file_waits_first() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user NOT IN ('seed', 'owner') AND NEW.state <> 'waiting' THEN
        RAISE EXCEPTION 'a file waits until it was checked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'file_waits_first';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_waits_first BEFORE INSERT ON casework_filecheck
    FOR EACH ROW EXECUTE FUNCTION public.file_waits_first();

SET LOCAL ROLE definer;
CREATE FUNCTION guard.check_is_of_its_document() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM casework_document
        WHERE id = NEW.document_id AND case_id = NEW.case_id AND file_key = NEW.key
    ) THEN
        RAISE EXCEPTION 'a check is of the file of its document'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_is_of_its_document';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION guard.check_is_of_its_document() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.check_is_of_its_document() TO owner;
RESET ROLE;
CREATE TRIGGER check_is_of_its_document BEFORE INSERT OR UPDATE OF key, document_id, case_id ON casework_filecheck
    FOR EACH ROW EXECUTE FUNCTION guard.check_is_of_its_document();

-- Files that were kept before there were checks wait for theirs.
INSERT INTO casework_filecheck (key, document_id, case_id, state, try_after, tries, trouble, scan, refusal, finding, sha256)
    SELECT file_key, id, case_id, 'waiting', clock(), 0, '', '', '', '', '' FROM casework_document
    WHERE file_key IS NOT NULL;
"""

BACKWARD = """
DELETE FROM casework_filecheck;
DROP TRIGGER check_is_of_its_document ON casework_filecheck;
SET LOCAL ROLE definer;
DROP FUNCTION guard.check_is_of_its_document();
RESET ROLE;
DROP TRIGGER file_waits_first ON casework_filecheck;
DROP FUNCTION public.file_waits_first();
DROP TRIGGER refuse_backdating ON casework_filecheck;
DROP TRIGGER decided_file_stays ON casework_filecheck;
DROP FUNCTION public.decided_file_stays();
REVOKE UPDATE (state, try_after, claim, lease_until, tries, trouble, scan, refusal, finding, size, sha256, decided_at)
    ON casework_filecheck FROM worker;
GRANT UPDATE ON casework_filecheck TO app;
GRANT INSERT, UPDATE ON casework_filecheck TO worker;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0025_file_checks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
