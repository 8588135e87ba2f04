"""A case that is closed to its team still has a manager of it who sees it; and no share with a whole agency opens one that is
kept more narrowly. The service's own figures leave out what is hidden.
"""

from django.db import migrations

from agencies.wall import as_one, walled

NAMED = "named_parts_of_the_service"
FORWARD = f"""
REVOKE UPDATE ON casework_namedworker, casework_restrictionchange FROM app, worker, seed;
REVOKE INSERT ON casework_namedworker, casework_restrictionchange FROM worker;
GRANT UPDATE (ended_at, ended_by_id) ON casework_namedworker TO app, seed;
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_namedworker
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('ended_at', 'ended_by_id');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_namedworker
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('named_at', 'ended_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_restrictionchange
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('changed_at');

SET LOCAL ROLE definer;

CREATE FUNCTION guard.is_hidden(asked uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT EXISTS (SELECT FROM casework_case WHERE id = asked AND restriction = 'hidden')
$$;

-- Asked of a case as it is when the transaction ends. Without a manager who stays, nobody could give it another lead.
CREATE FUNCTION guard.check_restriction(asked uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    its casework_case%ROWTYPE;
BEGIN
    SELECT * INTO its FROM casework_case WHERE id = asked FOR SHARE;
    IF its.restriction IN ('sealed', 'hidden') AND NOT EXISTS (
        SELECT FROM casework_namedworker named JOIN agencies_membership they ON they.id = named.membership_id
        WHERE named.case_id = asked AND named.ended_at IS NULL
            AND they.role = 'manager' AND they.team_id = its.team_id AND they.ended_on IS NULL
    ) THEN
        RAISE EXCEPTION 'a sealed case has a manager of its team who sees it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_case_has_its_manager';
    END IF;
    IF its.restriction IN ('normal', 'restricted') AND EXISTS (
        SELECT FROM casework_namedworker WHERE case_id = asked AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'nobody is named for a case that its team sees'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'named_only_where_sealed';
    END IF;
    IF its.restriction <> 'normal' AND EXISTS (SELECT FROM casework_casegroupgrant WHERE case_id = asked) THEN
        RAISE EXCEPTION 'a case that is restricted is open to no agency as a whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restricted_case_names_practitioners';
    END IF;
END $$;

CREATE FUNCTION guard.case_is_restricted() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_restriction(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION guard.restriction_stands() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_restriction(NEW.case_id);
    RETURN NULL;
END $$;
CREATE FUNCTION guard.sealed_cases_keep_their_manager() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    PERFORM guard.check_restriction(case_id) FROM casework_namedworker WHERE membership_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION guard.is_hidden(uuid), guard.check_restriction(uuid), guard.case_is_restricted(),
    guard.restriction_stands(), guard.sealed_cases_keep_their_manager() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.is_hidden(uuid) TO app, worker, owner, seed;
GRANT EXECUTE ON FUNCTION guard.check_restriction(uuid), guard.case_is_restricted(), guard.restriction_stands(),
    guard.sealed_cases_keep_their_manager() TO owner;
RESET ROLE;

CREATE CONSTRAINT TRIGGER case_is_restricted AFTER UPDATE OF restriction, team_id ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.case_is_restricted();
CREATE CONSTRAINT TRIGGER restriction_stands AFTER INSERT OR UPDATE ON casework_namedworker
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.restriction_stands();
CREATE CONSTRAINT TRIGGER restriction_stands AFTER INSERT ON casework_casegroupgrant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.restriction_stands();
CREATE CONSTRAINT TRIGGER sealed_cases_keep_their_manager AFTER UPDATE OF ended_on ON agencies_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard.sealed_cases_keep_their_manager();

-- A figure that grew by one would tell that it is there. Who is reminded of their own work is reminded of this as well.
ALTER POLICY {NAMED} ON casework_case USING (
    (SELECT guard.reads_all()) AND (restriction <> 'hidden' OR (SELECT current_setting('app.system', true) = 'reminders'))
);
ALTER POLICY {NAMED} ON casework_caseshare USING (
    (SELECT guard.reads_all()) AND ((SELECT current_setting('app.system', true) = 'reminders') OR NOT guard.is_hidden(case_id))
);
"""
BACKWARD = f"""
ALTER POLICY {NAMED} ON casework_caseshare USING ((SELECT guard.reads_all()));
ALTER POLICY {NAMED} ON casework_case USING ((SELECT guard.reads_all()));
DROP TRIGGER sealed_cases_keep_their_manager ON agencies_membership;
DROP TRIGGER restriction_stands ON casework_casegroupgrant;
DROP TRIGGER restriction_stands ON casework_namedworker;
DROP TRIGGER case_is_restricted ON casework_case;
SET LOCAL ROLE definer;
DROP FUNCTION guard.sealed_cases_keep_their_manager(), guard.restriction_stands(), guard.case_is_restricted(),
    guard.check_restriction(uuid), guard.is_hidden(uuid);
RESET ROLE;
DROP TRIGGER refuse_backdating ON casework_restrictionchange;
DROP TRIGGER refuse_backdating ON casework_namedworker;
DROP TRIGGER settle_once ON casework_namedworker;
REVOKE UPDATE (ended_at, ended_by_id) ON casework_namedworker FROM app, seed;
GRANT INSERT ON casework_namedworker, casework_restrictionchange TO worker;
GRANT UPDATE ON casework_namedworker, casework_restrictionchange TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0034_restrictions")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(
            walled("casework_namedworker", "guard.works_on(case_id, {me})"),
            walled("casework_restrictionchange", "guard.works_on(case_id, {me})"),
        ),
    ]
