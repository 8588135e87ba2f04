"""An exit and its case say the same, whichever of the two is written; and a case stays whose it was."""

from django.db import migrations

EXITS = "'paused', 'stepped_up', 'lost_contact', 'transferred', 'moved_away', 'died', 'continued'"

FORWARD = f"""
SET LOCAL ROLE definer;

-- A case in an exit has that one open exit on record, and a case in no exit has none. Asked for one case.
CREATE FUNCTION guard.check_exit(asked uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
    needed text;
    recorded text;
BEGIN
    SELECT status INTO standing FROM casework_case WHERE id = asked FOR SHARE;
    needed := CASE WHEN standing IN ({EXITS}) THEN standing
                   WHEN standing = 'transfer_confirmed' THEN 'transferred' END;
    SELECT kind INTO recorded FROM casework_caseexit WHERE case_id = asked AND ended_at IS NULL
        AND (standing <> 'transfer_confirmed' OR confirmed_at IS NOT NULL);
    IF recorded IS DISTINCT FROM needed THEN
        RAISE EXCEPTION 'a case that is % has % as its exit on record', standing, coalesce(recorded, 'nothing')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_exit_is_on_record';
    END IF;
    IF standing = 'lost_contact' AND (
        SELECT count(DISTINCT contact.channel) FROM casework_caseexit leaving
        JOIN casework_caseexit_attempts attempt ON attempt.caseexit_id = leaving.id
        JOIN casework_contact contact ON contact.id = attempt.contact_id
        WHERE leaving.case_id = asked AND leaving.ended_at IS NULL
          AND contact.case_id = asked AND NOT contact.was_reached AND contact.channel <> 'none'
    ) < 2 THEN
        RAISE EXCEPTION 'contact is lost only after tries by two channels'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contact_lost_after_tries';
    END IF;
    IF standing = 'continued' THEN
        SELECT there.status INTO standing FROM casework_case here JOIN casework_case there ON there.id = here.continued_in_id
            WHERE here.id = asked FOR SHARE OF there;
        IF standing = 'continued' THEN
            RAISE EXCEPTION 'a case continues in one that goes on'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'case_continues_in_one_that_goes_on';
        END IF;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION guard.case_exit_is_on_record() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_exit(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION guard.case_exit_stands_on_its_case() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_exit(NEW.case_id);
    IF TG_OP = 'UPDATE' AND OLD.case_id <> NEW.case_id THEN
        PERFORM guard.check_exit(OLD.case_id);
    END IF;
    RETURN NULL;
END $$;

-- Turned into a main case, or hung on another, a separated case would be open to those it is kept apart from.
CREATE FUNCTION guard.case_stays_what_it_was() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF (OLD.reference, OLD.household_id, OLD.kind, OLD.separated_from_id, OLD.referred_at, OLD.referred_by_id, OLD.team_id)
        IS DISTINCT FROM
        (NEW.reference, NEW.household_id, NEW.kind, NEW.separated_from_id, NEW.referred_at, NEW.referred_by_id, NEW.team_id)
    THEN
        RAISE EXCEPTION 'a case stays whose it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_stays_what_it_was';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION guard.check_exit(uuid), guard.case_exit_stands_on_its_case(), guard.case_stays_what_it_was() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.check_exit(uuid), guard.case_exit_stands_on_its_case(), guard.case_stays_what_it_was() TO owner;
RESET ROLE;

CREATE CONSTRAINT TRIGGER case_exit_stands_on_its_case AFTER INSERT OR UPDATE ON casework_caseexit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_exit_stands_on_its_case();
-- AFTER, so that what the columns' own constraints refuse is named by those.
CREATE TRIGGER case_stays_what_it_was AFTER UPDATE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION guard.case_stays_what_it_was();
"""

BACKWARD = f"""
DROP TRIGGER case_stays_what_it_was ON casework_case;
DROP TRIGGER case_exit_stands_on_its_case ON casework_caseexit;
SET LOCAL ROLE definer;
CREATE OR REPLACE FUNCTION guard.case_exit_is_on_record() RETURNS trigger LANGUAGE plpgsql
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
DROP FUNCTION guard.case_stays_what_it_was(), guard.case_exit_stands_on_its_case(), guard.check_exit(uuid);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
