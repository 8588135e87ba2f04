"""What holds the numbers around the start of cases: the linkage alone counts, and figures alone are made of it."""

from django.db import migrations

from agencies.wall import as_one, walled
from casework.enums import CaseStatus, ExitKind

LINKS = "(SELECT coalesce(current_setting('app.system', true), '') = 'linkage')"
FORWARD = f"""
SET LOCAL ROLE definer;
-- Households that a panel made a case of, once for each: when that was taken in first, from when on they were not there to be
-- met any more, and under which agreements they were found. The linkage sees no case, and needs to know no more than this.
CREATE FUNCTION guard.started_from_nominations()
    RETURNS TABLE (household uuid, started_at timestamptz, left_at timestamptz, agreements uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT DISTINCT ON (found.household) found.household, begun.changed_at, gone.recorded_at, found.agreements
    FROM casework_nomination found
    JOIN LATERAL (
        SELECT min(changed_at) AS changed_at FROM casework_statuschange
        WHERE case_id = found.became_id AND to_status = '{CaseStatus.ACCEPTED}'
    ) begun ON begun.changed_at IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT min(recorded_at) AS recorded_at FROM casework_caseexit
        WHERE case_id = found.became_id AND ended_at IS NULL AND kind IN ('{ExitKind.MOVED_AWAY}', '{ExitKind.DIED}')
    ) gone
    WHERE NOT guard.is_objected_to(found.mentions)
    ORDER BY found.household, begun.changed_at
$$;
REVOKE ALL ON FUNCTION guard.started_from_nominations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.started_from_nominations() TO worker, seed;
RESET ROLE;
REVOKE UPDATE ON casework_startcount FROM app, worker, seed;
REVOKE INSERT ON casework_startcount FROM app;
-- What an earlier run came to is no part of any record: it could not be counted again.
GRANT DELETE ON casework_startcount TO worker;
"""
BACKWARD = """
REVOKE DELETE ON casework_startcount FROM worker;
GRANT INSERT ON casework_startcount TO app;
GRANT UPDATE ON casework_startcount TO app, worker, seed;
SET LOCAL ROLE definer;
DROP FUNCTION guard.started_from_nominations();
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0046_start_counts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), as_one(walled("casework_startcount", LINKS))]
