"""Who may read and end a declaration; and which cases of a team are led by somebody who must not see them any more."""

from django.db import migrations

from agencies.enums import RoleCode
from agencies.wall import as_one, walled

# Their own; those of the agency for its information governance lead; those of the team for its managers.
KEEPS = "membership_id = ({me}).membership OR declared_by_id = ({me}).membership OR guard.keeps_conflict(membership_id, {me})"
CHANGEABLE = {
    "conflict": "matched_at, matched_by_id, ended_at, ended_by_id, end_reason",
    "conflictlink": "ended_at, ended_by_id",
}
FORWARD = f"""
SET LOCAL ROLE definer;
CREATE FUNCTION guard.keeps_conflict(whose uuid, me guard.actor) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM agencies_membership they WHERE they.id = whose AND they.agency_id = me.agency AND (
            me.role = '{RoleCode.GOVERNANCE_LEAD}' OR me.role = '{RoleCode.MANAGER}' AND they.team_id = me.team
        )
    )
$$;
-- Yes or no, and never why: whoever allocates is told that somebody cannot be given a case. See casework/apart.py.
CREATE FUNCTION guard.is_kept_from(asked uuid, worker uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM agencies_membership WHERE id = worker AND guard.is_close_to_case(asked, user_id))
$$;
-- Begun with the links, which are few.
CREATE FUNCTION guard.led_in_conflict(of_team uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT DISTINCT given.case_id
    FROM (SELECT DISTINCT user_id FROM casework_conflictlink WHERE ended_at IS NULL) close
    JOIN agencies_membership acts ON acts.user_id = close.user_id
    JOIN casework_allocation given ON given.membership_id = acts.id AND given.role = 'lead' AND given.ended_at IS NULL
    JOIN casework_case its ON its.id = given.case_id AND its.team_id = of_team
    WHERE guard.is_close_to_case(given.case_id, close.user_id)
$$;
-- The same people under other keys, as far as somebody said so: keys alone, never what the evidence was.
CREATE FUNCTION guard.other_records(of_people uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT same_as_id FROM casework_personlink WHERE person_id = ANY (of_people) AND undone_at IS NULL
    UNION SELECT person_id FROM casework_personlink WHERE same_as_id = ANY (of_people) AND undone_at IS NULL
$$;
REVOKE ALL ON FUNCTION guard.keeps_conflict(uuid, guard.actor), guard.is_kept_from(uuid, uuid), guard.led_in_conflict(uuid),
    guard.other_records(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.keeps_conflict(uuid, guard.actor), guard.is_kept_from(uuid, uuid), guard.led_in_conflict(uuid),
    guard.other_records(uuid[]) TO app, worker, owner, seed;
RESET ROLE;

{
    "".join(
        f'''
        REVOKE UPDATE ON casework_{table} FROM app, worker, seed;
        GRANT UPDATE ({columns}) ON casework_{table} TO app, seed;
        '''
        for table, columns in CHANGEABLE.items()
    )
}
REVOKE INSERT ON casework_conflict, casework_conflictlink FROM worker;
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_conflict
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('matched_at', 'matched_by_id', 'ended_at', 'ended_by_id');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_conflictlink
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_conflict
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('declared_at', 'matched_at', 'ended_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_conflictlink
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('linked_at', 'ended_at');
"""
BACKWARD = f"""
DROP TRIGGER refuse_backdating ON casework_conflictlink;
DROP TRIGGER refuse_backdating ON casework_conflict;
DROP TRIGGER settle_once ON casework_conflictlink;
DROP TRIGGER settle_once ON casework_conflict;
GRANT INSERT ON casework_conflict, casework_conflictlink TO worker;
{
    "".join(
        f'''
        REVOKE UPDATE ({columns}) ON casework_{table} FROM app, seed;
        GRANT UPDATE ON casework_{table} TO app, worker, seed;
        '''
        for table, columns in CHANGEABLE.items()
    )
}
SET LOCAL ROLE definer;
DROP FUNCTION guard.other_records(uuid[]), guard.led_in_conflict(uuid), guard.is_kept_from(uuid, uuid), guard.keeps_conflict(uuid, guard.actor);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0032_conflicts")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(walled("casework_conflict", KEEPS)),
    ]
