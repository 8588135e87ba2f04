"""A process holds the database logins of its role and no other."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database.connections import LOGINS_OF, URL_NAMES, DatabaseRole, connection_settings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any address, and without a role."""
    for name in ("DATABASE_ROLE", *URL_NAMES.values(), *(f"{name}_FILE" for name in URL_NAMES.values())):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def give(environment: pytest.MonkeyPatch, *roles: DatabaseRole) -> None:
    """Set these addresses."""
    for role in roles:
        environment.setenv(URL_NAMES[role], f"postgresql://{role}:secret@database/alongside")


@pytest.mark.parametrize(
    ("role", "logins"),
    [
        (DatabaseRole.APP, {"app", "audit"}),
        (DatabaseRole.WORKER, {"worker", "audit"}),
        (DatabaseRole.OWNER, {"owner"}),
        (DatabaseRole.SEED, {"seed", "audit"}),
    ],
)
def test_a_process_needs_its_own_logins_only(
    environment: pytest.MonkeyPatch, role: DatabaseRole, logins: set[str]
) -> None:
    environment.setenv("DATABASE_ROLE", role)
    give(environment, *LOGINS_OF[role])
    settings = connection_settings()
    assert set(settings) == {"default", *logins}
    assert settings["default"]["USER"] == role
    assert all(settings[login]["USER"] == login for login in logins)


def test_without_a_role_a_process_is_app(environment: pytest.MonkeyPatch) -> None:
    give(environment, DatabaseRole.APP, DatabaseRole.AUDIT)
    assert connection_settings()["default"]["USER"] == "app"


@pytest.mark.parametrize(("role", "missing"), [(role, login) for role, logins in LOGINS_OF.items() for login in logins])
def test_a_login_that_is_needed_and_missing_is_named_at_start(
    environment: pytest.MonkeyPatch, role: DatabaseRole, missing: DatabaseRole
) -> None:
    environment.setenv("DATABASE_ROLE", role)
    give(environment, *(set(DatabaseRole) - {missing}))
    with pytest.raises(ImproperlyConfigured, match=rf"Set {URL_NAMES[missing]}, or {URL_NAMES[missing]}_FILE"):
        connection_settings()


def test_where_every_address_is_there_every_alias_is(environment: pytest.MonkeyPatch) -> None:
    give(environment, *DatabaseRole)
    assert set(connection_settings()) == {"default", *DatabaseRole}


@pytest.mark.parametrize("role", ["audit", "postgres"])
def test_a_role_that_no_process_has_is_refused(environment: pytest.MonkeyPatch, role: str) -> None:
    environment.setenv("DATABASE_ROLE", role)
    give(environment, *DatabaseRole)
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_ROLE is {role}"):
        connection_settings()
