"""Which rows have a name or a birth date that is looked for, found by the indexes of names.

Behind the second wall PostgreSQL asks of each row whether whoever asks may reach it before it compares a name, since a comparison
could tell what it compared: it would walk the whole table. So names are compared here, which tells keys alone, and the wall is
asked about those.
"""

from django.db import migrations

from casework.births import BirthPrecision

FORWARD = f"""
SET LOCAL ROLE definer;

-- `place`: which names. Each of the words must be in one name; `born`: on one of these days, or in the month or year of the first.
CREATE FUNCTION guard.keys_of_names(place text, words text[], born date[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, guard, pg_temp AS $$
DECLARE
    named text := CASE place WHEN 'departed' THEN 'name_at_leaving' ELSE 'name' END;
    -- The words' own keys are worked out once and written in, which lets the planner see how rare they are.
    wanted text[] := ARRAY(SELECT format('name_keys(its.%I, false) && %L::text[]', named, name_keys(word, true)) FROM unnest(words) word);
    day date := born[1];
BEGIN
    IF day IS NOT NULL THEN
        wanted := wanted || format(
            '(%1$s.born_on = ANY (%2$L::date[]) OR %1$s.born_on = %3$L AND %1$s.birth_precision = %4$L'
            ' OR %1$s.born_on = %5$L AND %1$s.birth_precision = %6$L)',
            CASE place WHEN 'person' THEN 'its' ELSE 'they' END, born, date_trunc('month', day)::date, '{BirthPrecision.MONTH}', date_trunc('year', day)::date, '{BirthPrecision.YEAR}'
        );
    END IF;
    IF cardinality(wanted) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE CASE place
        WHEN 'person' THEN 'SELECT its.id FROM casework_person its WHERE '
        WHEN 'other' THEN 'SELECT its.id FROM casework_personname its JOIN casework_person they ON they.id = its.person_id WHERE '
        WHEN 'household' THEN 'SELECT its.id FROM casework_household its WHERE '
        WHEN 'departed' THEN 'SELECT its.id FROM casework_casemember its WHERE its.name_at_leaving <> '''' AND '
    END || array_to_string(wanted, ' AND ');
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
