"""Which login role a process has: web is app, the worker is worker, migrations are owner, the demonstration is seed."""

import os
from enum import StrEnum
from typing import Any

import environ

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
REQUIRED = [DatabaseRole.APP, DatabaseRole.WORKER, DatabaseRole.OWNER, DatabaseRole.AUDIT]


def connection(role: DatabaseRole) -> dict[str, Any]:
    """Django's settings for one connection under one login role."""
    config: dict[str, Any] = environ.Env.db_url_config(secret(URL_NAMES[role]))
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    # A database that does not answer at all must be found out in seconds, by readiness and by beat's pulse too.
    config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return config


def connection_settings() -> dict[str, dict[str, Any]]:
    """DATABASES: `default` is this process's own role, the others are there for what only they may do.

    The role comes from DATABASE_ROLE, which manage.py and worker/app.py set; every address is asked for at start, so
    that a missing one is named then. `seed` is there only where its address is set.
    """
    own = DatabaseRole(os.environ.get("DATABASE_ROLE", DatabaseRole.APP))
    every = {role.value: connection(role) for role in REQUIRED}
    if os.environ.get(URL_NAMES[DatabaseRole.SEED]) or os.environ.get(URL_NAMES[DatabaseRole.SEED] + "_FILE"):
        every[DatabaseRole.SEED.value] = connection(DatabaseRole.SEED)
    return {"default": connection(own), **every}
