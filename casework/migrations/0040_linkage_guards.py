"""What holds the linkage: the run alone writes what it found, and who reviews reads the mentions of agreements that bind them."""

from django.db import migrations

from agencies.enums import Purpose, RoleCode
from agencies.wall import as_one, walled

LINKS = "(SELECT coalesce(current_setting('app.system', true), '') = 'linkage')"
RUN = "as_of, settings, mentions, people, households, questions, stored_at"
FORWARD = f"""
SET LOCAL ROLE definer;
-- The extracts whose words somebody may see who answers for data at an agency that their agreement binds, while it is in force.
CREATE FUNCTION guard.reviewed_extracts() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT coalesce(array_agg(its.id), '{{}}') FROM guard.acting() me
    JOIN agencies_agreementparty party ON party.agency_id = me.agency
    JOIN agencies_sharingagreement agreed ON agreed.id = party.agreement_id AND '{Purpose.LINKAGE}' = ANY (agreed.purposes)
        AND agreed.signed_at IS NOT NULL AND agreed.suspended_at IS NULL AND agreed.ended_at IS NULL
        AND agreed.start_at <= clock() AND agreed.end_at > clock()
    JOIN agencies_extract its ON its.agreement_id = agreed.id
    WHERE me.role = '{RoleCode.GOVERNANCE_LEAD}'
$$;
CREATE FUNCTION guard.extract_of(asked bigint) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT extract_id FROM agencies_stagedmention WHERE id = asked
$$;
REVOKE ALL ON FUNCTION guard.reviewed_extracts(), guard.extract_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.reviewed_extracts(), guard.extract_of(bigint) TO app, worker, owner, seed;
RESET ROLE;

CREATE POLICY reviewed_mentions ON agencies_stagedmention FOR SELECT TO app
    USING (extract_id = ANY ((SELECT guard.reviewed_extracts())::uuid[]));

REVOKE UPDATE ON casework_linkagerun, casework_linkedmention, casework_comparedpair, casework_linkanswer FROM app, worker, seed;
REVOKE INSERT ON casework_linkedmention, casework_comparedpair FROM app;
REVOKE INSERT ON casework_linkanswer FROM worker;
GRANT UPDATE ({RUN}) ON casework_linkagerun TO worker, seed;
GRANT UPDATE (withdrawn_at, withdrawn_by_id) ON casework_linkanswer TO app, seed;
-- What an earlier run found is no part of any record: who lives with whom is kept in one version.
GRANT DELETE ON casework_linkedmention, casework_comparedpair TO worker;

CREATE TRIGGER raise_version BEFORE UPDATE ON casework_linkanswer FOR EACH ROW EXECUTE FUNCTION public.raise_version();
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_linkagerun FOR EACH ROW
    EXECUTE FUNCTION public.settle_once('as_of', 'stored_at');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_linkanswer FOR EACH ROW
    EXECUTE FUNCTION public.settle_once('withdrawn_at', 'withdrawn_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_linkagerun
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('asked_at', 'stored_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_linkanswer
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('answered_at', 'withdrawn_at');
"""
BACKWARD = f"""
DROP TRIGGER refuse_backdating ON casework_linkanswer;
DROP TRIGGER refuse_backdating ON casework_linkagerun;
DROP TRIGGER settle_once ON casework_linkanswer;
DROP TRIGGER settle_once ON casework_linkagerun;
DROP TRIGGER raise_version ON casework_linkanswer;
REVOKE DELETE ON casework_linkedmention, casework_comparedpair FROM worker;
REVOKE UPDATE (withdrawn_at, withdrawn_by_id) ON casework_linkanswer FROM app, seed;
REVOKE UPDATE ({RUN}) ON casework_linkagerun FROM worker, seed;
GRANT INSERT ON casework_linkanswer TO worker;
GRANT INSERT ON casework_linkedmention, casework_comparedpair TO app;
GRANT UPDATE ON casework_linkagerun, casework_linkedmention, casework_comparedpair, casework_linkanswer TO app, worker, seed;
DROP POLICY reviewed_mentions ON agencies_stagedmention;
SET LOCAL ROLE definer;
DROP FUNCTION guard.extract_of(bigint), guard.reviewed_extracts();
RESET ROLE;
"""
MENTION = f"{LINKS} OR guard.extract_of(mention_id) = ANY ((SELECT guard.reviewed_extracts())::uuid[])"
BOTH = f"""{LINKS} OR guard.extract_of(left_id) = ANY ((SELECT guard.reviewed_extracts())::uuid[])
    AND guard.extract_of(right_id) = ANY ((SELECT guard.reviewed_extracts())::uuid[])"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0039_linkage_runs"), ("agencies", "0022_extract_guards")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(
            walled("casework_linkedmention", MENTION),
            walled("casework_comparedpair", BOTH),
            walled("casework_linkanswer", BOTH),
        ),
    ]
