"""What holds nominations: the panel of agencies that are bound by all that is shown, and nobody who objected."""

from django.db import migrations

from agencies.enums import Purpose, RoleCode
from agencies.wall import as_one, walled
from casework.nomination_words import NominationDecision, ObjectionFinding

LINKS = "(SELECT coalesce(current_setting('app.system', true), '') = 'linkage')"
FOUND = """run_id, since, thresholds, mentions, agreements, agencies, contacts, kinds, last_contact_on, score"""
DECIDED = "decision, reason, not_before, decided_at, decided_by_id, became_id"
ANSWERED = "finding, reason, answered_at, answered_by_id"
# A newer extract that says the same record otherwise is the same record: what people said of it stands.
SAME = "(agency_id, source, record, slot)"
FORWARD = f"""
SET LOCAL ROLE definer;
-- The agreements under which a panel may look for households: those that bind its manager's agency, while they are in force.
CREATE FUNCTION guard.panel_agreements() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT coalesce(array_agg(agreed.id), '{{}}') FROM guard.acting() me
    JOIN agencies_agreementparty party ON party.agency_id = me.agency
    JOIN agencies_sharingagreement agreed ON agreed.id = party.agreement_id AND '{Purpose.LINKAGE}' = ANY (agreed.purposes)
        AND agreed.signed_at IS NOT NULL AND agreed.suspended_at IS NULL AND agreed.ended_at IS NULL
        AND agreed.start_at <= clock() AND agreed.end_at > clock()
    WHERE me.role = '{RoleCode.MANAGER}'
$$;
-- By what somebody is on record who objects; an objection holds from when it is written down until it is found otherwise.
CREATE FUNCTION guard.objected() RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT unnest(mentions) FROM casework_objection WHERE finding <> '{ObjectionFinding.NOT_UPHELD}'
    UNION SELECT unnest(mentions) FROM casework_nomination WHERE decision = '{NominationDecision.OBJECTION_UPHELD}'
$$;
CREATE FUNCTION guard.objected_mentions() RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT now.id FROM guard.objected() said JOIN agencies_stagedmention was ON was.id = said
    JOIN agencies_stagedmention now USING {SAME}
$$;
-- The same of these few: from their side, so that no list reads all that agencies ever said.
CREATE FUNCTION guard.is_objected_to(asked bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM agencies_stagedmention now JOIN agencies_stagedmention was USING {SAME}
        WHERE now.id = ANY (asked) AND was.id IN (SELECT guard.objected()))
$$;
-- The households whose case, which a panel made, is open: the linkage sees no case, and needs to know no more than this.
CREATE FUNCTION guard.households_with_their_case() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT found.household FROM casework_nomination found JOIN casework_case its ON its.id = found.became_id
    WHERE guard.is_open(its.status)
$$;
-- What a panel sees of a household, and no more of any mention: who, when they were born, where, when what happened. Each as
-- far as the agreement of its extract lists it. No number of theirs, no sex, and no reference of a record: a contact is a number.
CREATE FUNCTION guard.nominated_mentions(asked uuid) RETURNS TABLE (
    person integer, agency uuid, contact bigint, role text, occurred_on date, event text, is_initials boolean,
    forenames text, surname text, born_on date, address text, postcode text
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT linked.person, its.agency_id, dense_rank() OVER (ORDER BY its.agency_id, its.source, its.record), its.role,
        CASE WHEN 'event_date' = ANY (agreed.items) THEN its.occurred_on END,
        CASE WHEN 'event' = ANY (agreed.items) THEN its.event ELSE '' END,
        its.is_initials,
        CASE WHEN named.listed THEN its.forenames ELSE '' END, CASE WHEN named.listed THEN its.surname ELSE '' END,
        CASE WHEN 'birth_date' = ANY (agreed.items) THEN its.born_on END,
        CASE WHEN 'address' = ANY (agreed.items) THEN its.address ELSE '' END,
        CASE WHEN agreed.items && ARRAY['postcode', 'postcode_sector']::varchar[] THEN its.postcode ELSE '' END
    FROM casework_nomination found
    JOIN agencies_stagedmention its ON its.id = ANY (found.mentions) AND its.is_current
        AND (its.occurred_on IS NULL OR its.occurred_on > found.since)
    JOIN agencies_extract extract ON extract.id = its.extract_id
    JOIN agencies_sharingagreement agreed ON agreed.id = extract.agreement_id
    LEFT JOIN casework_linkedmention linked ON linked.mention_id = its.id AND linked.run_id = (
        SELECT id FROM casework_linkagerun WHERE stored_at IS NOT NULL ORDER BY stored_at DESC LIMIT 1
    )
    CROSS JOIN LATERAL (SELECT CASE WHEN its.is_initials THEN 'initials' ELSE 'name' END = ANY (agreed.items) AS listed) named
    WHERE found.id = asked AND agreed.id = ANY (guard.panel_agreements()) AND found.agreements <@ guard.panel_agreements()
        AND NOT guard.is_objected_to(found.mentions)
    ORDER BY its.agency_id, its.occurred_on DESC NULLS LAST, its.source, its.record, its.slot
$$;
REVOKE ALL ON FUNCTION guard.objected(), guard.panel_agreements(), guard.objected_mentions(), guard.is_objected_to(bigint[]),
    guard.households_with_their_case(), guard.nominated_mentions(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.panel_agreements(), guard.is_objected_to(bigint[]) TO app, worker, owner, seed;
GRANT EXECUTE ON FUNCTION guard.objected_mentions(), guard.households_with_their_case() TO worker, seed;
GRANT EXECUTE ON FUNCTION guard.nominated_mentions(uuid) TO app, seed;
RESET ROLE;

-- The linkage finds, the panel decides; neither does the other's.
REVOKE UPDATE ON casework_nomination, casework_objection, casework_panelthresholds FROM app, worker, seed;
REVOKE INSERT ON casework_nomination FROM app;
REVOKE INSERT ON casework_objection, casework_panelthresholds FROM worker;
GRANT UPDATE ({FOUND}) ON casework_nomination TO worker, seed;
GRANT UPDATE ({DECIDED}) ON casework_nomination TO app, seed;
GRANT UPDATE ({ANSWERED}) ON casework_objection TO app, seed;

-- What was found and not decided on is no part of any record: a household that is found no more is forgotten.
GRANT DELETE ON casework_nomination TO worker, seed;

-- What was decided on stays as it was shown to whoever decided.
CREATE FUNCTION public.decision_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this is decided: %', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
END $$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON casework_nomination FOR EACH ROW
    WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION public.decision_stays();
CREATE TRIGGER decision_stays BEFORE UPDATE ON casework_objection FOR EACH ROW
    WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION public.decision_stays();
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_nomination
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('made_at', 'decided_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_objection
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'answered_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_panelthresholds
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('set_at');
"""
BACKWARD = f"""
DROP TRIGGER refuse_backdating ON casework_panelthresholds;
DROP TRIGGER refuse_backdating ON casework_objection;
DROP TRIGGER refuse_backdating ON casework_nomination;
DROP TRIGGER decision_stays ON casework_objection;
DROP TRIGGER decision_stays ON casework_nomination;
DROP FUNCTION public.decision_stays();
REVOKE DELETE ON casework_nomination FROM worker, seed;
REVOKE UPDATE ({ANSWERED}) ON casework_objection FROM app, seed;
REVOKE UPDATE ({DECIDED}) ON casework_nomination FROM app, seed;
REVOKE UPDATE ({FOUND}) ON casework_nomination FROM worker, seed;
GRANT INSERT ON casework_objection, casework_panelthresholds TO worker;
GRANT INSERT ON casework_nomination TO app;
GRANT UPDATE ON casework_nomination, casework_objection, casework_panelthresholds TO app, worker, seed;
SET LOCAL ROLE definer;
DROP FUNCTION guard.nominated_mentions(uuid), guard.households_with_their_case(), guard.is_objected_to(bigint[]),
    guard.objected_mentions(), guard.objected(), guard.panel_agreements();
RESET ROLE;
"""
# A household of which somebody objects is seen no more at once, whatever the next run would find; what was decided stays on record.
PANEL = f"""{LINKS} OR agreements <@ (SELECT guard.panel_agreements())::uuid[]
    AND (decided_at IS NOT NULL OR NOT guard.is_objected_to(mentions))"""
REVIEWED = f"{LINKS} OR guard.extract_of(mention_id) = ANY ((SELECT guard.reviewed_extracts())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("casework", "0044_nominations")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(walled("casework_nomination", PANEL), walled("casework_objection", REVIEWED)),
    ]
