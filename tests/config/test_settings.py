"""Settings as production has them: whole, closed, and named where something is missing."""

import json
import os
import secrets
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import flag, optional_secret, secret
from config.savings import Savings
from config.stack.home import CHECKOUT

FACTS = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({
    "debug": settings.DEBUG, "hosts": settings.ALLOWED_HOSTS, "renderers": settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"],
    "databases": sorted(settings.DATABASES), "development": settings.DEVELOPMENT, "test_numbers": settings.ALLOW_TEST_NUMBERS,
    **{name.lower(): [getattr(settings, f"{name}_COOKIE_{what}") for what in (
        "NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH",
    )] for name in ("CSRF", "SESSION")}, "proxy": settings.SECURE_PROXY_SSL_HEADER,
    "mail": [settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD,
             settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT > 0],
}))
"""


def production(**more: str) -> dict[str, str]:
    """What web's container has, and nothing else; connects to none of it. A value of "" takes one away."""
    given = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "alongside.example,www.alongside.example",
        "BEHIND_TLS_PROXY": "1",
        "NUM_PROXIES": "1",
        "REDIS_URL": "redis://broker",
        "DATABASE_URL": "postgresql://app:secret@database/alongside",
        "DATABASE_URL_AUDIT": "postgresql://audit:secret@database/alongside",
        **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
    }
    return {name: value for name, value in {**given, **more}.items() if value}


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, in production."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=production(**more), capture_output=True, text=True, check=False)


def facts(**more: str) -> dict[str, object]:
    """What the settings are there."""
    found: dict[str, object] = json.loads(run("-c", FACTS, **more).stdout)
    return found


def test_the_deployment_check_has_nothing_to_say() -> None:
    checked = run("manage.py", "check", "--deploy", "--fail-level=INFO")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


def test_production_is_closed() -> None:
    found = facts()
    assert found["debug"] is found["development"] is found["test_numbers"] is False
    assert found["hosts"] == ["alongside.example", "www.alongside.example"]
    assert found["renderers"] == ["rest_framework.renderers.JSONRenderer"]
    assert found["csrf"] == ["__Host-csrftoken", True, True, "Lax", None, "/"]
    assert found["session"] == ["__Host-session", True, True, "Lax", None, "/"]
    assert found["databases"] == ["app", "audit", "default"]


def test_a_header_about_tls_is_believed_behind_a_proxy_of_ours_only() -> None:
    assert facts()["proxy"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert facts(BEHIND_TLS_PROXY="")["proxy"] is None


def test_mail_goes_over_tls_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    assert facts()["mail"] == ["localhost", 587, "", "", True, True]
    file = tmp_path / "password"
    file.write_text("from a file\n")
    told = facts(
        EMAIL_HOST="mail.example",
        EMAIL_PORT="25",
        EMAIL_HOST_USER="alongside",
        EMAIL_HOST_PASSWORD_FILE=str(file),
        EMAIL_USE_TLS="0",
    )
    assert told["mail"] == ["mail.example", 25, "alongside", "from a file", False, True]


@pytest.mark.parametrize("missing", ["SECRET_KEY", "REDIS_URL", "DATABASE_URL", "DATABASE_URL_AUDIT"])
def test_what_is_missing_is_named_at_start(missing: str) -> None:
    started = run("-c", "import config.wsgi", **{missing: ""})
    assert started.returncode == 1
    last = started.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert f"Set {missing}, or {missing}_FILE" in last


@pytest.mark.parametrize(
    ("entry", "arguments", "needed"),
    [
        ("migrate", ("manage.py", "migrate", "--plan"), "DATABASE_URL_OWNER"),
        ("demo", ("manage.py", "demo"), "DATABASE_URL_SEED"),
        ("worker", ("-c", "import worker.app; worker.app.app.conf.broker_url"), "DATABASE_URL_WORKER"),
    ],
)
def test_each_entry_point_asks_for_the_login_of_its_own_role(
    entry: str, arguments: tuple[str, ...], needed: str
) -> None:
    started = run(*arguments)
    assert started.returncode == 1
    assert f"Set {needed}, or {needed}_FILE" in started.stderr


# The environment


def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    monkeypatch.setenv("ALONGSIDE_TEST_FILE", str(file))
    assert secret("ALONGSIDE_TEST") == optional_secret("ALONGSIDE_TEST") == "from a file"
    monkeypatch.setenv("ALONGSIDE_TEST", "itself")
    assert secret("ALONGSIDE_TEST") == optional_secret("ALONGSIDE_TEST") == "itself"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALONGSIDE_TEST_FILE", str(tmp_path / "nowhere"))
    for ask in (secret, optional_secret):
        with pytest.raises(ImproperlyConfigured, match=r"ALONGSIDE_TEST_FILE names .*nowhere, which cannot be read"):
            ask("ALONGSIDE_TEST")


def test_what_a_site_may_do_without_is_empty() -> None:
    assert not optional_secret("ALONGSIDE_TEST")


@pytest.mark.parametrize(
    ("value", "default", "expected"),
    [
        ("1", False, True),
        ("True", False, True),
        ("yes", False, True),
        ("0", True, False),
        ("no", True, False),
        ("", True, True),
        (None, True, True),
        (None, False, False),
    ],
)
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str | None, default: bool, expected: bool) -> None:
    if value is not None:
        monkeypatch.setenv("ALONGSIDE_TEST", value)
    assert flag("ALONGSIDE_TEST", default=default) is expected


@pytest.mark.parametrize("said", ["0,5,10", "0,5,10,15,25,140", "0,10,5,15,25,40", "none", "-1,5,10,15,25,40"])
def test_what_is_no_list_of_six_shares_is_no_correction_for_optimism(said, monkeypatch):
    monkeypatch.setenv("OPTIMISM_PERCENT", said)
    with pytest.raises(ImproperlyConfigured, match="six whole numbers"):
        Savings()


def test_a_site_says_itself_what_optimism_takes_off(monkeypatch):
    monkeypatch.setenv("OPTIMISM_PERCENT", "0,0,10,20,30,100")
    assert Savings().optimism == dict(enumerate(map(Decimal, ["0", "0", "0.1", "0.2", "0.3", "1"]), 1))
