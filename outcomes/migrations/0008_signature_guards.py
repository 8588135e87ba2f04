"""A signature is of whoever said it, given when they said it, made of numbers alone, and never drawn over."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON outcomes_signature FROM app, worker, seed;
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON outcomes_signature
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('signed_at');

-- Between 1 and 60 strokes, 3000 points in all, each two whole numbers from 0 to 1000, and nothing else.
CREATE FUNCTION public.are_strokes(drawn jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
    SET search_path = public, pg_temp AS $$
    SELECT jsonb_typeof(drawn) = 'array' AND octet_length(drawn::text) <= 60000
        AND jsonb_array_length(drawn) BETWEEN 1 AND 60
        AND drawn::text ~ '^\\[(\\[(\\[[0-9]{1,4}, [0-9]{1,4}\\](, )?)+\\](, )?)+\\]$'
        AND NOT jsonb_path_exists(drawn, '$[*][*][*] ? (@ > 1000)')
        AND (SELECT count(*) FROM jsonb_path_query(drawn, '$[*][*]')) <= 3000
$$;
ALTER TABLE outcomes_signature ADD CONSTRAINT signature_is_strokes CHECK (public.are_strokes(strokes));

SET LOCAL ROLE definer;
CREATE FUNCTION guard.signature_is_of_whoever_said_it() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    whose uuid;
    said_at timestamptz;
    written_by uuid;
BEGIN
    IF NEW.closure_agreement_id IS NOT NULL THEN
        SELECT asked.member_id, answer.recorded_at, answer.recorded_by_id INTO whose, said_at, written_by
        FROM outcomes_closureagreement answer JOIN outcomes_closureparticipant asked ON asked.id = answer.participant_id
        WHERE answer.id = NEW.closure_agreement_id;
    ELSE
        SELECT member_id, agreed_at, agreed_by_id INTO whose, said_at, written_by
        FROM outcomes_outcomeagreement WHERE id = NEW.outcome_agreement_id;
    END IF;
    IF whose <> NEW.member_id OR written_by <> NEW.signed_by_id
        OR NEW.signed_at NOT BETWEEN said_at AND said_at + interval '1 hour'
    THEN
        RAISE EXCEPTION 'a signature is given by whoever said it, when they said it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_of_whoever_said_it';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION guard.signature_is_of_whoever_said_it() FROM PUBLIC;
RESET ROLE;
CREATE TRIGGER signature_is_of_whoever_said_it BEFORE INSERT ON outcomes_signature
    FOR EACH ROW EXECUTE FUNCTION guard.signature_is_of_whoever_said_it();
"""

BACKWARD = """
DROP TRIGGER signature_is_of_whoever_said_it ON outcomes_signature;
SET LOCAL ROLE definer;
DROP FUNCTION guard.signature_is_of_whoever_said_it();
RESET ROLE;
ALTER TABLE outcomes_signature DROP CONSTRAINT signature_is_strokes;
DROP FUNCTION public.are_strokes(jsonb);
DROP TRIGGER refuse_backdating ON outcomes_signature;
GRANT UPDATE ON outcomes_signature TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0007_said_alone_and_signatures")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
