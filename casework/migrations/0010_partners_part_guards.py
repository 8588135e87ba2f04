"""A comment keeps to its entry, an answer to whoever may give it, help to a share; and what was said stays as it was said."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON casework_comment, casework_comment_about, casework_comment_not_to_disclose_to,
                 casework_pull, casework_pull_about, casework_pull_not_to_disclose_to, casework_lastvisit
    FROM app, worker, seed;
GRANT UPDATE (outcome, answer, corrected_contact_id, corrected_document_id, answered_at, answered_by_id)
    ON casework_comment TO app, worker, seed;
GRANT UPDATE (answer, answer_words, answered_at, answered_by_id, came_of_it, ended_at, ended_by_id)
    ON casework_pull TO app, worker, seed;
GRANT UPDATE (visited_at, seen_until) ON casework_lastvisit TO app, worker, seed;

CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_comment
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'answered_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_pull
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'answered_at', 'ended_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_lastvisit
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('visited_at');

-- What was answered is never answered otherwise.
CREATE FUNCTION public.comment_answer_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL THEN
        RAISE EXCEPTION 'this was answered' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_answer_stays BEFORE UPDATE ON casework_comment
    FOR EACH ROW EXECUTE FUNCTION public.comment_answer_stays();

-- Nor is a pull that is over brought back, and its answer is given once, while it stands.
CREATE FUNCTION public.pull_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR OLD.answered_at IS NOT NULL
        AND (NEW.answer, NEW.answer_words, NEW.answered_at, NEW.answered_by_id)
            IS DISTINCT FROM (OLD.answer, OLD.answer_words, OLD.answered_at, OLD.answered_by_id)
    THEN
        RAISE EXCEPTION 'this was answered, or is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pull_stays BEFORE UPDATE ON casework_pull FOR EACH ROW EXECUTE FUNCTION public.pull_stays();

-- What has been seen stays seen.
CREATE FUNCTION public.visit_goes_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.seen_until := greatest(NEW.seen_until, OLD.seen_until);
    RETURN NEW;
END $$;
CREATE TRIGGER visit_goes_forward BEFORE UPDATE ON casework_lastvisit
    FOR EACH ROW EXECUTE FUNCTION public.visit_goes_forward();

SET LOCAL ROLE definer;

-- A comment is of its entry's case and category, or it would be shown to whom the entry is not.
CREATE FUNCTION guard.comment_keeps_to_its_entry() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    its_case uuid;
    its_category text;
    its_agency uuid;
    answering uuid;
BEGIN
    IF NEW.contact_id IS NOT NULL THEN
        SELECT case_id, category, source_agency_id INTO its_case, its_category, its_agency
            FROM casework_contact WHERE id = NEW.contact_id;
    ELSE
        SELECT case_id, category, source_agency_id INTO its_case, its_category, its_agency
            FROM casework_document WHERE id = NEW.document_id;
    END IF;
    IF NEW.case_id <> its_case OR NEW.category <> its_category THEN
        RAISE EXCEPTION 'a comment is of the case and category of its entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_keeps_to_its_entry';
    END IF;
    SELECT agency_id INTO answering FROM agencies_membership WHERE id = NEW.answered_by_id;
    IF answering <> its_agency THEN
        RAISE EXCEPTION 'the agency that wrote an entry answers for it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_answered_by_the_writer';
    END IF;
    IF NEW.corrected_contact_id IS NOT NULL AND NEW.contact_id IS DISTINCT FROM
            (SELECT corrects_id FROM casework_contact WHERE id = NEW.corrected_contact_id)
        OR NEW.corrected_document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM
            (SELECT corrects_id FROM casework_document WHERE id = NEW.corrected_document_id)
    THEN
        RAISE EXCEPTION 'this entry does not correct that one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_corrects_its_entry';
    END IF;
    RETURN NEW;
END $$;

-- And it is kept from everybody from whom the entry is kept. Asked at the end, when those are named.
CREATE FUNCTION guard.comment_is_kept_as_its_entry() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT person_id FROM casework_contact_not_to_disclose_to WHERE contact_id = NEW.contact_id
        UNION ALL
        SELECT person_id FROM casework_document_not_to_disclose_to WHERE document_id = NEW.document_id
        EXCEPT
        SELECT person_id FROM casework_comment_not_to_disclose_to WHERE comment_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a comment is kept from whom its entry is kept'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_is_kept_as_its_entry';
    END IF;
    RETURN NULL;
END $$;

-- Help is asked of an agency that may see what it is about, and answered by that agency; an offer by another one.
CREATE FUNCTION guard.pull_stands_on_a_share() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    answering uuid;
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM casework_caseshare given JOIN agencies_sharingagreement agreed ON agreed.id = given.agreement_id
        WHERE given.case_id = NEW.case_id AND given.agency_id = NEW.agency_id AND NEW.category = ANY (given.categories)
          AND given.shared_at <= NEW.recorded_at
          AND coalesce(given.stopped_at, 'infinity') > NEW.recorded_at
          AND coalesce(given.ends_at, 'infinity') > NEW.recorded_at
          AND agreed.signed_at IS NOT NULL AND agreed.suspended_at IS NULL AND agreed.ended_at IS NULL
          AND agreed.start_at <= NEW.recorded_at AND agreed.end_at > NEW.recorded_at
    ) THEN
        RAISE EXCEPTION 'help is asked of, or offered by, an agency with which the case is shared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pull_stands_on_a_share';
    END IF;
    SELECT agency_id INTO answering FROM agencies_membership WHERE id = NEW.answered_by_id;
    IF (NEW.kind = 'asked') <> (answering = NEW.agency_id) THEN
        RAISE EXCEPTION 'the other side answers'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pull_answered_by_the_other_side';
    END IF;
    RETURN NEW;
END $$;

RESET ROLE;

CREATE TRIGGER comment_keeps_to_its_entry BEFORE INSERT OR UPDATE ON casework_comment
    FOR EACH ROW EXECUTE FUNCTION guard.comment_keeps_to_its_entry();
CREATE CONSTRAINT TRIGGER comment_is_kept_as_its_entry AFTER INSERT ON casework_comment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.comment_is_kept_as_its_entry();
CREATE TRIGGER pull_stands_on_a_share BEFORE INSERT OR UPDATE ON casework_pull
    FOR EACH ROW EXECUTE FUNCTION guard.pull_stands_on_a_share();
"""

BACKWARD = """
DROP TRIGGER pull_stands_on_a_share ON casework_pull;
DROP TRIGGER comment_is_kept_as_its_entry ON casework_comment;
DROP TRIGGER comment_keeps_to_its_entry ON casework_comment;
SET LOCAL ROLE definer;
DROP FUNCTION guard.pull_stands_on_a_share();
DROP FUNCTION guard.comment_is_kept_as_its_entry();
DROP FUNCTION guard.comment_keeps_to_its_entry();
RESET ROLE;
DROP TRIGGER visit_goes_forward ON casework_lastvisit;
DROP FUNCTION public.visit_goes_forward();
DROP TRIGGER pull_stays ON casework_pull;
DROP FUNCTION public.pull_stays();
DROP TRIGGER comment_answer_stays ON casework_comment;
DROP FUNCTION public.comment_answer_stays();
DROP TRIGGER refuse_backdating ON casework_lastvisit;
DROP TRIGGER refuse_backdating ON casework_pull;
DROP TRIGGER refuse_backdating ON casework_comment;
REVOKE UPDATE (visited_at, seen_until) ON casework_lastvisit FROM app, worker, seed;
REVOKE UPDATE (answer, answer_words, answered_at, answered_by_id, came_of_it, ended_at, ended_by_id)
    ON casework_pull FROM app, worker, seed;
REVOKE UPDATE (outcome, answer, corrected_contact_id, corrected_document_id, answered_at, answered_by_id)
    ON casework_comment FROM app, worker, seed;
GRANT UPDATE ON casework_comment, casework_comment_about, casework_comment_not_to_disclose_to,
                casework_pull, casework_pull_about, casework_pull_not_to_disclose_to, casework_lastvisit
    TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_partners_part"), ("agencies", "0004_agreement_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
