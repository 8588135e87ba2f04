"""What a disclosure may hold, as the second wall asks it: casework/disclosed.py says the same in Django's words.

The job of a disclosure acts as the information governance lead who let it go, who reads no case. So the wall opens to that
job, for as long as it says which disclosure it works on, for what may be in that one and for nothing else.
"""

from django.db import migrations

from agencies.wall import as_one

# Which one this transaction works on: one that is under way, and that whoever acts here let go themselves.
IT = "(SELECT guard.disclosing())"
READ_BY_ITS_JOB = {
    "case": f"guard.is_disclosed(id, {IT})",
    "caseshare": f"agreement_id = ({IT}).agreement AND agency_id = ({IT}).recipient AND guard.is_disclosed(case_id, {IT})",
    "casemember": f"guard.is_member_disclosed(case_id, person_id, {IT})",
    "person": f"guard.is_person_disclosed(id, {IT})",
    "engagementagreement": f"guard.is_disclosed(guard.case_of_casemember(member_id), {IT})",
}
FORWARD = """
SET LOCAL ROLE definer;

CREATE TYPE guard.disclosure AS (
    id uuid, agency uuid, recipient uuid, agreement uuid, purpose text, approver uuid, asker uuid
);
CREATE FUNCTION guard.disclosure_of(asked uuid) RETURNS guard.disclosure LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT ROW(its.id, its.agency_id, its.recipient_id, its.agreement_id, its.purpose, approver.user_id, asker.user_id)::guard.disclosure
    FROM agencies_disclosure its
    JOIN agencies_membership approver ON approver.id = its.approved_by_id
    JOIN agencies_membership asker ON asker.id = its.asked_by_id
    WHERE its.id = asked AND its.state IN ('preparing', 'embargoed', 'released')
$$;
CREATE FUNCTION guard.disclosing() RETURNS guard.disclosure LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path = public, guard, pg_temp AS $$
    SELECT guard.disclosure_of(its.id) FROM agencies_disclosure its
    WHERE its.id = nullif(current_setting('app.disclosure', true), '')::uuid
        AND its.state = 'preparing' AND its.approved_by_id = (guard.acting()).membership
$$;

-- Led by the agency that gives, kept no more narrowly than others, and shown to the recipient as a whole by a share under this
-- agreement, for this purpose, now. Neither who lets it go nor who asked for it is close to anybody in it.
CREATE FUNCTION guard.is_disclosed(asked uuid, it guard.disclosure) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 500 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF it.id IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_case its
        JOIN agencies_team team ON team.id = its.team_id AND team.agency_id = it.agency
        JOIN casework_caseshare share ON share.case_id = its.id AND share.agency_id = it.recipient
            AND share.agreement_id = it.agreement AND share.purpose = it.purpose
            AND share.stopped_at IS NULL AND (share.ends_at IS NULL OR share.ends_at > clock())
        JOIN casework_casegroupgrant given ON given.share_id = share.id
        JOIN agencies_sharingagreement agreement ON agreement.id = share.agreement_id
            AND agreement.signed_at IS NOT NULL AND agreement.suspended_at IS NULL AND agreement.ended_at IS NULL
            AND agreement.start_at <= clock() AND agreement.end_at > clock()
            AND agreement.direction IN ('both', 'from_lead')
        WHERE its.id = asked AND its.kind = 'main' AND its.restriction = 'normal'
    ) AND NOT guard.is_close_to_case(asked, it.approver) AND NOT guard.is_close_to_case(asked, it.asker);
END $$;

-- Who has a part in it now, and has not taken back their yes to being supported.
CREATE FUNCTION guard.is_member_disclosed(asked uuid, somebody uuid, it guard.disclosure) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 600 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF it.id IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_casemember part
        WHERE part.case_id = asked AND part.person_id = somebody AND part.left_at IS NULL AND (
            NOT EXISTS (SELECT FROM casework_engagementagreement WHERE member_id = part.id AND withdrawn_at IS NOT NULL)
            OR EXISTS (SELECT FROM casework_engagementagreement WHERE member_id = part.id AND withdrawn_at IS NULL)
        )
    ) AND guard.is_disclosed(asked, it);
END $$;
CREATE FUNCTION guard.is_person_disclosed(somebody uuid, it guard.disclosure) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 800 SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF it.id IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM casework_casemember part
        WHERE part.person_id = somebody AND guard.is_member_disclosed(part.case_id, somebody, it)
    );
END $$;

-- All that its file holds may still pass; and whoever collects it is close to nobody in it. Yes or no, and never which.
CREATE FUNCTION guard.disclosure_stands(asked uuid, collector uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    it guard.disclosure := guard.disclosure_of(asked);
BEGIN
    RETURN it.id IS NOT NULL
        AND EXISTS (SELECT FROM agencies_disclosedperson WHERE disclosure_id = asked)
        AND NOT EXISTS (
            SELECT FROM agencies_disclosedperson told WHERE told.disclosure_id = asked AND (
                NOT guard.is_member_disclosed(told.case_id, told.person_id, it)
                OR collector IS NOT NULL AND guard.is_close_to_case(told.case_id, collector)
            )
        );
END $$;

REVOKE ALL ON FUNCTION guard.disclosure_of(uuid), guard.disclosing(), guard.is_disclosed(uuid, guard.disclosure),
    guard.is_member_disclosed(uuid, uuid, guard.disclosure), guard.is_person_disclosed(uuid, guard.disclosure),
    guard.disclosure_stands(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.disclosing(), guard.is_disclosed(uuid, guard.disclosure),
    guard.is_member_disclosed(uuid, uuid, guard.disclosure), guard.is_person_disclosed(uuid, guard.disclosure) TO worker;
GRANT EXECUTE ON FUNCTION guard.disclosure_stands(uuid, uuid) TO app, worker, seed;
RESET ROLE;
"""
BACKWARD = """
SET LOCAL ROLE definer;
DROP FUNCTION guard.disclosure_stands(uuid, uuid), guard.is_person_disclosed(uuid, guard.disclosure),
    guard.is_member_disclosed(uuid, uuid, guard.disclosure), guard.is_disclosed(uuid, guard.disclosure),
    guard.disclosing(), guard.disclosure_of(uuid);
DROP TYPE guard.disclosure;
RESET ROLE;
"""


def read_by_its_job(table: str, condition: str) -> migrations.RunSQL:
    """The worker may read these rows too: no page, and no job that does not say which disclosure it works on."""
    return migrations.RunSQL(
        f"CREATE POLICY read_by_its_disclosure ON casework_{table} FOR SELECT TO worker USING ({condition})",
        f"DROP POLICY read_by_its_disclosure ON casework_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0042_demand_guards"), ("agencies", "0024_disclosure_guards")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(*(read_by_its_job(table, condition) for table, condition in READ_BY_ITS_JOB.items())),
    ]
