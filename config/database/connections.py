"""Which login role a process has: web is app, the worker is worker, migrations are owner, the demonstration is seed."""

import os
from enum import StrEnum
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config.environment import secret


class DatabaseRole(StrEnum):
    """The login roles of config/database/cluster.sql that a process of ours may hold."""

    APP = "app"
    WORKER = "worker"
    OWNER = "owner"
    AUDIT = "audit"
    SEED = "seed"


URL_NAMES = {
    DatabaseRole.APP: "DATABASE_URL",
    DatabaseRole.WORKER: "DATABASE_URL_WORKER",
    DatabaseRole.OWNER: "DATABASE_URL_OWNER",
    DatabaseRole.AUDIT: "DATABASE_URL_AUDIT",
    DatabaseRole.SEED: "DATABASE_URL_SEED",  # development and tests only: no production machine has it
}
# What a process of each role is given, and no more: a web process that was broken into holds no password with which to
# drop the guards. `audit` writes what was read and refused, apart from the request's own transaction.
LOGINS_OF: dict[DatabaseRole, tuple[DatabaseRole, ...]] = {
    DatabaseRole.APP: (DatabaseRole.APP, DatabaseRole.AUDIT),
    DatabaseRole.WORKER: (DatabaseRole.WORKER, DatabaseRole.AUDIT),
    DatabaseRole.OWNER: (DatabaseRole.OWNER,),
    DatabaseRole.SEED: (DatabaseRole.SEED, DatabaseRole.AUDIT),
}


def is_given(name: str) -> bool:
    """Whether the environment has NAME, or NAME_FILE."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def connection(role: DatabaseRole) -> dict[str, Any]:
    """Django's settings for one connection under one login role."""
    config: dict[str, Any] = environ.Env.db_url_config(secret(URL_NAMES[role]))
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    # A database that does not answer at all must be found out in seconds, by readiness and by beat's pulse too.
    config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return config


def connection_settings() -> dict[str, dict[str, Any]]:
    """DATABASES: `default` is this process's own role; under its own name stands every role whose address is there.

    The role comes from DATABASE_ROLE, which manage.py and worker/app.py set. In production a process has the addresses
    that its role needs and no other; development and tests have all of them.
    Raises ImproperlyConfigured where one that it needs is missing, so that it is named at start.
    """
    own = _own_role()
    needed = LOGINS_OF[own]
    there = {role.value: connection(role) for role in DatabaseRole if role in needed or is_given(URL_NAMES[role])}
    return {"default": connection(own), **there}


def _own_role() -> DatabaseRole:
    name = os.environ.get("DATABASE_ROLE") or DatabaseRole.APP.value
    if name not in LOGINS_OF:
        raise ImproperlyConfigured(f"DATABASE_ROLE is {name}; no process runs as that. Use {', '.join(LOGINS_OF)}.")
    return DatabaseRole(name)
