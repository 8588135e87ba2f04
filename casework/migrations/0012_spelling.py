"""How a name is compared: what is written alike, and what one slip of the keyboard or another spelling makes of it."""

from django.db import migrations

# Everything is named with its schema: where an index is built, the search path is empty.
FORWARD = """
-- Trusted, so that owner can make them; the bootstrap makes pg_trgm and unaccent already.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch SCHEMA public;

-- Small letters without accents, words parted by one space, a space before and after: "O’Neill-Łukasz" is " oneill lukasz ".
-- Immutable as long as nobody changes unaccent's rules; whoever does builds the indexes anew.
CREATE FUNCTION public.plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ' ' || trim(regexp_replace(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary, normalize(name, NFKC))),
        '[''’‘ʼ`´]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) || ' '
$$;

-- What two spellings of one word have in common, for each word of a name:
-- - the word itself, and from four letters on the word with each letter left out: two words that differ by one letter more,
--   less, another or swapped share one of these. Of a short word the first letter stays: Dale is not Vale
-- - how it begins; of a word that was typed only that it may be the beginning of one
-- - from four letters on, how it sounds. Metaphone hears b as p and d as t; people do not, so that the first letter is kept of
--   those. It ends after four consonants, where too many long names are still alike: from six letters on names are heard as
--   Daitch and Mokotoff do, who knew Eastern Europe, and from eight on by them alone.
-- One function, for a plan is kept for each call of it, and none for functions called inside.
CREATE FUNCTION public.name_keys(name text, is_typed boolean) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH words AS MATERIALIZED (
        SELECT word, length(word) AS size, word ~ '^[a-z]+$' AS is_heard
        FROM unnest(string_to_array(trim(public.plain_name(name)), ' ')) AS word WHERE word <> ''
    )
    SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
        SELECT word AS key FROM words
        UNION ALL
        SELECT left(word, place - 1) || substr(word, place + 1) FROM words, generate_series(CASE WHEN size < 6 THEN 2 ELSE 1 END, size) AS place
        WHERE size BETWEEN 4 AND 20
        UNION ALL
        SELECT '^' || left(word, place) FROM words, generate_series(CASE WHEN is_typed THEN size ELSE 1 END, least(size, 6)) AS place
        UNION ALL
        SELECT '~' || CASE WHEN word ~ '^[bp]' AND sound ~ '^P' OR word ~ '^[dt]' AND sound ~ '^T' THEN left(word, 1) ELSE '' END
            || sound
        FROM words, unnest(ARRAY[public.dmetaphone(word), public.dmetaphone_alt(word)]) AS sound
        WHERE is_heard AND size BETWEEN 4 AND 7 AND length(sound) > 1
        UNION ALL
        SELECT '#' || sound FROM words, unnest(public.daitch_mokotoff(word)) AS sound WHERE is_heard AND size >= 6
    ) AS keys
$$;
"""

BACKWARD = """
DROP FUNCTION public.name_keys(text, boolean);
DROP FUNCTION public.plain_name(text);
DROP EXTENSION fuzzystrmatch;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_where_households_can_go")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
