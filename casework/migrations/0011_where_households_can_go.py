"""No household is left at a door that is shut: a team or an agency ends without open cases, and opens none after that.

The functions count cases that the administrator may not see, so they run as `definer`, as those of 0003 do.
"""

from django.db import migrations

FORWARD = """
-- FOR SHARE asks for the right to change a row; definer gets it for one column that no function of its ever changes.
GRANT UPDATE (id) ON agencies_team, agencies_agency TO definer;

SET LOCAL ROLE definer;

CREATE FUNCTION guard.ends_without_open_cases() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
BEGIN
    IF NEW.ended_on IS NOT NULL AND EXISTS (
        SELECT FROM casework_case here JOIN agencies_team team ON team.id = here.team_id
        WHERE NEW.id IN (team.id, team.agency_id) AND guard.is_open(here.status)
    ) THEN
        RAISE EXCEPTION 'open cases are left' USING ERRCODE = 'check_violation', CONSTRAINT = 'ends_without_open_cases';
    END IF;
    RETURN NULL;
END $$;

-- The lock makes whoever ends the team in the same moment wait, and then see the case.
CREATE FUNCTION guard.case_opens_where_somebody_stays() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    shut boolean;
BEGIN
    IF NOT guard.is_open(NEW.status) OR TG_OP = 'UPDATE' AND guard.is_open(OLD.status) AND OLD.team_id = NEW.team_id THEN
        RETURN NULL;
    END IF;
    SELECT team.ended_on IS NOT NULL OR agency.ended_on IS NOT NULL INTO shut
        FROM agencies_team team JOIN agencies_agency agency ON agency.id = team.agency_id
        WHERE team.id = NEW.team_id FOR SHARE;
    IF shut THEN
        RAISE EXCEPTION 'this team takes nobody in any more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_opens_where_somebody_stays';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION guard.ends_without_open_cases(), guard.case_opens_where_somebody_stays() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.ends_without_open_cases(), guard.case_opens_where_somebody_stays() TO owner;
RESET ROLE;

CREATE TRIGGER ends_without_open_cases AFTER UPDATE OF ended_on ON agencies_team
    FOR EACH ROW EXECUTE FUNCTION guard.ends_without_open_cases();
CREATE TRIGGER ends_without_open_cases AFTER UPDATE OF ended_on ON agencies_agency
    FOR EACH ROW EXECUTE FUNCTION guard.ends_without_open_cases();
CREATE TRIGGER case_opens_where_somebody_stays AFTER INSERT OR UPDATE OF status, team_id ON casework_case
    FOR EACH ROW EXECUTE FUNCTION guard.case_opens_where_somebody_stays();
"""

BACKWARD = """
DROP TRIGGER case_opens_where_somebody_stays ON casework_case;
DROP TRIGGER ends_without_open_cases ON agencies_agency;
DROP TRIGGER ends_without_open_cases ON agencies_team;
SET LOCAL ROLE definer;
DROP FUNCTION guard.case_opens_where_somebody_stays(), guard.ends_without_open_cases();
RESET ROLE;
REVOKE UPDATE (id) ON agencies_team, agencies_agency FROM definer;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_partners_part_guards"), ("agencies", "0006_teams_end")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
