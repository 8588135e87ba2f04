"""A share stays within its agreement, and a grant stands on its share, whoever writes them."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON casework_caseshare, casework_caseshare_practitioners, casework_declinedshare,
                 casework_casegroupgrant, casework_caseusergrant FROM app, worker, seed;
GRANT UPDATE (stopped_at, stopped_by_id, stopped_reason) ON casework_caseshare TO app, worker, seed;
-- A grant that was revoked is gone: what it was stands on its share, which stays.
GRANT DELETE ON casework_casegroupgrant, casework_caseusergrant TO app, worker, seed;

CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_caseshare
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('shared_at', 'stopped_at');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_caseshare
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('stopped_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_declinedshare
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('declined_at');

SET LOCAL ROLE definer;

CREATE FUNCTION guard.share_is_within_its_agreement() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    agreed agencies_sharingagreement%ROWTYPE;
    leader uuid;
BEGIN
    SELECT * INTO agreed FROM agencies_sharingagreement WHERE id = NEW.agreement_id;
    SELECT team.agency_id INTO leader FROM casework_case here JOIN agencies_team team ON team.id = here.team_id
        WHERE here.id = NEW.case_id;
    IF NOT NEW.categories <@ agreed.categories
        OR NOT NEW.purpose = ANY (agreed.purposes)
        OR NEW.level = 'see' AND agreed.direction = 'to_lead'
        OR NEW.level = 'contribute' AND agreed.direction = 'from_lead'
        OR agreed.signed_at IS NULL OR agreed.suspended_at IS NOT NULL OR agreed.ended_at IS NOT NULL
        OR NEW.level NOT IN ('see', 'contribute')
        OR NEW.agency_id = leader
        OR (SELECT count(*) FROM agencies_agreementparty
            WHERE agreement_id = agreed.id AND agency_id IN (NEW.agency_id, leader)) <> 2
    THEN
        RAISE EXCEPTION 'this share is not covered by its agreement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_share_within_its_agreement';
    END IF;
    -- Two shares of one household's cases wait for each other here, so that each sees the other. No row is locked for it:
    -- each has its own case locked already, and would wait for the other's.
    PERFORM pg_advisory_xact_lock(hashtextextended(household_id::text, 0)) FROM casework_case WHERE id = NEW.case_id;
    IF EXISTS (
        SELECT FROM casework_caseshare other
        WHERE other.case_id IN (SELECT guard.kept_apart_from(NEW.case_id)) AND other.agency_id = NEW.agency_id
          AND other.stopped_at IS NULL AND (other.ends_at IS NULL OR other.ends_at > public.clock())
    ) THEN
        RAISE EXCEPTION 'one agency is not shown both sides of a separation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_share_on_one_side';
    END IF;
    RETURN NEW;
END $$;

-- A grant is for its share's case and agency, and opens no more than its level. `referred_at` repeats the case's own.
CREATE FUNCTION guard.grant_stands_on_its_share() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    given casework_caseshare%ROWTYPE;
    opened text;
    stands boolean;
BEGIN
    SELECT * INTO given FROM casework_caseshare WHERE id = NEW.share_id;
    SELECT codename INTO opened FROM auth_permission WHERE id = NEW.permission_id;
    IF TG_TABLE_NAME = 'casework_casegroupgrant' THEN
        stands := EXISTS (SELECT FROM agencies_agency WHERE id = given.agency_id AND group_id = NEW.group_id)
            AND NOT EXISTS (SELECT FROM casework_caseshare_practitioners WHERE caseshare_id = given.id);
    ELSE
        stands := EXISTS (
            SELECT FROM casework_caseshare_practitioners named
            JOIN agencies_membership membership ON membership.id = named.membership_id
            WHERE named.caseshare_id = given.id AND membership.agency_id = given.agency_id
              AND membership.user_id = NEW.user_id
        );
    END IF;
    IF NOT stands OR NEW.case_id <> given.case_id OR given.stopped_at IS NOT NULL
        OR NOT (opened = 'view_case' OR opened = 'contribute_to_case' AND given.level = 'contribute')
    THEN
        RAISE EXCEPTION 'this grant does not stand on its share'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_stands_on_its_share';
    END IF;
    SELECT referred_at INTO NEW.referred_at FROM casework_case WHERE id = NEW.case_id;
    RETURN NEW;
END $$;

-- For whom a share is, is said when it is made: once it carries grants, or was stopped, nobody is added to it.
CREATE FUNCTION guard.share_names_its_practitioners_once() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_casegroupgrant WHERE share_id = NEW.caseshare_id)
        OR EXISTS (SELECT FROM casework_caseusergrant WHERE share_id = NEW.caseshare_id)
        OR EXISTS (SELECT FROM casework_caseshare WHERE id = NEW.caseshare_id AND stopped_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'this share is made already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_share_names_its_practitioners_once';
    END IF;
    RETURN NEW;
END $$;

RESET ROLE;

CREATE TRIGGER share_names_its_practitioners_once BEFORE INSERT ON casework_caseshare_practitioners
    FOR EACH ROW EXECUTE FUNCTION guard.share_names_its_practitioners_once();
CREATE TRIGGER share_is_within_its_agreement BEFORE INSERT ON casework_caseshare
    FOR EACH ROW EXECUTE FUNCTION guard.share_is_within_its_agreement();
CREATE TRIGGER grant_stands_on_its_share BEFORE INSERT ON casework_casegroupgrant
    FOR EACH ROW EXECUTE FUNCTION guard.grant_stands_on_its_share();
CREATE TRIGGER grant_stands_on_its_share BEFORE INSERT ON casework_caseusergrant
    FOR EACH ROW EXECUTE FUNCTION guard.grant_stands_on_its_share();
"""

BACKWARD = """
DROP TRIGGER grant_stands_on_its_share ON casework_caseusergrant;
DROP TRIGGER grant_stands_on_its_share ON casework_casegroupgrant;
DROP TRIGGER share_is_within_its_agreement ON casework_caseshare;
DROP TRIGGER share_names_its_practitioners_once ON casework_caseshare_practitioners;
SET LOCAL ROLE definer;
DROP FUNCTION guard.share_names_its_practitioners_once();
DROP FUNCTION guard.grant_stands_on_its_share();
DROP FUNCTION guard.share_is_within_its_agreement();
RESET ROLE;
DROP TRIGGER refuse_backdating ON casework_declinedshare;
DROP TRIGGER settle_once ON casework_caseshare;
DROP TRIGGER refuse_backdating ON casework_caseshare;
REVOKE DELETE ON casework_casegroupgrant, casework_caseusergrant FROM app, worker, seed;
REVOKE UPDATE (stopped_at, stopped_by_id, stopped_reason) ON casework_caseshare FROM app, worker, seed;
GRANT UPDATE ON casework_caseshare, casework_caseshare_practitioners, casework_declinedshare,
                casework_casegroupgrant, casework_caseusergrant TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_shares_and_grants"), ("agencies", "0004_agreement_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
