-- Alongside bootstrap, version 1, database part: who may do what in this database. A superuser runs it, any number of
-- times, in each database of its own (grants and default privileges do not travel with a template).

SET LOCAL client_min_messages = warning;
SELECT pg_advisory_xact_lock(hashtext('alongside bootstrap'));

-- The statements about the database itself need its name, which SQL only takes as a literal.
DO $$
DECLARE
    this text := quote_ident(current_database());
BEGIN
    EXECUTE 'ALTER DATABASE ' || this || ' OWNER TO owner';
    EXECUTE 'REVOKE ALL ON DATABASE ' || this || ' FROM PUBLIC';
    EXECUTE 'GRANT CONNECT ON DATABASE ' || this || ' TO app, worker, audit, seed, backup';
    -- What is copied in goes by way of a table of the transaction's own: PostgreSQL copies into none with row security.
    EXECUTE 'GRANT TEMPORARY ON DATABASE ' || this || ' TO worker';
    -- What ran here last, for a later version of this file to read.
    EXECUTE 'COMMENT ON DATABASE ' || this || ' IS ''Alongside bootstrap 1''';
END
$$;

ALTER SCHEMA public OWNER TO owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, worker, audit, seed, definer, backup;

-- SECURITY DEFINER functions live apart from tables, so that each of them stands out and none is made by accident.
CREATE SCHEMA IF NOT EXISTS guard AUTHORIZATION owner;
REVOKE ALL ON SCHEMA guard FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA guard TO definer;
GRANT USAGE ON SCHEMA guard TO app, worker, audit, seed, backup;

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;  -- exclusion constraints: membership dates do not overlap
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;     -- finds a name that is misspelt
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;    -- finds José under Jose
CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;      -- e-mail addresses

-- Nobody may DELETE by default: a migration grants it for the one table that needs it, and says why.
-- audit gets nothing by default; the migration of the audit table grants it INSERT there.
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO app, worker, seed;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO definer, backup;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app, worker, seed, audit;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO backup;

-- The one clock. now() stands still inside a transaction, so a long export would outlive the agreement it rests on.
-- owner owns it, so that the owner of a test database may replace it; app cannot.
CREATE OR REPLACE FUNCTION public.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT statement_timestamp() $$;
CREATE OR REPLACE FUNCTION public.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT (public.clock() AT TIME ZONE 'Europe/London')::date $$;
ALTER FUNCTION public.clock() OWNER TO owner;
ALTER FUNCTION public.today() OWNER TO owner;
REVOKE ALL ON FUNCTION public.clock(), public.today() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.clock(), public.today() TO app, worker, audit, seed, definer, backup;
