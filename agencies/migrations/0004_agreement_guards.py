"""An agreement's words never change, and it is signed only when every one of its parties has signed."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON agencies_sharingagreement, agencies_sharingagreement_bases, agencies_agreementparty
    FROM app, worker, seed;
GRANT UPDATE (version, signed_at, signed_by_id, suspended_at, suspended_by_id, suspended_reason,
              ended_at, ended_by_id, ended_reason) ON agencies_sharingagreement TO app, worker, seed;
GRANT UPDATE (signatory_name, signed_at, signed_by_id) ON agencies_agreementparty TO app, worker, seed;

CREATE TRIGGER raise_version BEFORE UPDATE ON agencies_sharingagreement
    FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_sharingagreement
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('drafted_at', 'signed_at', 'suspended_at', 'ended_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON agencies_agreementparty
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('signed_at');
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_sharingagreement
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('signed_at', 'signed_by_id', 'ended_at', 'ended_by_id');
CREATE TRIGGER settle_once BEFORE UPDATE ON agencies_agreementparty
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('signed_at', 'signed_by_id');

-- Which group is an agency's, and what a permission row means, is what every grant rests on.
REVOKE UPDATE ON agencies_agency FROM app, worker, seed;
GRANT UPDATE (name, kind, ended_on) ON agencies_agency TO app, worker, seed;
REVOKE UPDATE ON auth_group, auth_permission FROM app, worker, seed;
REVOKE INSERT ON auth_permission FROM app, worker, seed;

-- In force begins with the last signature: nobody declares it signed while a party has not.
CREATE FUNCTION public.agreement_is_signed_by_all() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.signed_at IS NOT NULL AND (
        (SELECT count(*) FROM agencies_agreementparty WHERE agreement_id = NEW.id) < 2
        OR EXISTS (SELECT FROM agencies_agreementparty WHERE agreement_id = NEW.id AND signed_at IS NULL)
    ) THEN
        RAISE EXCEPTION 'a party has not signed this agreement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sharing_agreement_signed_by_all';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_is_signed_by_all BEFORE INSERT OR UPDATE OF signed_at ON agencies_sharingagreement
    FOR EACH ROW EXECUTE FUNCTION public.agreement_is_signed_by_all();

-- Who put their name under it, is not renamed.
CREATE FUNCTION public.signature_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this party has signed already'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_party_signature_stays';
END $$;
CREATE TRIGGER signature_stays BEFORE UPDATE ON agencies_agreementparty FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL AND NEW.signatory_name <> OLD.signatory_name)
    EXECUTE FUNCTION public.signature_stays();

-- What somebody has put their name under, is not added to. The lock makes whoever adds wait for whoever signs.
CREATE FUNCTION public.agreement_is_not_signed_yet() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE
    asked uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
BEGIN
    PERFORM FROM agencies_sharingagreement WHERE id = asked FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM agencies_agreementparty WHERE agreement_id = asked AND signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'this agreement has a signature already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sharing_agreement_words_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_is_not_signed_yet BEFORE INSERT ON agencies_agreementparty
    FOR EACH ROW EXECUTE FUNCTION public.agreement_is_not_signed_yet('agreement_id');
CREATE TRIGGER agreement_is_not_signed_yet BEFORE INSERT ON agencies_sharingagreement_bases
    FOR EACH ROW EXECUTE FUNCTION public.agreement_is_not_signed_yet('sharingagreement_id');
"""

BACKWARD = """
GRANT INSERT ON auth_permission TO app, worker, seed;
GRANT UPDATE ON auth_group, auth_permission TO app, worker, seed;
REVOKE UPDATE (name, kind, ended_on) ON agencies_agency FROM app, worker, seed;
GRANT UPDATE ON agencies_agency TO app, worker, seed;
DROP TRIGGER agreement_is_not_signed_yet ON agencies_sharingagreement_bases;
DROP TRIGGER agreement_is_not_signed_yet ON agencies_agreementparty;
DROP FUNCTION public.agreement_is_not_signed_yet();
DROP TRIGGER signature_stays ON agencies_agreementparty;
DROP FUNCTION public.signature_stays();
DROP TRIGGER agreement_is_signed_by_all ON agencies_sharingagreement;
DROP FUNCTION public.agreement_is_signed_by_all();
DROP TRIGGER settle_once ON agencies_agreementparty;
DROP TRIGGER settle_once ON agencies_sharingagreement;
DROP TRIGGER refuse_backdating ON agencies_agreementparty;
DROP TRIGGER refuse_backdating ON agencies_sharingagreement;
DROP TRIGGER raise_version ON agencies_sharingagreement;
REVOKE UPDATE (signatory_name, signed_at, signed_by_id) ON agencies_agreementparty FROM app, worker, seed;
REVOKE UPDATE (version, signed_at, signed_by_id, suspended_at, suspended_by_id, suspended_reason,
               ended_at, ended_by_id, ended_reason) ON agencies_sharingagreement FROM app, worker, seed;
GRANT UPDATE ON agencies_sharingagreement, agencies_sharingagreement_bases, agencies_agreementparty
    TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_sharing_agreements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
