"""Who acts, as the database knows it: what agencies/actors.py said of this transaction, if it still holds."""

from django.db import migrations

FORWARD = """
SET LOCAL ROLE definer;

-- `since`: when this transaction's actor was named. What they wrote after it is theirs to see until it is committed, since
-- whoever hands a household over still has to write down to whom.
CREATE TYPE guard.actor AS (
    membership uuid, user_id uuid, agency uuid, group_id integer, team uuid, role text, since timestamptz
);

-- Nothing where nobody acts, or where the membership, its user or its agency no longer stands.
CREATE FUNCTION guard.acting() RETURNS guard.actor LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT ROW(acts.id, acts.user_id, acts.agency_id, agency.group_id, acts.team_id, acts.role,
               nullif(current_setting('app.since', true), '')::timestamptz)::guard.actor
    FROM agencies_membership acts
    JOIN agencies_user somebody ON somebody.id = acts.user_id AND somebody.is_active
    JOIN agencies_agency agency ON agency.id = acts.agency_id AND (agency.ended_on IS NULL OR agency.ended_on > today())
    WHERE acts.id = nullif(current_setting('app.membership', true), '')::uuid
        AND acts.started_on <= today() AND (acts.ended_on IS NULL OR acts.ended_on > today())
$$;

-- The parts of the service that read across cases, by name: agencies/actors.py says what for.
CREATE FUNCTION guard.reads_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT coalesce(current_setting('app.system', true), '') IN ('reminders', 'figures')
$$;

REVOKE ALL ON FUNCTION guard.acting(), guard.reads_all() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.acting(), guard.reads_all() TO app, worker, owner, seed;
RESET ROLE;
"""

BACKWARD = """
SET LOCAL ROLE definer;
DROP FUNCTION guard.reads_all(), guard.acting();
DROP TYPE guard.actor;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_password_links")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
