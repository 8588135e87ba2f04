"""Jobs and extracts go one way; what an extract names is read by its own agency's job, and by the linkage."""

from django.db import migrations

from agencies.wall import ME

OWN = f"agency_id = ({ME}).agency"
LINKS = "(SELECT coalesce(current_setting('app.system', true), '') = 'linkage')"
JOBS = "(SELECT coalesce(current_setting('app.system', true), '') = 'jobs')"
# No more than to remove what was staged of an extract that does not count: nothing else is read or written so.
BEFORE = "EXISTS (SELECT FROM agencies_extract its WHERE its.id = extract_id AND its.taken_in_at IS NULL)"
UNFINISHED = "\n".join(
    f"CREATE POLICY unfinished_{act.lower()} ON {table} FOR {act} TO worker USING ({JOBS} AND {BEFORE});"
    for table in ("agencies_stagedmention", "agencies_refusedrow")
    for act in ("SELECT", "DELETE")
)
FINISHED = "\n".join(
    f"DROP POLICY unfinished_{act} ON {table};"
    for table in ("agencies_refusedrow", "agencies_stagedmention")
    for act in ("delete", "select")
)
JOB = "state, stage, done, total, try_after, claim, lease_until, tries, started_at, finished_at, trouble"
EXTRACT = "read_to, rows, mentions, refused_rows, unchanged, replaced, dropped, checked_at, checked_by_id, taken_in_at, taken_in_by_id"
FORWARD = f"""
-- What an agency hands over is taken in by the worker. Who serves pages writes down that it came, and what is to be done.
REVOKE UPDATE ON agencies_extractprofile FROM app, worker, seed;
REVOKE UPDATE ON agencies_extract FROM app, worker, seed;
GRANT UPDATE ({EXTRACT}) ON agencies_extract TO worker, seed;
GRANT UPDATE (version) ON agencies_extract TO app, seed;
REVOKE INSERT, UPDATE ON agencies_stagedmention, agencies_refusedrow FROM app;
REVOKE UPDATE ON agencies_stagedmention, agencies_refusedrow FROM worker, seed;
GRANT UPDATE (is_current, replaced_in_id, extract_id, line) ON agencies_stagedmention TO worker, seed;
-- What an extract said before it was refused as a whole is no part of any record.
GRANT DELETE ON agencies_stagedmention, agencies_refusedrow TO worker;
REVOKE UPDATE ON agencies_job FROM app, worker, seed;
GRANT UPDATE ({JOB}) ON agencies_job TO worker, seed;
GRANT UPDATE (state, stage, done, total, try_after, tries, finished_at, trouble, retried_at, retried_by_id) ON agencies_job TO app, seed;

CREATE TRIGGER raise_version BEFORE UPDATE ON agencies_extract FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER raise_version BEFORE UPDATE ON agencies_job FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_extract
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('taken_in_at', 'taken_in_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_extract
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('received_at', 'checked_at', 'taken_in_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_extractprofile
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('made_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_job
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('asked_at', 'started_at', 'finished_at', 'retried_at');

CREATE FUNCTION public.job_is_over() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this job is done' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
END $$;
CREATE TRIGGER job_is_over BEFORE UPDATE ON agencies_job FOR EACH ROW
    WHEN (OLD.state = 'done') EXECUTE FUNCTION public.job_is_over();

ALTER TABLE agencies_stagedmention ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_mentions ON agencies_stagedmention TO worker USING ({OWN});
CREATE POLICY linked_mentions ON agencies_stagedmention FOR SELECT TO worker USING ({LINKS});
CREATE POLICY migrations_and_demonstration ON agencies_stagedmention TO owner, seed USING (true);
-- What counts already is replaced, never removed.
CREATE POLICY what_counts_stays ON agencies_stagedmention AS RESTRICTIVE FOR DELETE TO app, worker
    USING (NOT is_current AND replaced_in_id IS NULL);

ALTER TABLE agencies_refusedrow ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_refused_rows ON agencies_refusedrow TO app, worker USING ({OWN});
CREATE POLICY migrations_and_demonstration ON agencies_refusedrow TO owner, seed USING (true);

-- What was staged of an extract that is refused is removed, though whoever handed it over may be gone.
{UNFINISHED}
"""
BACKWARD = f"""
{FINISHED}
DROP POLICY migrations_and_demonstration ON agencies_refusedrow;
DROP POLICY own_refused_rows ON agencies_refusedrow;
ALTER TABLE agencies_refusedrow DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY what_counts_stays ON agencies_stagedmention;
DROP POLICY migrations_and_demonstration ON agencies_stagedmention;
DROP POLICY linked_mentions ON agencies_stagedmention;
DROP POLICY own_mentions ON agencies_stagedmention;
ALTER TABLE agencies_stagedmention DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP TRIGGER raise_version ON agencies_job;
DROP TRIGGER job_is_over ON agencies_job;
DROP FUNCTION public.job_is_over();
DROP TRIGGER refuse_backdating ON agencies_job;
DROP TRIGGER refuse_backdating ON agencies_extractprofile;
DROP TRIGGER refuse_backdating ON agencies_extract;
DROP TRIGGER settle_once ON agencies_extract;
DROP TRIGGER raise_version ON agencies_extract;
REVOKE UPDATE (state, stage, done, total, try_after, tries, finished_at, trouble, retried_at, retried_by_id) ON agencies_job FROM app, seed;
REVOKE UPDATE ({JOB}) ON agencies_job FROM worker, seed;
GRANT UPDATE ON agencies_job TO app, worker, seed;
REVOKE DELETE ON agencies_stagedmention, agencies_refusedrow FROM worker;
REVOKE UPDATE (is_current, replaced_in_id, extract_id, line) ON agencies_stagedmention FROM worker, seed;
GRANT INSERT, UPDATE ON agencies_stagedmention, agencies_refusedrow TO app, worker, seed;
REVOKE UPDATE (version) ON agencies_extract FROM app, seed;
REVOKE UPDATE ({EXTRACT}) ON agencies_extract FROM worker, seed;
GRANT UPDATE ON agencies_extract, agencies_extractprofile TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0021_extracts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
