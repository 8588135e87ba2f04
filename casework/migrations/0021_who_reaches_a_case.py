"""Whether somebody has a part in a case, a household or a person, as the second wall asks it: see agencies/wall.py.

The same as agencies/conditions.py says in Django's words, but for role, purpose and category, which only the first wall
knows. Each function is `definer`'s, so that no policy ever waits for another one's answer.
"""

from django.db import migrations

from agencies.enums import RoleCode
from casework.enums import TAKEN_IN

TAKEN = ", ".join(f"'{status}'" for status in sorted(TAKEN_IN))
FORWARD = f"""
SET LOCAL ROLE definer;

-- The conflict register: who works here and is close to somebody is kept from them, as a human being and whatever else
-- would let them in: from every home of that person, and from every case of these and of theirs.
CREATE FUNCTION guard.is_close_to_household(asked uuid, who uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 200 SET search_path = public, guard, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM casework_conflictlink link WHERE link.user_id = who AND link.ended_at IS NULL AND (
            link.household_id = asked OR EXISTS (
                SELECT FROM casework_householdmember home
                WHERE home.person_id = link.person_id AND home.household_id = asked AND NOT home.undone
            )
        )
    );
END $$;
CREATE FUNCTION guard.is_close_to_case(asked uuid, who uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 200 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_conflictlink WHERE user_id = who AND ended_at IS NULL) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM casework_case its WHERE its.id = asked AND guard.is_close_to_household(its.household_id, who))
    OR EXISTS (
        SELECT FROM casework_casemember part JOIN casework_conflictlink link ON link.person_id = part.person_id
        WHERE part.case_id = asked AND link.user_id = who AND link.ended_at IS NULL
    );
END $$;
CREATE FUNCTION guard.is_close_to_person(asked uuid, who uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 200 SET search_path = public, guard, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM casework_conflictlink WHERE user_id = who AND ended_at IS NULL AND person_id = asked
    ) OR EXISTS (
        SELECT FROM casework_householdmember home WHERE home.person_id = asked AND NOT home.undone
            AND guard.is_close_to_household(home.household_id, who)
    );
END $$;

-- Their own work: their team's, but for a case kept apart, which only its manager and its workers see, and one that is sealed,
-- which only those of it see who are named; and what they are allocated to. What they let go of in this transaction counts until its end.
CREATE FUNCTION guard.is_own(asked uuid, of_team uuid, of_kind text, of_restriction text, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 300 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF me.membership IS NULL THEN
        RETURN false;
    END IF;
    -- What they opened in an emergency, as long as that lasts. A confidential address (of_kind 'held') is not opened so.
    IF of_kind <> 'held' AND EXISTS (
        SELECT FROM casework_emergencyaccess
        WHERE case_id = asked AND opened_by_id = me.membership AND closed_at IS NULL AND ends_at > clock()
    ) THEN
        RETURN NOT guard.is_close_to_case(asked, me.user_id);
    END IF;
    IF of_team = me.team AND (of_kind = 'main' OR me.role = '{RoleCode.MANAGER}') AND (
        of_restriction IN ('normal', 'restricted') OR EXISTS (
            SELECT FROM casework_namedworker
            WHERE case_id = asked AND membership_id = me.membership AND (ended_at IS NULL OR ended_at >= me.since)
        )
    ) THEN
        RETURN NOT guard.is_close_to_case(asked, me.user_id);
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_allocation WHERE case_id = asked AND membership_id = me.membership
            AND (ended_at IS NULL OR ended_at >= me.since)
    ) AND NOT guard.is_close_to_case(asked, me.user_id);
END $$;

-- A share that stands, under an agreement in force by the one clock: to their agency, or naming them.
CREATE FUNCTION guard.is_shared(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 300 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF me.membership IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM (
            SELECT share_id FROM casework_casegroupgrant WHERE case_id = asked AND group_id = me.group_id
            UNION ALL
            SELECT share_id FROM casework_caseusergrant WHERE case_id = asked AND user_id = me.user_id
        ) AS given
        JOIN casework_caseshare share ON share.id = given.share_id AND share.agency_id = me.agency
            AND share.stopped_at IS NULL AND (share.ends_at IS NULL OR share.ends_at > clock())
        JOIN agencies_sharingagreement agreement ON agreement.id = share.agreement_id
            AND agreement.signed_at IS NOT NULL AND agreement.suspended_at IS NULL AND agreement.ended_at IS NULL
            AND agreement.start_at <= clock() AND agreement.end_at > clock()
    ) AND NOT guard.is_close_to_case(asked, me.user_id);
END $$;

CREATE FUNCTION guard.works_on(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 400 SET search_path = public, guard, pg_temp AS $$
DECLARE
    its casework_case;
BEGIN
    IF me.membership IS NULL THEN
        RETURN false;
    END IF;
    SELECT * INTO its FROM casework_case WHERE id = asked;
    RETURN guard.is_own(its.id, its.team_id, its.kind, its.restriction, me)
        OR its.referred_by_id = me.membership AND its.referred_at >= me.since;
END $$;

CREATE FUNCTION guard.sees_case(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 500 SET search_path = public, guard, pg_temp AS $$
BEGIN
    RETURN guard.works_on(asked, me) OR guard.is_shared(asked, me);
END $$;

-- Through their work with its cases that are not kept apart; by its name alone also through these and through shares. Until one was taken in or sealed, also whoever wrote it down, and their team.
CREATE FUNCTION guard.sees_household(asked uuid, by_name boolean, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 800 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF me.membership IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_case its WHERE its.household_id = asked AND (by_name OR its.kind = 'main') AND (
            guard.is_own(its.id, its.team_id, its.kind, its.restriction, me)
            OR its.referred_by_id = me.membership AND its.referred_at >= me.since
            OR by_name AND guard.is_shared(its.id, me)
        )
    ) OR EXISTS (
        SELECT FROM casework_household here JOIN agencies_membership writer ON writer.id = here.registered_by_id
        WHERE here.id = asked AND (writer.id = me.membership OR writer.team_id = me.team) AND NOT EXISTS (
            SELECT FROM casework_case
            WHERE household_id = asked AND (status IN ({TAKEN}) OR restriction IN ('sealed', 'hidden'))
        )
    ) AND NOT guard.is_close_to_household(asked, me.user_id);
END $$;

-- Through work with the cases they have a part in, but for the one they left because of abuse; through where they live, unless
-- they ever did; and until a case of theirs was taken in or sealed, also whoever wrote them down, and their team.
CREATE FUNCTION guard.works_with_person(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 1000 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF me.membership IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_casemember part JOIN casework_case its ON its.id = part.case_id
        WHERE part.person_id = asked AND NOT (part.leaving_reason = 'separated' AND part.left_at IS NOT NULL) AND (
            guard.is_own(its.id, its.team_id, its.kind, its.restriction, me)
            OR its.referred_by_id = me.membership AND its.referred_at >= me.since
        )
    ) OR NOT EXISTS (
        SELECT FROM casework_casemember WHERE person_id = asked AND leaving_reason = 'separated'
    ) AND EXISTS (
        SELECT FROM casework_householdmember home
        WHERE home.person_id = asked AND NOT home.undone AND guard.sees_household(home.household_id, false, me)
    ) OR EXISTS (
        SELECT FROM casework_person they JOIN agencies_membership writer ON writer.id = they.registered_by_id
        WHERE they.id = asked AND (writer.id = me.membership OR writer.team_id = me.team) AND NOT EXISTS (
            SELECT FROM casework_casemember part JOIN casework_case its ON its.id = part.case_id
            WHERE part.person_id = asked AND (its.status IN ({TAKEN}) OR its.restriction IN ('sealed', 'hidden'))
        )
    ) AND NOT guard.is_close_to_person(asked, me.user_id);
END $$;

-- Who has a part in a case is seen by those with whom it is shared; not their other names and numbers.
CREATE FUNCTION guard.sees_person(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 1200 SET search_path = public, guard, pg_temp AS $$
BEGIN
    RETURN guard.works_with_person(asked, me) OR EXISTS (
        SELECT FROM casework_casemember WHERE person_id = asked AND left_at IS NULL AND guard.is_shared(case_id, me)
    );
END $$;

-- Who was parted from the others because of abuse still stands in what those wrote before, under the name of then, which is in
-- the case. Their row is read with it; that its name of today is not shown is for the first wall, and for the next redesign.
CREATE FUNCTION guard.knew_person(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 600 SET search_path = public, guard, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM casework_casemember part
        WHERE part.person_id = asked AND part.leaving_reason = 'separated' AND part.left_at IS NOT NULL
            AND guard.works_on(part.case_id, me)
    );
END $$;

-- Who answers for how the record is used sees which cases came through their agency's doors, and whose they are, to be told
-- who looked at them; and nothing that is written in them.
CREATE FUNCTION guard.oversees_case(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT me.role = '{RoleCode.GOVERNANCE_LEAD}' AND EXISTS (
        SELECT FROM casework_case its JOIN agencies_team team ON team.id = its.team_id
        WHERE its.id = asked AND team.agency_id = me.agency
    ) AND NOT guard.is_close_to_case(asked, me.user_id)
$$;
CREATE FUNCTION guard.oversees_person(asked uuid, me guard.actor) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT me.role = '{RoleCode.GOVERNANCE_LEAD}' AND EXISTS (
        SELECT FROM casework_casemember WHERE person_id = asked AND guard.oversees_case(case_id, me)
    )
$$;

-- What a verb must know of cases that whoever acts may not see: yes or no, and never which. See casework/apart.py.
CREATE FUNCTION guard.has_open_case(home uuid, but uuid, also_apart boolean) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM casework_case WHERE household_id = home AND guard.is_open(status)
        AND id IS DISTINCT FROM but AND (also_apart OR kind = 'main') AND restriction <> 'hidden')
$$;
CREATE FUNCTION guard.is_apart_from_person(asked uuid, somebody uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM casework_casemember WHERE case_id IN (SELECT guard.kept_apart_from(asked))
        AND person_id = somebody AND left_at IS NULL)
$$;
CREATE FUNCTION guard.is_apart_from_worker(asked uuid, worker uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM casework_allocation WHERE case_id IN (SELECT guard.kept_apart_from(asked))
        AND membership_id = worker AND ended_at IS NULL)
$$;
CREATE FUNCTION guard.is_apart_from_agency(asked uuid, whose uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM casework_caseshare WHERE case_id IN (SELECT guard.kept_apart_from(asked))
        AND agency_id = whose AND stopped_at IS NULL AND (ends_at IS NULL OR ends_at > clock()))
$$;

REVOKE ALL ON FUNCTION guard.knew_person(uuid, guard.actor), guard.oversees_case(uuid, guard.actor), guard.oversees_person(uuid, guard.actor) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.knew_person(uuid, guard.actor), guard.oversees_case(uuid, guard.actor), guard.oversees_person(uuid, guard.actor) TO app, worker, owner, seed;
REVOKE ALL ON FUNCTION guard.has_open_case(uuid, uuid, boolean), guard.is_apart_from_person(uuid, uuid),
    guard.is_apart_from_worker(uuid, uuid), guard.is_apart_from_agency(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.has_open_case(uuid, uuid, boolean), guard.is_apart_from_person(uuid, uuid),
    guard.is_apart_from_worker(uuid, uuid), guard.is_apart_from_agency(uuid, uuid) TO app, worker, seed;
REVOKE ALL ON FUNCTION guard.is_close_to_household(uuid, uuid), guard.is_close_to_case(uuid, uuid),
    guard.is_close_to_person(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.is_close_to_household(uuid, uuid), guard.is_close_to_case(uuid, uuid),
    guard.is_close_to_person(uuid, uuid) TO app, worker, owner, seed;
REVOKE ALL ON FUNCTION guard.is_own(uuid, uuid, text, text, guard.actor), guard.is_shared(uuid, guard.actor),
    guard.works_on(uuid, guard.actor), guard.sees_case(uuid, guard.actor), guard.sees_household(uuid, boolean, guard.actor),
    guard.works_with_person(uuid, guard.actor), guard.sees_person(uuid, guard.actor) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.is_own(uuid, uuid, text, text, guard.actor), guard.is_shared(uuid, guard.actor),
    guard.works_on(uuid, guard.actor), guard.sees_case(uuid, guard.actor), guard.sees_household(uuid, boolean, guard.actor),
    guard.works_with_person(uuid, guard.actor), guard.sees_person(uuid, guard.actor) TO app, worker, owner, seed;
RESET ROLE;
"""

BACKWARD = """
SET LOCAL ROLE definer;
DROP FUNCTION guard.is_apart_from_agency(uuid, uuid), guard.is_apart_from_worker(uuid, uuid),
    guard.is_apart_from_person(uuid, uuid), guard.has_open_case(uuid, uuid, boolean);
DROP FUNCTION guard.knew_person(uuid, guard.actor), guard.oversees_person(uuid, guard.actor), guard.oversees_case(uuid, guard.actor);
DROP FUNCTION guard.sees_person(uuid, guard.actor), guard.works_with_person(uuid, guard.actor), guard.sees_household(uuid, boolean, guard.actor),
    guard.sees_case(uuid, guard.actor), guard.works_on(uuid, guard.actor), guard.is_shared(uuid, guard.actor),
    guard.is_own(uuid, uuid, text, text, guard.actor);
DROP FUNCTION guard.is_close_to_person(uuid, uuid), guard.is_close_to_case(uuid, uuid), guard.is_close_to_household(uuid, uuid);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_stage_words"), ("agencies", "0012_who_acts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
