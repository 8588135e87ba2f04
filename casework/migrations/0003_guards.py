"""What must hold whoever writes: one lead while a case is worked on, people kept apart, exits that say why.

Each function counts rows that the writer may not see. So it runs as `definer`, which bypasses row security, with a
fixed search path; and each is made by that role itself, since only its own functions may run as it.
"""

from django.db import migrations

OPEN = (
    "'referred', 'accepted', 'getting_to_know', 'agreeing_outcomes', 'working', 'ending',"
    " 'paused', 'stepped_up', 'lost_contact', 'transferred'"
)
EXITS = "'paused', 'stepped_up', 'lost_contact', 'transferred', 'moved_away', 'died', 'continued'"

FORWARD = f"""
-- FOR SHARE asks for the right to change a row; definer gets it for one column that no function of its ever changes.
GRANT UPDATE (id) ON casework_case, agencies_membership TO definer;

SET LOCAL ROLE definer;

CREATE FUNCTION guard.is_open(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT status IN ({OPEN}) $$;
CREATE FUNCTION guard.needs_lead(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT guard.is_open(status) AND status <> 'referred' $$;

-- What shares neither people nor workers with a case: the one it came from, those that left it, and, while they are open,
-- those on the other side of its household, which may have a later case than the one that somebody left.
CREATE FUNCTION guard.kept_apart_from(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, guard, pg_temp AS $$
    SELECT separated_from_id FROM casework_case WHERE id = asked AND separated_from_id IS NOT NULL
    UNION ALL SELECT id FROM casework_case WHERE separated_from_id = asked
    UNION ALL SELECT there.id FROM casework_case here JOIN casework_case there USING (household_id)
        WHERE here.id = asked AND there.kind <> here.kind AND guard.is_open(there.status)
$$;

-- A case that needs a lead has one; any other has none, and no supporters either. Asked for one case.
CREATE FUNCTION guard.check_lead(asked uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
    leads integer;
BEGIN
    SELECT status INTO standing FROM casework_case WHERE id = asked FOR SHARE;
    SELECT count(*) INTO leads FROM casework_allocation WHERE case_id = asked AND role = 'lead' AND ended_at IS NULL;
    IF guard.needs_lead(standing) AND leads <> 1 OR NOT guard.needs_lead(standing) AND leads <> 0 THEN
        RAISE EXCEPTION 'a case that is % has % leads', standing, leads
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_has_its_lead';
    END IF;
    IF NOT guard.needs_lead(standing) AND EXISTS (
        SELECT FROM casework_allocation WHERE case_id = asked AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a case that is % has supporters', standing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_has_its_lead';
    END IF;
END $$;

CREATE FUNCTION guard.case_has_its_lead() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_lead(NEW.id);
    RETURN NULL;
END $$;

-- Whoever works on a case is a caseworker of the agency that leads it, who stays, and works on no case that is kept apart from it; and another lead
-- comes only by a handover that says what the next worker must know and who was told. The lock on the membership keeps
-- it from ending, and its other allocations from being made, in the same moment.
CREATE FUNCTION guard.allocation_stands() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    given casework_allocation%ROWTYPE;
    earlier casework_allocation%ROWTYPE;
    ended date;
    part text;
    theirs uuid;
BEGIN
    SELECT * INTO given FROM casework_allocation WHERE id = NEW.id;  -- as it is now, not as this event left it
    IF given.ended_at IS NULL THEN
        SELECT ended_on, role, agency_id INTO ended, part, theirs FROM agencies_membership WHERE id = given.membership_id FOR NO KEY UPDATE;
        IF ended IS NOT NULL OR part NOT IN ('support_worker', 'manager') THEN
            RAISE EXCEPTION 'only a caseworker who stays works on a case'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_to_a_lasting_membership';
        END IF;
        IF NOT EXISTS (
            SELECT FROM casework_case here JOIN agencies_team team ON team.id = here.team_id
            WHERE here.id = given.case_id AND team.agency_id = theirs
        ) THEN
            RAISE EXCEPTION 'another agency sees a case by what is shared with it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_within_the_leading_agency';
        END IF;
        IF EXISTS (
            SELECT FROM casework_allocation other
            WHERE other.case_id IN (SELECT guard.kept_apart_from(given.case_id))
              AND other.membership_id = given.membership_id AND other.ended_at IS NULL
        ) THEN
            RAISE EXCEPTION 'nobody works on both sides of a separation'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'separated_case_has_its_own_workers';
        END IF;
        SELECT * INTO earlier FROM casework_allocation
            WHERE case_id = given.case_id AND role = 'lead' AND id <> given.id ORDER BY started_at DESC, ended_at DESC LIMIT 1;
        IF given.role = 'lead' AND earlier.membership_id <> given.membership_id
            AND NOT (earlier.handover_note ~ '[^[:space:]]' AND earlier.participants_told ~ '[^[:space:]]')
            AND NOT (given.handover_note ~ '[^[:space:]]' AND given.participants_told ~ '[^[:space:]]')
        THEN
            RAISE EXCEPTION 'another lead comes by a handover'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lead_changes_by_handover';
        END IF;
    END IF;
    PERFORM guard.check_lead(given.case_id);
    RETURN NULL;
END $$;

CREATE FUNCTION guard.membership_leads_nothing() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NEW.ended_on IS NOT NULL AND EXISTS (
        SELECT FROM casework_allocation WHERE membership_id = NEW.id AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'this membership still works on cases'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_still_leads';
    END IF;
    RETURN NULL;
END $$;

-- A case that left the work stands in an exit that says why.
CREATE FUNCTION guard.case_exit_is_on_record() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
BEGIN
    SELECT status INTO standing FROM casework_case WHERE id = NEW.id;
    IF standing IN ({EXITS}) AND NOT EXISTS (
        SELECT FROM casework_caseexit WHERE case_id = NEW.id AND kind = standing AND ended_at IS NULL
    ) OR standing = 'transfer_confirmed' AND NOT EXISTS (
        SELECT FROM casework_caseexit
        WHERE case_id = NEW.id AND kind = 'transferred' AND confirmed_at IS NOT NULL AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a case that is % has no exit on record', standing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_exit_is_on_record';
    END IF;
    RETURN NULL;
END $$;

-- The people of a case change only while it is open; and nobody is at once in a case and in one kept apart from it.
CREATE FUNCTION guard.case_member_stands() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
BEGIN
    -- Two transactions that put one person on both sides wait for each other here.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.person_id::text, 0));
    -- Waits for a closure under way, and then sees it.
    SELECT status INTO standing FROM casework_case WHERE id = NEW.case_id FOR SHARE;
    IF NOT guard.is_open(standing) THEN
        RAISE EXCEPTION 'the people of a case that is % do not change', standing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_members_of_open_cases';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.case_id, OLD.person_id, OLD.joined_at) IS DISTINCT FROM (NEW.case_id, NEW.person_id, NEW.joined_at) THEN
        RAISE EXCEPTION 'a part in a case stays what it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_member_stays_what_it_was';
    END IF;
    IF EXISTS (
        SELECT FROM casework_casemember WHERE id = NEW.id AND left_at IS NULL  -- as it is now, not as this event left it
    ) AND EXISTS (
        SELECT FROM casework_casemember other
        WHERE other.case_id IN (SELECT guard.kept_apart_from(NEW.case_id))
          AND other.person_id = NEW.person_id AND other.left_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a separated case shares nobody with the one it came from'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'separated_case_shares_nobody';
    END IF;
    RETURN NULL;
END $$;

-- Two people take somebody off a case: two human beings, whatever memberships they use.
CREATE FUNCTION guard.taken_off_by_two() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NEW.left_by_id IS NOT NULL AND (
        SELECT count(DISTINCT user_id) FROM agencies_membership WHERE id IN (NEW.left_by_id, NEW.leaving_proposed_by_id)
    ) <> 2 THEN
        RAISE EXCEPTION 'one person alone takes nobody off a case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_member_taken_off_by_two';
    END IF;
    RETURN NULL;
END $$;

-- A yes to being supported is given in an open case.
CREATE FUNCTION guard.engagement_in_open_case() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.member_id, OLD.agreed_at) IS DISTINCT FROM (NEW.member_id, NEW.agreed_at) THEN
        RAISE EXCEPTION 'a yes to being supported stays whose it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_stays_whose_it_was';
    END IF;
    SELECT status INTO standing FROM casework_case
        WHERE id = (SELECT case_id FROM casework_casemember WHERE id = NEW.member_id) FOR SHARE;
    IF TG_OP = 'INSERT' AND NOT guard.is_open(standing) THEN
        RAISE EXCEPTION 'nobody says yes in a case that is %', standing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_members_of_open_cases';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.is_open(text), guard.needs_lead(text) TO app, worker, seed, owner;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA guard TO owner;
RESET ROLE;

CREATE CONSTRAINT TRIGGER case_has_its_lead AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_has_its_lead();
CREATE CONSTRAINT TRIGGER allocation_stands AFTER INSERT OR UPDATE ON casework_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.allocation_stands();
CREATE CONSTRAINT TRIGGER membership_leads_nothing AFTER UPDATE OF ended_on ON agencies_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.membership_leads_nothing();
CREATE CONSTRAINT TRIGGER case_exit_is_on_record AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_exit_is_on_record();
CREATE CONSTRAINT TRIGGER case_member_stands AFTER INSERT OR UPDATE ON casework_casemember
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_member_stands();
CREATE TRIGGER taken_off_by_two AFTER INSERT OR UPDATE ON casework_casemember
    FOR EACH ROW EXECUTE FUNCTION guard.taken_off_by_two();
CREATE CONSTRAINT TRIGGER engagement_in_open_case AFTER INSERT OR UPDATE ON casework_engagementagreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.engagement_in_open_case();
"""

BACKWARD = """
DROP TRIGGER engagement_in_open_case ON casework_engagementagreement;
DROP TRIGGER taken_off_by_two ON casework_casemember;
DROP TRIGGER case_member_stands ON casework_casemember;
DROP TRIGGER case_exit_is_on_record ON casework_case;
DROP TRIGGER membership_leads_nothing ON agencies_membership;
DROP TRIGGER allocation_stands ON casework_allocation;
DROP TRIGGER case_has_its_lead ON casework_case;
SET LOCAL ROLE definer;
DROP FUNCTION guard.engagement_in_open_case(), guard.taken_off_by_two(), guard.case_member_stands(),
    guard.case_exit_is_on_record(), guard.membership_leads_nothing(), guard.allocation_stands(),
    guard.case_has_its_lead(), guard.check_lead(uuid), guard.kept_apart_from(uuid), guard.needs_lead(text),
    guard.is_open(text);
RESET ROLE;
REVOKE UPDATE (id) ON casework_case, agencies_membership FROM definer;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_versions_and_instants")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
