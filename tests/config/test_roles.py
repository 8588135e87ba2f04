"""The login roles: none is above the record, none deletes, and the functions that are belong to nobody who logs in."""

import pytest
from django.db import connection

from tests.database import ask, not_allowed, run

pytestmark = pytest.mark.usefixtures("db")

LOGINS = ["app", "worker", "audit", "seed", "owner"]


def role_of(name: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb, rolcanlogin, rolconfig"
            " FROM pg_roles WHERE rolname = %s",
            [name],
        )
        row = cursor.fetchone()
        return dict(zip([column.name for column in cursor.description], row, strict=True))


@pytest.mark.parametrize("name", LOGINS)
def test_whoever_logs_in_is_neither_superuser_nor_past_row_security(name):
    role = role_of(name)
    powers = [power for power, held in role.items() if held is True]
    assert powers == (["rolcreatedb", "rolcanlogin"] if name == "owner" else ["rolcanlogin"])


def test_each_connection_logs_in_as_itself(role):
    for name in LOGINS:
        with role(name):
            assert ask("SELECT session_user = current_user AND session_user = %(name)s", name=name)


def test_definer_never_logs_in_and_alone_goes_past_row_security_beside_the_backup():
    definer = role_of("definer")
    assert (definer["rolcanlogin"], definer["rolbypassrls"], definer["rolsuper"]) == (False, True, False)
    question = "SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_roles WHERE rolbypassrls AND NOT rolsuper"
    assert ask(question) == ["backup", "definer"]


def test_owner_may_become_definer_for_a_moment_and_does_not_walk_around_with_its_rights():
    assert ask("SELECT pg_has_role('owner', 'definer', 'SET')")
    assert not ask("SELECT pg_has_role('owner', 'definer', 'USAGE')")
    for name in ("app", "worker", "audit", "seed", "backup"):
        assert not ask("SELECT pg_has_role(%(name)s, 'definer', 'MEMBER')", name=name)


@pytest.mark.parametrize("name", ["app", "worker", "audit", "seed"])
def test_nobody_becomes_anybody_else(name, role):
    others = ask(
        "SELECT count(*) FROM pg_roles WHERE rolname <> %(name)s AND pg_has_role(%(name)s, oid, 'MEMBER')", name=name
    )
    assert others == 0
    with role(name), not_allowed():
        run("SET ROLE definer")


@pytest.mark.parametrize(
    ("name", "statement", "lock", "idle"),
    [
        ("app", "15s", "5s", "30s"),
        ("worker", "10min", "10s", "5min"),
        ("audit", "5s", "2s", "10s"),
        ("owner", "0", "10s", "10min"),
        ("seed", "0", "10s", "10min"),
        ("backup", "0", "30s", "0"),
    ],
)
def test_a_statement_a_lock_and_a_forgotten_transaction_have_their_time(name, statement, lock, idle):
    config = dict(setting.split("=", 1) for setting in role_of(name)["rolconfig"])
    assert config["statement_timeout"] == statement
    assert config["lock_timeout"] == lock
    assert config["idle_in_transaction_session_timeout"] == idle


def test_no_statement_is_compiled_first():
    for name in ("app", "worker"):
        assert "jit=off" in role_of(name)["rolconfig"]


TABLES = "SELECT coalesce(array_agg(oid::regclass::text ORDER BY 1), '{{}}') FROM pg_class WHERE relkind IN ('r', 'p') AND {}"


@pytest.mark.parametrize("name", ["app", "worker", "audit", "seed", "definer", "backup"])
@pytest.mark.parametrize("right", ["DELETE", "TRUNCATE", "TRIGGER"])
def test_nobody_deletes_and_nobody_hangs_a_trigger(name, right):
    may = f"relnamespace = 'public'::regnamespace AND has_table_privilege('{name}', oid, '{right}')"
    # A grant that is revoked is gone; what it was stands on its share, which nobody deletes. And a session ends.
    revoked = ["casework_casegroupgrant", "casework_caseusergrant"] if name in {"app", "worker", "seed"} else []
    ended = ["django_session"] if name in {"app", "worker"} else []
    # A second factor is taken away; that it was stands in the trail.
    ended += ["mfa_authenticator"] if name in {"app", "seed"} else []
    # A draft is no part of the record: it goes when its words are saved, and with its key when it is old.
    drafts = {
        "app": ["agencies_draft"],
        "seed": ["agencies_draft", "casework_nomination"],
        # What was staged of an extract that is refused as a whole is no part of the record.
        "worker": [
            "agencies_draft",
            "agencies_draftkey",
            "agencies_passwordlink",
            "agencies_refusedrow",
            "agencies_stagedmention",
            # A household that is found no more, and about which nobody decided, is no part of it either.
            "casework_nomination",
        ],
    }
    # Nor what an earlier run of the linkage found.
    earlier = ["comparedpair", "demandcount", "linkedmention", "startcount"] if name == "worker" else []
    kept = sorted([*drafts.get(name, []), *revoked, *ended, *(f"casework_{table}" for table in earlier)])
    assert sorted(ask(TABLES.format(may))) == (kept if right == "DELETE" else [])


@pytest.mark.parametrize("name", ["app", "worker", "audit", "seed", "definer", "backup"])
def test_tables_belong_to_owner(name):
    owned = f"relnamespace = 'public'::regnamespace AND relowner = '{name}'::regrole"
    assert ask(TABLES.format(owned)) == []


def test_audit_reads_and_writes_the_trail_and_nothing_else():
    readable = (
        "relnamespace = 'public'::regnamespace AND has_any_column_privilege('audit', oid, 'SELECT, INSERT, UPDATE')"
    )
    assert ask(TABLES.format(readable)) == ["agencies_auditevent"]
    assert not ask("SELECT has_any_column_privilege('audit', 'agencies_auditevent', 'UPDATE')")


def test_the_backup_reads_everything_and_writes_nothing():
    unread = "relnamespace = 'public'::regnamespace AND NOT has_table_privilege('backup', oid, 'SELECT')"
    written = "relnamespace = 'public'::regnamespace AND has_any_column_privilege('backup', oid, 'INSERT, UPDATE')"
    assert (ask(TABLES.format(unread)), ask(TABLES.format(written))) == ([], [])


def test_definer_changes_nothing_but_the_column_that_its_locks_ask_for():
    written = "relnamespace = 'public'::regnamespace AND has_any_column_privilege('definer', oid, 'INSERT')"
    assert ask(TABLES.format(written)) == []
    question = (
        "SELECT array_agg(DISTINCT attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege('definer', c.oid, attnum, 'UPDATE')"
    )
    assert ask(question) == ["id"]


def functions() -> dict[str, tuple]:
    """Every function of the schema `guard`: its owner, whether it runs as that owner, its settings, who may call it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proowner::regrole::text, prosecdef, proconfig, prorettype = 'trigger'::regtype,"
            " has_function_privilege('app', oid, 'EXECUTE'), has_function_privilege('public', oid, 'EXECUTE')"
            " FROM pg_proc WHERE pronamespace = 'guard'::regnamespace"
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


def test_every_guard_belongs_to_definer_and_looks_where_it_should():
    guards = functions()
    assert len(guards) > 20
    for name, (owner, runs_as_owner, settings, _, _, by_public) in guards.items():
        assert owner == "definer", name
        assert not by_public, name
        assert not runs_as_owner or settings == ["search_path=public, guard, pg_temp"], name


def test_these_questions_and_no_others_may_be_put_by_the_service_itself():
    callable_by_app = {name for name, (_, _, _, trigger, by_app, _) in functions().items() if by_app and not trigger}
    by_policies = {
        "acting",
        "reads_all",
        "is_own",
        "is_shared",
        "works_on",
        "sees_case",
        "sees_household",
        "holds_address",
        "left_for_safety",
    }
    by_policies |= {"works_with_person", "sees_person", "knew_person", "oversees_case", "oversees_person"}
    by_policies |= {"is_close_to_case", "is_close_to_household", "is_close_to_person", "keeps_conflict", "is_hidden"}
    by_policies |= {"oversees_emergency", "reviewed_extracts", "extract_of", "panel_agreements", "is_objected_to"}
    by_policies |= {name for name in callable_by_app if name.startswith("case_of_")}  # of an id an id, and no more
    across_the_wall = {"has_open_case", "is_apart_from_person", "is_apart_from_worker", "is_apart_from_agency"}
    across_the_wall |= {"is_kept_from", "led_in_conflict", "other_records"}
    # Which case is meant, shown to nobody before it is open; what is open now; and of one that is, its reference.
    across_the_wall |= {"cases_in_emergency", "emergency_of", "reference_in_emergency"}
    # Whether all that a file holds may still pass: yes or no.
    across_the_wall |= {"disclosure_stands"}
    # Why a household was found, for the panel, as far as the agreements list it.
    across_the_wall |= {"nominated_mentions"}
    found_by_name = {"keys_of_names"}
    known = {"is_open", "needs_lead", "participating"}
    assert callable_by_app == known | by_policies | across_the_wall | found_by_name


def test_what_runs_as_its_owner_stands_in_guard_and_nowhere_else():
    question = (
        "SELECT coalesce(array_agg(proname::text), '{}') FROM pg_proc"
        " WHERE prosecdef AND pronamespace NOT IN ('guard'::regnamespace, 'pg_catalog'::regnamespace)"
    )
    assert ask(question) == []


@pytest.mark.parametrize("name", ["app", "worker", "audit", "seed"])
def test_nobody_makes_tables_or_functions(name, role):
    with role(name):
        for statement in (
            "CREATE TABLE public.hidden (id int)",
            "CREATE FUNCTION guard.yes() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE SCHEMA hidden",
        ):
            with not_allowed():
                run(statement)
