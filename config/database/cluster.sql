-- Alongside bootstrap, version 1, cluster part: the roles of one PostgreSQL server. A superuser runs it, any number of times.
--
-- It holds no passwords: each caller gives them in a step of its own (bootstrap.py, docker-entrypoint.sh). A role
-- without a password cannot log in over the network, so a step that was forgotten fails closed.

SET LOCAL client_min_messages = warning;
SELECT pg_advisory_xact_lock(hashtext('alongside bootstrap'));  -- two at once would race on the same rows of pg_authid

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['owner', 'app', 'worker', 'audit', 'seed', 'definer', 'backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
    END LOOP;
END
$$;

-- Attributes are stated again on every run: a role that somebody widened by hand comes back to what is written here.
ALTER ROLE owner   LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION CREATEDB;  -- CREATEDB makes test databases
ALTER ROLE app     LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE worker  LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE audit   LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
-- seed exists everywhere, because policies and grants name it, but logs in only where a caller gives it a password.
ALTER ROLE seed    NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE definer NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
-- Without BYPASSRLS a backup would be empty and say nothing about it.
ALTER ROLE backup  LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;

-- owner may hand a function over to definer, but does not walk around with definer's rights.
GRANT definer TO owner WITH INHERIT FALSE, SET TRUE;

-- A statement or a lock that takes longer than this is a fault, and must not hold up everybody else.
ALTER ROLE app    SET statement_timeout = '15s';
ALTER ROLE app    SET lock_timeout = '5s';
ALTER ROLE app    SET idle_in_transaction_session_timeout = '30s';
-- The policies' functions count as dear, so that PostgreSQL would compile each statement first, which takes longer than it saves.
ALTER ROLE app    SET jit = off;
ALTER ROLE worker SET jit = off;
ALTER ROLE worker SET statement_timeout = '10min';
ALTER ROLE worker SET lock_timeout = '10s';
ALTER ROLE worker SET idle_in_transaction_session_timeout = '5min';
ALTER ROLE audit  SET statement_timeout = '5s';
ALTER ROLE audit  SET lock_timeout = '2s';
ALTER ROLE audit  SET idle_in_transaction_session_timeout = '10s';
-- A migration may take as long as it takes, but never queues the whole service behind the lock it waits for.
ALTER ROLE owner  SET statement_timeout = 0;
ALTER ROLE owner  SET lock_timeout = '10s';
ALTER ROLE owner  SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE seed   SET statement_timeout = 0;
ALTER ROLE seed   SET lock_timeout = '10s';
ALTER ROLE seed   SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE backup SET statement_timeout = 0;
ALTER ROLE backup SET lock_timeout = '30s';
ALTER ROLE backup SET idle_in_transaction_session_timeout = 0;
ALTER ROLE backup SET default_transaction_read_only = on;
