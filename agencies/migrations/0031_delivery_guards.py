"""What is pushed goes one way, and is left with what is released; an address never changes, and is the recipient's own."""

from django.db import migrations

# As it was when this was written: agencies/delivery_states.py says the same, and a test compares the two.
STEPS = {
    "waiting": ["sending", "withdrawn"],
    "sending": ["waiting", "delivered", "unknown", "failed"],
    "unknown": ["waiting"],
    "failed": ["waiting"],
}
ALLOWED = " OR ".join(
    f"OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(each) for each in later)})"
    for state, later in STEPS.items()
)
BY_WORKER = "state, tries, try_after, claim, lease_until, sent_at, status, trouble"
BY_PEOPLE = "state, tries, try_after, status, trouble"
SCHEDULED = "NEW.schedule_id IS NULL AND session_user <> 'worker'"


def scheduled(words: str) -> str:
    """The trigger of 0029, comparing these columns."""
    before, new = (", ".join(f"{row}.{word}" for word in words.split()) for row in ("before", "NEW"))
    return f"""
CREATE OR REPLACE FUNCTION public.disclosure_is_of_its_schedule() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF {SCHEDULED} THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM agencies_disclosureschedule its
        WHERE its.id = NEW.schedule_id AND its.ended_at IS NULL AND its.begun_by_id = NEW.asked_by_id
    ) OR EXISTS (
        SELECT FROM agencies_disclosure before WHERE before.schedule_id = NEW.schedule_id AND (
            before.state IN ('refused', 'stopped') OR ROW({before}) IS DISTINCT FROM ROW({new})
        )
    ) OR session_user = 'worker' AND NOT EXISTS (
        SELECT FROM agencies_disclosure before WHERE before.schedule_id = NEW.schedule_id
    ) THEN
        RAISE EXCEPTION 'this is not asked for again' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'disclosure_is_of_its_schedule';
    END IF;
    RETURN NEW;
END $$;
"""


WORDS = "agency_id recipient_id agreement_id purpose items why by_name by_name_reason recipient_key"
FORWARD = f"""
REVOKE UPDATE ON agencies_pushaddress FROM app, worker, seed;
REVOKE INSERT ON agencies_pushaddress FROM worker;
GRANT UPDATE (ended_at, ended_by_id) ON agencies_pushaddress TO app, seed;
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_pushaddress
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_pushaddress
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'ended_at');

REVOKE UPDATE ON agencies_disclosuredelivery FROM app, worker, seed;
REVOKE INSERT ON agencies_disclosuredelivery FROM app;
GRANT UPDATE ({BY_WORKER}) ON agencies_disclosuredelivery TO worker, seed;
GRANT UPDATE ({BY_PEOPLE}) ON agencies_disclosuredelivery TO app;
-- Each attempt moves its disclosure's version on: whoever looked before must look again.
GRANT UPDATE (version) ON agencies_disclosure TO worker;
CREATE FUNCTION public.delivery_goes_one_way() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.state <> 'waiting' OR NOT EXISTS (
        SELECT FROM agencies_disclosure its
        WHERE its.id = NEW.disclosure_id AND its.state = 'released' AND its.push_to_id IS NOT NULL
    )) OR TG_OP = 'UPDATE' AND (
        NOT ({ALLOWED})
        -- A machine tries again only what it knows was not taken; of the rest somebody says so, who says nothing else.
        OR session_user = 'worker' AND OLD.state IN ('unknown', 'failed')
        OR session_user = 'app' AND OLD.state NOT IN ('unknown', 'failed')
        OR NEW.state = 'sending' AND NOT EXISTS (
            SELECT FROM agencies_disclosure its WHERE its.id = NEW.disclosure_id AND its.state = 'released'
        )
    ) THEN
        RAISE EXCEPTION 'this delivery stands otherwise' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'delivery_goes_one_way';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER state_goes_one_way BEFORE INSERT OR UPDATE ON agencies_disclosuredelivery
    FOR EACH ROW EXECUTE FUNCTION public.delivery_goes_one_way();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_disclosuredelivery
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('made_at', 'sent_at');

CREATE FUNCTION public.pushed_to_its_own() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.push_to_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM agencies_pushaddress its
        WHERE its.id = NEW.push_to_id AND its.agency_id = NEW.recipient_id AND its.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'this address is not theirs' USING ERRCODE = 'check_violation', CONSTRAINT = 'pushed_to_its_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pushed_to_its_own BEFORE INSERT ON agencies_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.pushed_to_its_own();
""" + scheduled(f"{WORDS} push_to_id")
BACKWARD = (
    scheduled(WORDS)
    + f"""
DROP TRIGGER pushed_to_its_own ON agencies_disclosure;
DROP FUNCTION public.pushed_to_its_own();
DROP TRIGGER refuse_backdating ON agencies_disclosuredelivery;
DROP TRIGGER state_goes_one_way ON agencies_disclosuredelivery;
DROP FUNCTION public.delivery_goes_one_way();
REVOKE UPDATE (version) ON agencies_disclosure FROM worker;
REVOKE UPDATE ({BY_PEOPLE}) ON agencies_disclosuredelivery FROM app;
REVOKE UPDATE ({BY_WORKER}) ON agencies_disclosuredelivery FROM worker, seed;
GRANT INSERT ON agencies_disclosuredelivery TO app;
GRANT UPDATE ON agencies_disclosuredelivery TO app, worker, seed;
DROP TRIGGER refuse_backdating ON agencies_pushaddress;
DROP TRIGGER settle_once ON agencies_pushaddress;
REVOKE UPDATE (ended_at, ended_by_id) ON agencies_pushaddress FROM app, seed;
GRANT INSERT ON agencies_pushaddress TO worker;
GRANT UPDATE ON agencies_pushaddress TO app, worker, seed;
"""
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0030_disclosure_deliveries")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
