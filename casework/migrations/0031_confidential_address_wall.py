"""A confidential address is reached by those alone who are allocated to its case, and the managers of its team."""

from django.db import migrations

from agencies.wall import as_one, walled

FORWARD = """
REVOKE UPDATE ON casework_confidentialaddress FROM app, worker, seed;
GRANT UPDATE (ended_at, ended_by_id) ON casework_confidentialaddress TO app, worker, seed;
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_confidentialaddress
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'ended_at');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_confidentialaddress
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at');

SET LOCAL ROLE definer;
-- Any case as one that is kept apart is reached: by its own workers and its team's managers, never by the team or a share,
-- nor by whoever opened it in an emergency.
-- Whoever has a case of their own because of abuse is closed to the case they left.
CREATE FUNCTION guard.left_for_safety(its_case uuid, whose uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE COST 200 SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM casework_casemember WHERE case_id = its_case AND person_id = whose
            AND leaving_reason = 'separated' AND left_at IS NOT NULL
    )
$$;
CREATE FUNCTION guard.holds_address(its_case uuid, whose uuid, me guard.actor) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE COST 400 SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM casework_case its WHERE its.id = its_case AND guard.is_own(its.id, its.team_id, 'held', its.restriction, me)
    ) AND NOT guard.left_for_safety(its_case, whose)
$$;
REVOKE ALL ON FUNCTION guard.left_for_safety(uuid, uuid), guard.holds_address(uuid, uuid, guard.actor) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.left_for_safety(uuid, uuid), guard.holds_address(uuid, uuid, guard.actor) TO app, worker, owner, seed;
RESET ROLE;
"""

BACKWARD = """
SET LOCAL ROLE definer;
DROP FUNCTION guard.holds_address(uuid, uuid, guard.actor), guard.left_for_safety(uuid, uuid);
RESET ROLE;
DROP TRIGGER settle_once ON casework_confidentialaddress;
DROP TRIGGER refuse_backdating ON casework_confidentialaddress;
REVOKE UPDATE (ended_at, ended_by_id) ON casework_confidentialaddress FROM app, worker, seed;
GRANT UPDATE ON casework_confidentialaddress TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0030_confidential_address")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(walled("casework_confidentialaddress", "guard.holds_address(case_id, person_id, {me})")),
    ]
