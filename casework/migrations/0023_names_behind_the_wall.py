"""Which rows have a name or a birth date that is looked for, found by the indexes of names.

Behind the second wall PostgreSQL asks of each row whether whoever asks may reach it before it compares a name, since a comparison
could tell what it compared: it would walk the whole table. So names are compared here, which tells keys alone, and the wall is
asked about those.
"""

from django.db import migrations

from agencies.enums import RoleCode
from casework.births import BirthPrecision

# Whether a case could be within reach, roughly: one of hundreds that match is asked about exactly, and not all of them.
NEAR = """(its_case.team_id = $2
    OR EXISTS (SELECT FROM casework_allocation given WHERE given.case_id = its_case.id AND given.membership_id = $1)
    OR EXISTS (SELECT FROM casework_casegroupgrant given WHERE given.case_id = its_case.id AND given.group_id = $3)
    OR EXISTS (SELECT FROM casework_caseusergrant given WHERE given.case_id = its_case.id AND given.user_id = $4))"""
OURS = "IN (SELECT id FROM agencies_membership WHERE id = $1 OR team_id = $2)"
PERSON_NEAR = f"""(
    EXISTS (SELECT FROM casework_casemember part JOIN casework_case its_case ON its_case.id = part.case_id
            WHERE part.person_id = they.id AND {NEAR})
    OR EXISTS (SELECT FROM casework_householdmember home JOIN casework_case its_case ON its_case.household_id = home.household_id
               WHERE home.person_id = they.id AND {NEAR})
    OR EXISTS (SELECT FROM casework_householdmember home JOIN casework_household lives ON lives.id = home.household_id
               WHERE home.person_id = they.id AND lives.registered_by_id {OURS})
    OR they.registered_by_id {OURS})"""
HOUSEHOLD_NEAR = f"""(
    EXISTS (SELECT FROM casework_case its_case WHERE its_case.household_id = its.id AND {NEAR})
    OR its.registered_by_id {OURS})"""
DEPARTED_NEAR = f"EXISTS (SELECT FROM casework_case its_case WHERE its_case.id = its.case_id AND {NEAR})"
FORWARD = f"""
SET LOCAL ROLE definer;

-- `place`: which names. Each of the words must be in one name; `born`: on one of these days, or in the month or year of the first.
-- Of a common surname thousands are left out at once that are nowhere near whoever asks; where nobody acts, none is.
CREATE FUNCTION guard.keys_of_names(place text, words text[], born date[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    me guard.actor := guard.acting();
    named text := CASE place WHEN 'departed' THEN 'name_at_leaving' ELSE 'name' END;
    -- The words' own keys are worked out once and written in, which lets the planner see how rare they are.
    wanted text[] := ARRAY(
        SELECT format('name_keys(its.%I, false) && %L::text[]', named, name_keys(word, true)) FROM unnest(words) word
    );
    day date := born[1];
BEGIN
    IF day IS NOT NULL THEN
        wanted := wanted || format(
            '(they.born_on = ANY (%1$L::date[]) OR they.born_on = %2$L AND they.birth_precision = %3$L'
            ' OR they.born_on = %4$L AND they.birth_precision = %5$L)',
            born, date_trunc('month', day)::date, '{BirthPrecision.MONTH}', date_trunc('year', day)::date, '{BirthPrecision.YEAR}'
        );
    END IF;
    IF cardinality(wanted) = 0 THEN
        RETURN;
    END IF;
    IF place = 'departed' THEN
        wanted := wanted || 'its.name_at_leaving <> '''''::text;
    END IF;
    -- Nothing is near whoever oversees the record. The wall is asked about every key, whoever asks.
    IF me.membership IS NOT NULL AND me.role <> '{RoleCode.GOVERNANCE_LEAD}' THEN
        wanted := wanted || CASE place
            WHEN 'household' THEN $near${HOUSEHOLD_NEAR}$near$ WHEN 'departed' THEN $near${DEPARTED_NEAR}$near$
            ELSE $near${PERSON_NEAR}$near$ END;
    END IF;
    RETURN QUERY EXECUTE 'SELECT its.id FROM ' || CASE place
        WHEN 'person' THEN 'casework_person its, LATERAL (SELECT its.*) they'
        WHEN 'other' THEN 'casework_personname its JOIN casework_person they ON they.id = its.person_id'
        WHEN 'household' THEN 'casework_household its'
        WHEN 'departed' THEN 'casework_casemember its'
    END || ' WHERE ' || array_to_string(wanted, ' AND ') USING me.membership, me.team, me.group_id, me.user_id;
END $$;

REVOKE ALL ON FUNCTION guard.keys_of_names(text, text[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.keys_of_names(text, text[], date[]) TO app, worker, seed;
RESET ROLE;
"""
BACKWARD = """
SET LOCAL ROLE definer;
DROP FUNCTION guard.keys_of_names(text, text[], date[]);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0022_second_wall")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
