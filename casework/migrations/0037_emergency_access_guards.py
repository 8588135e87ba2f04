"""What holds emergency access: who reads its rows, what of them changes once, and how the case is found behind the wall."""

from django.db import migrations

from agencies.enums import RoleCode
from agencies.wall import as_one, walled

# Whoever opened it; those who work with the household; and who answers for the record in either agency.
KNOWS = f"""
    opened_by_id = ({{me}}).membership OR guard.works_on(case_id, {{me}}) OR ({{me}}).role = '{RoleCode.GOVERNANCE_LEAD}'
    AND guard.oversees_emergency(case_id, opened_by_id, ({{me}}).agency, ({{me}}).user_id)
"""
CHANGEABLE = "closed_at, closed_by_id, reviewed_at, reviewed_by_id, finding, review_words"
FORWARD = f"""
SET LOCAL ROLE definer;
-- Whether it is of a case of the agency, or by one of its people; never their own, and never of people to whom they are close.
CREATE FUNCTION guard.oversees_emergency(asked uuid, whose uuid, its_agency uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM agencies_membership opener JOIN casework_case its ON its.id = asked
        JOIN agencies_team team ON team.id = its.team_id
        WHERE opener.id = whose AND opener.user_id <> who AND its_agency IN (opener.agency_id, team.agency_id)
    ) AND NOT guard.is_close_to_case(asked, who)
$$;
-- The lead of whoever opened another agency's case reads of that case its reference, and nothing else.
CREATE FUNCTION guard.reference_in_emergency(asked uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT its.reference FROM casework_emergencyaccess opened JOIN casework_case its ON its.id = opened.case_id
    WHERE opened.id = asked
$$;
-- The open cases that fit, but for those of people to whom they are close: by their reference, or by the whole name and the
-- birth date of somebody who is part of them. Keys alone, and none is ever shown: see casework/emergencies.py.
CREATE FUNCTION guard.cases_in_emergency(asked text, called text, born date, who uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    WITH theirs AS (
        SELECT part.case_id FROM casework_casemember part JOIN casework_person they ON they.id = part.person_id
        WHERE asked = '' AND part.left_at IS NULL AND they.born_on = born AND EXISTS (
            SELECT FROM (
                SELECT they.name UNION ALL SELECT name FROM casework_personname WHERE person_id = they.id
            ) known WHERE lower(btrim(regexp_replace(known.name, '\\s+', ' ', 'g'))) = lower(called)
        )
    )
    -- What is hidden is found by its reference alone: else a name would tell that it is there.
    SELECT its.id FROM casework_case its
    WHERE (asked <> '' AND its.reference = asked OR its.id IN (SELECT case_id FROM theirs) AND its.restriction <> 'hidden')
        AND guard.is_open(its.status) AND NOT guard.is_close_to_case(its.id, who)
$$;
-- What stands open to a human being now, under whichever membership, for the page's head: asked before anybody acts.
CREATE FUNCTION guard.emergency_of(whose uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT jsonb_build_object(
        'id', open.id, 'membership', open.opened_by_id, 'reference', its.reference, 'ends_at', open.ends_at
    )
    FROM casework_emergencyaccess open
    JOIN agencies_membership acts ON acts.id = open.opened_by_id AND acts.user_id = whose
    JOIN casework_case its ON its.id = open.case_id
    WHERE open.closed_at IS NULL AND open.ends_at > clock()
    ORDER BY open.ends_at DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION guard.oversees_emergency(uuid, uuid, uuid, uuid), guard.emergency_of(uuid), guard.reference_in_emergency(uuid),
    guard.cases_in_emergency(text, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.oversees_emergency(uuid, uuid, uuid, uuid) TO app, worker, owner, seed;
GRANT EXECUTE ON FUNCTION guard.emergency_of(uuid), guard.reference_in_emergency(uuid), guard.cases_in_emergency(text, text, date, uuid) TO app, seed;
RESET ROLE;

REVOKE UPDATE ON casework_emergencyaccess, casework_emergencynotice FROM app, worker, seed;
REVOKE INSERT ON casework_emergencyaccess, casework_emergencynotice FROM worker;
GRANT UPDATE ({CHANGEABLE}) ON casework_emergencyaccess TO app, seed;
GRANT UPDATE (sent_at) ON casework_emergencynotice TO worker;
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_emergencyaccess FOR EACH ROW
    EXECUTE FUNCTION public.settle_once('closed_at', 'closed_by_id', 'reviewed_at', 'reviewed_by_id');
CREATE TRIGGER settle_finding BEFORE UPDATE ON casework_emergencyaccess FOR EACH ROW
    WHEN (OLD.reviewed_at IS NOT NULL) EXECUTE FUNCTION public.settle_once('finding', 'review_words');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_emergencynotice
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('sent_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_emergencyaccess
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('opened_at', 'closed_at', 'reviewed_at');
"""
BACKWARD = f"""
DROP TRIGGER refuse_backdating ON casework_emergencyaccess;
DROP TRIGGER settle_once ON casework_emergencynotice;
DROP TRIGGER settle_finding ON casework_emergencyaccess;
DROP TRIGGER settle_once ON casework_emergencyaccess;
REVOKE UPDATE (sent_at) ON casework_emergencynotice FROM worker;
REVOKE UPDATE ({CHANGEABLE}) ON casework_emergencyaccess FROM app, seed;
GRANT INSERT ON casework_emergencyaccess, casework_emergencynotice TO worker;
GRANT UPDATE ON casework_emergencyaccess, casework_emergencynotice TO app, worker, seed;
SET LOCAL ROLE definer;
DROP FUNCTION guard.emergency_of(uuid), guard.reference_in_emergency(uuid), guard.cases_in_emergency(text, text, date, uuid),
    guard.oversees_emergency(uuid, uuid, uuid, uuid);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0036_emergency_access")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(walled("casework_emergencyaccess", KNOWS)),
    ]
