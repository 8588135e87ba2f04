"""A reminder is never lost by a row that was changed by hand: who may write what, and which state may follow which."""

from django.db import migrations

# What may follow. Sent and cancelled are the end; uncertain is left by somebody's decision, or by proof that came late.
FOLLOWS = """
    ('waiting', 'claimed'),
    ('claimed', 'claimed'), ('claimed', 'waiting'), ('claimed', 'handing_over'), ('claimed', 'cancelled'), ('claimed', 'refused'),
    ('handing_over', 'sent'), ('handing_over', 'uncertain'), ('handing_over', 'waiting'), ('handing_over', 'refused'),
    ('uncertain', 'waiting'), ('uncertain', 'sent'), ('uncertain', 'refused'),
    ('refused', 'waiting'), ('refused', 'sent')
"""

FORWARD = f"""
CREATE FUNCTION public.reminder_message_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state IS DISTINCT FROM OLD.state OR OLD.state IN ('sent', 'cancelled') THEN
        IF (OLD.state, NEW.state) NOT IN ({FOLLOWS}) THEN
            RAISE EXCEPTION 'a message that is % does not become %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reminder_message_follows';
        END IF;
    END IF;
    -- By the service itself only a hand-over that began may end as sent; what is uncertain or refused goes out again only
    -- where somebody decided so in this same change.
    IF OLD.state IN ('uncertain', 'refused') AND NEW.state = 'waiting'
        AND (NEW.decided_at IS NULL OR NEW.decided_at IS NOT DISTINCT FROM OLD.decided_at) THEN
        RAISE EXCEPTION 'nobody decided to send it again'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reminder_message_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reminder_message_follows BEFORE UPDATE ON casework_remindermessage
    FOR EACH ROW EXECUTE FUNCTION public.reminder_message_follows();

CREATE TRIGGER raise_version BEFORE UPDATE ON casework_reminderpreference
    FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_reminder
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('raised_at', 'read_at', 'cancelled_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_remindermessage
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('sent_at', 'decided_at');

-- The service raises and mails; people read, and decide about what nobody knows.
REVOKE INSERT, UPDATE ON casework_reminder, casework_remindermessage FROM app;
REVOKE UPDATE ON casework_reminder, casework_remindermessage FROM worker, seed;
GRANT UPDATE (read_at) ON casework_reminder TO app;
GRANT UPDATE (raised_at, read_at, cancelled_at, cancel_reason, message_id) ON casework_reminder TO worker, seed;
GRANT UPDATE (state, waiting_since, send_after, claim, lease_until, attempts, sent_at, decided_at, decided_by_id)
    ON casework_remindermessage TO app;
GRANT UPDATE (state, waiting_since, send_after, claim, lease_until, attempts, refusal, left_out, sent_at)
    ON casework_remindermessage TO worker;
GRANT UPDATE (state, waiting_since, send_after, claim, lease_until, attempts, refusal, left_out, sent_at, decided_at, decided_by_id)
    ON casework_remindermessage TO seed;
"""

BACKWARD = """
REVOKE UPDATE (read_at) ON casework_reminder FROM app;
REVOKE UPDATE (raised_at, read_at, cancelled_at, cancel_reason, message_id) ON casework_reminder FROM worker, seed;
REVOKE UPDATE (state, waiting_since, send_after, claim, lease_until, attempts, refusal, left_out, sent_at, decided_at, decided_by_id)
    ON casework_remindermessage FROM app, worker, seed;
GRANT INSERT ON casework_reminder, casework_remindermessage TO app;
GRANT UPDATE ON casework_reminder, casework_remindermessage TO app, worker, seed;
DROP TRIGGER refuse_backdating ON casework_remindermessage;
DROP TRIGGER refuse_backdating ON casework_reminder;
DROP TRIGGER raise_version ON casework_reminderpreference;
DROP TRIGGER reminder_message_follows ON casework_remindermessage;
DROP FUNCTION public.reminder_message_follows();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_reminders")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
