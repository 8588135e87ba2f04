"""Prepares a PostgreSQL server and a database for Alongside, with the same two SQL files that docker-compose runs."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from config.database.connections import DatabaseRole

CLUSTER_SQL = Path(__file__).with_name("cluster.sql")
DATABASE_SQL = Path(__file__).with_name("database.sql")


def bootstrap_cluster(superuser_url: str, passwords: Mapping[DatabaseRole, str] | Mapping[str, str]) -> None:
    """Make the roles, or put them right, and give each role named in `passwords` its password.

    Runs again on an existing server; a role that is not named keeps its password.
    `seed` may log in only where it is named. Raises psycopg.Error where the server or the superuser refuses.
    """
    with psycopg.connect(superuser_url) as connection:
        _run(connection, CLUSTER_SQL)
        for role, password in passwords.items():
            _set_password(connection, str(role), password)


def create_database(superuser_url: str, name: str) -> None:
    """Make an empty UTF-8 database; raises psycopg.errors.DuplicateDatabase where it is there already."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        # template0, because template1 is open to what others left in it.
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )


def bootstrap_database(superuser_url: str) -> None:
    """Give the database of this address its owner, schemas, extensions, rights and clock; any number of times.

    Side effects: a replaced clock() (as tests have) is the real one again.
    """
    with psycopg.connect(superuser_url) as connection:
        _run(connection, DATABASE_SQL)


def _run(connection: psycopg.Connection, script: Path) -> None:
    # Bytes, because psycopg takes only literal strings as SQL: this file is as trusted as a literal.
    connection.execute(script.read_bytes())


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    # Encrypted here, so that the server's log never shows the password itself, whatever it is set to log.
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    connection.execute(statement)
