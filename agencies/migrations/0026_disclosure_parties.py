"""Each side of a disclosure does its own part, whatever a program thinks; and a file is taken back in its embargo alone."""

from django.db import migrations

# As it was when this was written: agencies/disclosure_states.py says the same, and a test compares the two.
STEPS = {
    "asked": ["preparing", "refused", "stopped"],
    "preparing": ["embargoed", "stopped", "failed"],
    "embargoed": ["released", "preparing", "stopped", "failed"],
    "released": ["collected", "stopped", "failed"],
}
BEFORE = {
    "asked": ["preparing", "stopped"],
    "preparing": ["embargoed", "stopped", "failed"],
    "embargoed": ["released", "stopped", "failed"],
    "released": ["collected", "stopped", "failed"],
}
SETTLED = "'approved_at', 'approved_by_id', {refused}{prepared}'released_at', 'collected_at', 'collected_by_id', \
'stopped_at', 'stopped_by_id', 'failed_at'{file}"
STAMPS = (
    "'asked_at', 'approved_at', {refused}'prepared_at', {taken}'released_at', 'collected_at', 'stopped_at', 'failed_at'"
)


def allowed(steps: dict[str, list[str]]) -> str:
    """Whether an update goes one of these ways."""
    return " OR ".join(
        f"OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(each) for each in later)})"
        for state, later in steps.items()
    )


def triggers(settled: str, stamps: str) -> str:
    """What is set once, and what is not set to another time than that at which it happens."""
    return f"""
DROP TRIGGER settle_once ON agencies_disclosure;
DROP TRIGGER refuse_backdating ON agencies_disclosure;
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_disclosure FOR EACH ROW EXECUTE FUNCTION public.settle_once({settled});
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating({stamps});
"""


def one_way(steps: dict[str, list[str]], more: str) -> str:
    """The function of the trigger that holds the table of states."""
    return f"""
CREATE OR REPLACE FUNCTION public.disclosure_goes_one_way() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'asked' AND session_user <> 'seed'
        OR TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'version' <> to_jsonb(OLD) - 'version' AND (NOT ({allowed(steps)}) OR {more}) THEN
        RAISE EXCEPTION 'this disclosure stands otherwise' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    -- Time decides this and nobody's program: neither early nor, by a clock of its own, seemingly late.
    IF TG_OP = 'UPDATE' AND NEW.state = 'released' AND OLD.embargo_until > clock() THEN
        RAISE EXCEPTION 'this disclosure is held back' USING ERRCODE = 'check_violation', CONSTRAINT = 'embargo_is_over';
    END IF;
    RETURN NEW;
END $$;
"""


# A file is as it was written, or it is taken back whole: the next one has the next number, and the first embargo stays.
FILE = """OLD.file_key IS NOT NULL
    AND ROW(NEW.prepared_at, NEW.embargo_until, NEW.file_key, NEW.size, NEW.sha256, NEW.rows, NEW.manifest, NEW.edition)
        IS DISTINCT FROM
        ROW(OLD.prepared_at, OLD.embargo_until, OLD.file_key, OLD.size, OLD.sha256, OLD.rows, OLD.manifest, OLD.edition)
    AND NOT (OLD.state = 'embargoed' AND NEW.state = 'preparing' AND NEW.file_key IS NULL AND NEW.edition = OLD.edition + 1
        AND NEW.held_until = coalesce(OLD.held_until, OLD.embargo_until))
    OR NEW.edition <> OLD.edition AND NEW.state <> 'preparing'"""
PARTIES = """
-- A membership is an agency's: whoever acts here for the other one is refused by the database, too. As the owner of the table
-- of memberships, since whoever writes may not see every one of them.
SET LOCAL ROLE definer;
CREATE FUNCTION guard.disclosure_has_its_parties() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM agencies_membership whose WHERE
            whose.id IN (NEW.approved_by_id, NEW.refused_by_id) AND whose.agency_id <> NEW.agency_id
            OR whose.id IN (NEW.asked_by_id, NEW.collected_by_id) AND whose.agency_id <> NEW.recipient_id
            OR whose.id = NEW.stopped_by_id AND whose.agency_id NOT IN (NEW.agency_id, NEW.recipient_id)
    ) THEN
        RAISE EXCEPTION 'the other agency does this' USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_has_its_parties';
    END IF;
    IF EXISTS (
        SELECT FROM agencies_membership asker JOIN agencies_membership approver ON approver.user_id = asker.user_id
        WHERE asker.id = NEW.asked_by_id AND approver.id = NEW.approved_by_id
    ) THEN
        RAISE EXCEPTION 'whoever asked lets nothing go' USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_has_two_people';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION guard.disclosure_has_its_parties() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.disclosure_has_its_parties() TO owner;
RESET ROLE;
CREATE TRIGGER has_its_parties BEFORE INSERT OR UPDATE ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION guard.disclosure_has_its_parties();
"""
FORWARD = (
    triggers(
        SETTLED.format(refused="'refused_at', 'refused_by_id', ", prepared="", file=", 'held_until'"),
        STAMPS.format(refused="'refused_at', ", taken="'taken_back_at', "),
    )
    + one_way(STEPS, FILE)
    + PARTIES
    + """
GRANT UPDATE (refused_at, refused_by_id, refused_reason) ON agencies_disclosure TO app, seed;
GRANT UPDATE (edition, taken_back_at, held_until) ON agencies_disclosure TO worker, seed;
"""
)
# What was refused counts as stopped, and of each disclosure the last file stays.
BACKWARD = (
    """
REVOKE UPDATE (edition, taken_back_at, held_until) ON agencies_disclosure FROM worker, seed;
REVOKE UPDATE (refused_at, refused_by_id, refused_reason) ON agencies_disclosure FROM app, seed;
DROP TRIGGER has_its_parties ON agencies_disclosure;
SET LOCAL ROLE definer;
DROP FUNCTION guard.disclosure_has_its_parties();
RESET ROLE;
ALTER TABLE agencies_disclosure DISABLE TRIGGER USER;
UPDATE agencies_disclosure SET state = 'stopped', stopped_at = refused_at, stopped_by_id = refused_by_id,
    stopped_reason = refused_reason, refused_at = NULL, refused_by_id = NULL, refused_reason = '' WHERE state = 'refused';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE agencies_disclosure ENABLE TRIGGER USER;
DELETE FROM agencies_disclosedperson told USING agencies_disclosure its
    WHERE told.disclosure_id = its.id AND told.edition < its.edition;
"""
    + triggers(
        SETTLED.format(refused="", prepared="'prepared_at', 'embargo_until', ", file=", 'file_key', 'rows', 'size'"),
        STAMPS.format(refused="", taken=""),
    )
    + one_way(BEFORE, "OLD.sha256 <> '' AND NEW.sha256 <> OLD.sha256")
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0025_disclosures_prepared_again")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
