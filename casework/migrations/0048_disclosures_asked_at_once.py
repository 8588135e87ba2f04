"""Whether all of a file may still pass, asked of all whom it names in one go: as casework/migrations/0043 asks one by one."""

from django.db import migrations

AT_ONCE = """
CREATE OR REPLACE FUNCTION guard.disclosure_stands(asked uuid, collector uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    it guard.disclosure := guard.disclosure_of(asked);
    its_edition smallint := (SELECT edition FROM agencies_disclosure WHERE id = asked);
    now timestamptz := clock();
BEGIN
    IF it.id IS NULL OR NOT EXISTS (
        SELECT FROM agencies_sharingagreement its WHERE its.id = it.agreement AND its.signed_at IS NOT NULL
            AND its.suspended_at IS NULL AND its.ended_at IS NULL AND its.start_at <= now AND its.end_at > now
            AND its.direction IN ('both', 'from_lead')
    ) THEN
        RETURN false;
    END IF;
    RETURN (
        WITH told AS MATERIALIZED (
            SELECT case_id, person_id FROM agencies_disclosedperson WHERE disclosure_id = asked AND edition = its_edition
        ), shared AS MATERIALIZED (
            SELECT DISTINCT its.id, its.household_id FROM casework_case its
            JOIN agencies_team team ON team.id = its.team_id AND team.agency_id = it.agency
            JOIN casework_caseshare share ON share.case_id = its.id AND share.agency_id = it.recipient
                AND share.agreement_id = it.agreement AND share.purpose = it.purpose
                AND share.stopped_at IS NULL AND (share.ends_at IS NULL OR share.ends_at > now)
            JOIN casework_casegroupgrant given ON given.share_id = share.id
            WHERE its.id IN (SELECT case_id FROM told) AND its.kind = 'main' AND its.restriction = 'normal'
        ), parts AS MATERIALIZED (
            SELECT part.id, part.case_id, part.person_id FROM casework_casemember part
            JOIN shared ON shared.id = part.case_id WHERE part.left_at IS NULL
        ), engaged AS MATERIALIZED (
            SELECT member_id, bool_or(withdrawn_at IS NULL) AS stands FROM casework_engagementagreement
            WHERE member_id IN (SELECT id FROM parts) GROUP BY member_id
        ), passing AS (
            SELECT parts.case_id, parts.person_id FROM parts LEFT JOIN engaged ON engaged.member_id = parts.id
            WHERE coalesce(engaged.stands, true)
        ), conflicts AS MATERIALIZED (
            SELECT household_id, person_id FROM casework_conflictlink
            WHERE user_id IN (it.approver, it.asker, collector) AND ended_at IS NULL
        )
        SELECT EXISTS (SELECT FROM told) AND NOT EXISTS (
            SELECT case_id, person_id FROM told EXCEPT SELECT case_id, person_id FROM passing
        ) AND NOT EXISTS (
            SELECT FROM shared JOIN conflicts ON conflicts.household_id = shared.household_id
        ) AND NOT EXISTS (
            SELECT FROM conflicts JOIN casework_householdmember home ON home.person_id = conflicts.person_id AND NOT home.undone
            JOIN shared ON shared.household_id = home.household_id
        ) AND NOT EXISTS (
            SELECT FROM conflicts JOIN casework_casemember part ON part.person_id = conflicts.person_id
            JOIN shared ON shared.id = part.case_id
        )
    );
END $$;
"""
ONE_BY_ONE = """
CREATE OR REPLACE FUNCTION guard.disclosure_stands(asked uuid, collector uuid) RETURNS boolean
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
"""


def as_definer(statement: str) -> str:
    """Whose function it is."""
    return f"SET LOCAL ROLE definer;{statement}RESET ROLE;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0047_start_guards"), ("agencies", "0025_disclosures_prepared_again")]
    operations = [migrations.RunSQL(as_definer(AT_ONCE), as_definer(ONE_BY_ONE))]
