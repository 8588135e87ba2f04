"""The two servers as those see them who connect: addresses and passwords."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from config.database.bootstrap import bootstrap_cluster
from config.database.connections import URL_NAMES, DatabaseRole


@dataclass(frozen=True)
class Servers:
    """A PostgreSQL server whose roles are there, and a Redis-compatible one."""

    superuser_url: str = field(repr=False)
    passwords: Mapping[DatabaseRole, str] = field(repr=False)
    redis_url: str = field(repr=False)

    def superuser_url_of(self, database: str) -> str:
        """The superuser's address of one database."""
        return urlunsplit(urlsplit(self.superuser_url)._replace(path=f"/{database}"))

    def url(self, role: DatabaseRole, database: str) -> str:
        """A login role's address of one database."""
        parts = urlsplit(self.superuser_url)
        return f"postgresql://{role}:{self.passwords[role]}@{parts.hostname}:{parts.port or 5432}/{database}"

    def environment(self, database: str) -> dict[str, str]:
        """What settings read: every role's address of one database, and the broker's."""
        urls = {URL_NAMES[role]: self.url(role, database) for role in self.passwords}
        return urls | {"REDIS_URL": self.redis_url}


def with_roles(superuser_url: str, redis_url: str) -> Servers:
    """Bootstrap the server, with a new random password for every login role, seed too: for development and tests."""
    passwords = {role: secrets.token_urlsafe(24) for role in DatabaseRole}
    bootstrap_cluster(superuser_url, passwords)
    return Servers(superuser_url, passwords, redis_url)
