"""An agreed version does not change, its names neither, not even by hand: whoever agreed, agreed to those words."""

from django.db import migrations

FORWARD = """
-- FOR SHARE on a version, so that an agreement and a change of the words wait for each other.
GRANT UPDATE (id) ON outcomes_outcomeversion TO definer;
SET LOCAL ROLE definer;

CREATE FUNCTION guard.outcome_version_is_frozen() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    row_is jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
    version uuid;
BEGIN
    version := CASE WHEN TG_TABLE_NAME = 'outcomes_outcomeversion' THEN row_is ->> 'id' ELSE row_is ->> 'outcomeversion_id' END;
    PERFORM FROM outcomes_outcomeversion WHERE id = version FOR SHARE;
    IF EXISTS (SELECT FROM outcomes_outcomeagreement WHERE version_id = version) THEN
        RAISE EXCEPTION 'somebody agreed to this version, so it does not change: write another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_version_is_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Only those who are named agree.
CREATE FUNCTION guard.outcome_agreed_by_the_named() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM FROM outcomes_outcomeversion WHERE id = NEW.version_id FOR SHARE;
    IF NOT EXISTS (
        SELECT FROM outcomes_outcomeversion_participants
        WHERE outcomeversion_id = NEW.version_id AND casemember_id = NEW.member_id
    ) THEN
        RAISE EXCEPTION 'this person is not named in the outcome'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_agreed_by_the_named';
    END IF;
    RETURN NULL;
END $$;

-- A number is on the scale of words of its own outcome.
CREATE FUNCTION guard.rating_is_on_its_outcome() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM outcomes_outcomeversion WHERE id = NEW.version_id AND outcome_id = NEW.outcome_id) THEN
        RAISE EXCEPTION 'these words are not of this outcome'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_is_on_its_outcome';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION guard.outcome_version_is_frozen(), guard.outcome_agreed_by_the_named(),
    guard.rating_is_on_its_outcome() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.outcome_version_is_frozen(), guard.outcome_agreed_by_the_named(),
    guard.rating_is_on_its_outcome() TO owner;
RESET ROLE;

CREATE TRIGGER outcome_version_is_frozen BEFORE UPDATE OR DELETE ON outcomes_outcomeversion
    FOR EACH ROW EXECUTE FUNCTION guard.outcome_version_is_frozen();
CREATE TRIGGER outcome_version_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON outcomes_outcomeversion_participants
    FOR EACH ROW EXECUTE FUNCTION guard.outcome_version_is_frozen();
CREATE TRIGGER outcome_agreed_by_the_named AFTER INSERT OR UPDATE ON outcomes_outcomeagreement
    FOR EACH ROW EXECUTE FUNCTION guard.outcome_agreed_by_the_named();
CREATE TRIGGER rating_is_on_its_outcome AFTER INSERT OR UPDATE ON outcomes_rating
    FOR EACH ROW EXECUTE FUNCTION guard.rating_is_on_its_outcome();
"""

BACKWARD = """
DROP TRIGGER rating_is_on_its_outcome ON outcomes_rating;
DROP TRIGGER outcome_agreed_by_the_named ON outcomes_outcomeagreement;
DROP TRIGGER outcome_version_is_frozen ON outcomes_outcomeversion_participants;
DROP TRIGGER outcome_version_is_frozen ON outcomes_outcomeversion;
SET LOCAL ROLE definer;
DROP FUNCTION guard.outcome_version_is_frozen(), guard.outcome_agreed_by_the_named(),
    guard.rating_is_on_its_outcome();
RESET ROLE;
REVOKE UPDATE (id) ON outcomes_outcomeversion FROM definer;
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0002_versions_and_instants")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
