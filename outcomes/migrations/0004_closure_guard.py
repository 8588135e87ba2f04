"""A case is closed when everybody who has to be asked agreed to these words, and in no other way.

The set is computed by the database when the closure is proposed, frozen then, and computed again when the case closes.
The functions run as `definer` and count everybody, also whom the writer may not see.
"""

from django.db import migrations

FORWARD = """
-- FOR SHARE on a proposal, so that an answer and the end of the question wait for each other.
GRANT UPDATE (id) ON outcomes_closureproposal TO definer;
SET LOCAL ROLE definer;

-- Whether somebody with this birth date is old enough to be asked today; an age that is unknown or estimated is.
CREATE FUNCTION guard.is_old_enough(born_on date, known text) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT known IN ('unknown', 'estimated') OR known <> 'expected' AND born_on <= today() - interval '16 years'
$$;

-- Whom a closure must ask today: everybody of 16 or over (an age that is unknown or estimated counts so) who said yes
-- to being supported at any time in this case, withdrawn or not, and who is still a member of it.
CREATE FUNCTION guard.participating(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
    SELECT member.id
    FROM casework_casemember member JOIN casework_person person ON person.id = member.person_id
    WHERE member.case_id = asked
      AND member.left_at IS NULL
      AND EXISTS (
          SELECT FROM casework_engagementagreement engagement
          JOIN casework_casemember earlier ON earlier.id = engagement.member_id
          WHERE earlier.case_id = asked AND earlier.person_id = member.person_id
      )
      AND guard.is_old_enough(person.born_on, person.birth_precision)
$$;

CREATE FUNCTION guard.refuse_closure(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'not closed: %', why USING ERRCODE = 'check_violation', CONSTRAINT = 'closure_by_agreement';
END $$;

-- A case that is closed stands on one proposal, about itself, that asked all of these and had the yes of each.
CREATE FUNCTION guard.check_closure(asked uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    standing text;
    proposal outcomes_closureproposal%ROWTYPE;
    proposed uuid[];
    needed uuid[];
BEGIN
    SELECT status INTO standing FROM casework_case WHERE id = asked FOR SHARE;
    IF standing <> 'closed' THEN
        IF EXISTS (SELECT FROM outcomes_closure WHERE case_id = asked AND reopened_at IS NULL) THEN
            PERFORM guard.refuse_closure('the case goes on, but its closure stands');
        END IF;
        RETURN;
    END IF;
    SELECT p.* INTO proposal FROM outcomes_closure c JOIN outcomes_closureproposal p ON p.id = c.proposal_id
        WHERE c.case_id = asked AND c.reopened_at IS NULL AND p.case_id = asked;
    IF proposal.id IS NULL THEN
        PERFORM guard.refuse_closure('it rests on no proposal about this case');
    END IF;
    IF proposal.ended_at IS NULL THEN
        PERFORM guard.refuse_closure('its proposal still takes answers');
    END IF;
    SELECT array_agg(member_id ORDER BY member_id) INTO proposed
        FROM outcomes_closureparticipant WHERE proposal_id = proposal.id;
    SELECT array_agg(id ORDER BY id) INTO needed FROM guard.participating(asked) AS id;
    IF needed IS NULL OR proposed IS DISTINCT FROM needed THEN
        PERFORM guard.refuse_closure('those who were asked are not those who must be');
    END IF;
    IF EXISTS (
        SELECT FROM outcomes_closureparticipant participant
        LEFT JOIN LATERAL (
            SELECT answer, wording FROM outcomes_closureagreement
            WHERE participant_id = participant.id ORDER BY position DESC LIMIT 1
        ) latest ON true
        WHERE participant.proposal_id = proposal.id
          AND (latest.answer IS DISTINCT FROM 'agreed' OR latest.wording IS DISTINCT FROM proposal.wording)
    ) THEN
        PERFORM guard.refuse_closure('somebody who was asked did not agree to these words');
    END IF;
END $$;

CREATE FUNCTION guard.case_closes_by_agreement() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_closure(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION guard.closure_stands_on_its_case() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_closure(NEW.case_id);
    RETURN NULL;
END $$;

-- A closure acts on a question that stands: one that was withdrawn or refused closes nothing.
CREATE FUNCTION guard.closure_acts_on_an_open_question() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    ended timestamptz;
BEGIN
    SELECT ended_at INTO ended FROM outcomes_closureproposal WHERE id = NEW.proposal_id FOR SHARE;
    IF ended IS NOT NULL THEN
        PERFORM guard.refuse_closure('the question was withdrawn or refused');
    END IF;
    RETURN NEW;
END $$;

-- The set is whole when the proposal is committed, and nobody is added to it later.
CREATE FUNCTION guard.closure_set_is_whole() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    proposed uuid[];
    needed uuid[];
BEGIN
    SELECT array_agg(member_id ORDER BY member_id) INTO proposed FROM outcomes_closureparticipant WHERE proposal_id = NEW.id;
    SELECT array_agg(id ORDER BY id) INTO needed FROM guard.participating(NEW.case_id) AS id;
    IF proposed IS NULL OR proposed IS DISTINCT FROM needed THEN
        PERFORM guard.refuse_closure('a proposal asks everybody who must be asked, and somebody');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION guard.closure_set_is_frozen() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (
        SELECT made_in FROM outcomes_closureproposal WHERE id = NEW.proposal_id
    ) = pg_current_xact_id()::text::bigint THEN
        RETURN NEW;
    END IF;
    PERFORM guard.refuse_closure('who is asked was decided when it was proposed');
    RETURN NULL;
END $$;

CREATE FUNCTION guard.closure_proposal_is_made_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.made_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

-- Answers are given while the question stands; one that has ended takes none, and none is changed.
CREATE FUNCTION guard.closure_answer_is_in_time() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    ended timestamptz;
    asked text;
BEGIN
    SELECT p.ended_at, p.wording INTO ended, asked FROM outcomes_closureproposal p
        WHERE p.id = (SELECT proposal_id FROM outcomes_closureparticipant WHERE id = NEW.participant_id) FOR SHARE;
    IF ended IS NOT NULL OR asked IS DISTINCT FROM NEW.wording THEN
        PERFORM guard.refuse_closure('an answer is to the words that are asked, while they are');
    END IF;
    RETURN NEW;
END $$;

-- Nobody loses their say to a correction of their birth date: that would take one person, where taking somebody off a
-- case takes two. Who was never old enough is taken off, and joins again. Cases that are over count: they may come back.
CREATE FUNCTION guard.person_keeps_their_say() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF guard.is_old_enough(OLD.born_on, OLD.birth_precision)
        AND NOT guard.is_old_enough(NEW.born_on, NEW.birth_precision)
        AND EXISTS (
            SELECT FROM casework_casemember member
            JOIN casework_casemember earlier ON earlier.case_id = member.case_id AND earlier.person_id = NEW.id
            JOIN casework_engagementagreement engagement ON engagement.member_id = earlier.id
            WHERE member.person_id = NEW.id AND member.left_at IS NULL
        )
    THEN
        RAISE EXCEPTION 'this birth date would take their say in a case away'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_keeps_their_say';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA guard TO owner;
GRANT EXECUTE ON FUNCTION guard.participating(uuid) TO app, worker, seed;
RESET ROLE;

ALTER TABLE outcomes_closureproposal ADD COLUMN made_in bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN outcomes_closureproposal.made_in IS 'The transaction that proposed it; no other adds to whom it asks.';

CREATE TRIGGER person_keeps_their_say AFTER UPDATE OF born_on, birth_precision ON casework_person
    FOR EACH ROW EXECUTE FUNCTION guard.person_keeps_their_say();
-- The order of answers is the database's own.
ALTER TABLE outcomes_closureagreement ALTER COLUMN position DROP DEFAULT,
    ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY;

CREATE TRIGGER closure_acts_on_an_open_question BEFORE INSERT ON outcomes_closure
    FOR EACH ROW EXECUTE FUNCTION guard.closure_acts_on_an_open_question();
CREATE TRIGGER closure_proposal_is_made_now BEFORE INSERT ON outcomes_closureproposal
    FOR EACH ROW EXECUTE FUNCTION guard.closure_proposal_is_made_now();
CREATE CONSTRAINT TRIGGER closure_set_is_whole AFTER INSERT ON outcomes_closureproposal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.closure_set_is_whole();
CREATE TRIGGER closure_set_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON outcomes_closureparticipant
    FOR EACH ROW EXECUTE FUNCTION guard.closure_set_is_frozen();
CREATE TRIGGER closure_answer_is_in_time BEFORE INSERT OR UPDATE ON outcomes_closureagreement
    FOR EACH ROW EXECUTE FUNCTION guard.closure_answer_is_in_time();
CREATE CONSTRAINT TRIGGER case_closes_by_agreement AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_closes_by_agreement();
CREATE CONSTRAINT TRIGGER closure_stands_on_its_case AFTER INSERT OR UPDATE ON outcomes_closure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.closure_stands_on_its_case();
"""

BACKWARD = """
DROP TRIGGER person_keeps_their_say ON casework_person;
DROP TRIGGER closure_stands_on_its_case ON outcomes_closure;
DROP TRIGGER case_closes_by_agreement ON casework_case;
DROP TRIGGER closure_answer_is_in_time ON outcomes_closureagreement;
DROP TRIGGER closure_set_is_frozen ON outcomes_closureparticipant;
DROP TRIGGER closure_set_is_whole ON outcomes_closureproposal;
DROP TRIGGER closure_acts_on_an_open_question ON outcomes_closure;
DROP TRIGGER closure_proposal_is_made_now ON outcomes_closureproposal;
ALTER TABLE outcomes_closureagreement ALTER COLUMN position DROP IDENTITY, ALTER COLUMN position SET DEFAULT 0;
ALTER TABLE outcomes_closureproposal DROP COLUMN made_in;
SET LOCAL ROLE definer;
DROP FUNCTION guard.closure_answer_is_in_time(), guard.closure_proposal_is_made_now(), guard.closure_set_is_frozen(),
    guard.closure_set_is_whole(), guard.closure_stands_on_its_case(), guard.case_closes_by_agreement(),
    guard.closure_acts_on_an_open_question(), guard.check_closure(uuid), guard.refuse_closure(text), guard.person_keeps_their_say(), guard.participating(uuid),
    guard.is_old_enough(date, text);
RESET ROLE;
REVOKE UPDATE (id) ON outcomes_closureproposal FROM definer;
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0003_agreed_wording_guard")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
