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
--   less, another or swapped share one of these
-- - from four letters on, how it sounds. Metaphone hears b as p and d as t; people do not, so that the first letter is kept
--   of those, and all vowels at the beginning are one.
CREATE FUNCTION public.word_keys(word text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT word
    UNION ALL
    SELECT left(word, place - 1) || substr(word, place + 1) FROM generate_series(1, length(word)) AS place
    WHERE length(word) BETWEEN 4 AND 20
    UNION ALL
    SELECT '~' || CASE WHEN word ~ '^[bpdt]' THEN left(word, 1) ELSE '' END || sound
    FROM unnest(ARRAY[public.dmetaphone(word), public.dmetaphone_alt(word)]) AS sound
    WHERE word ~ '^[a-z]{4,}$' AND length(sound) > 1
$$;

-- Of a name: all of these, and how each word begins.
CREATE FUNCTION public.name_keys(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT key), '{}')
    FROM unnest(string_to_array(trim(public.plain_name(name)), ' ')) AS word,
         LATERAL (SELECT public.word_keys(word)
                  UNION ALL SELECT '^' || left(word, size) FROM generate_series(1, least(length(word), 6)) AS size) AS keys (key)
    WHERE word <> ''
$$;

-- Of one word that was typed: that it is meant whole, or as the beginning of one.
CREATE FUNCTION public.typed_keys(typed text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(key)
    FROM trim(public.plain_name(typed)) AS word,
         LATERAL (SELECT public.word_keys(word) UNION ALL SELECT '^' || word WHERE length(word) <= 6) AS keys (key)
$$;
"""

BACKWARD = """
DROP FUNCTION public.typed_keys(text);
DROP FUNCTION public.name_keys(text);
DROP FUNCTION public.word_keys(text);
DROP FUNCTION public.plain_name(text);
DROP EXTENSION fuzzystrmatch;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_partners_part_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
