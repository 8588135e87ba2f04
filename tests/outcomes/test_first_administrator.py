"""Founding the service on an empty database."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.enums import RoleCode
from agencies.models import Membership

pytestmark = pytest.mark.usefixtures("db")

PASSWORD = "twelve quiet otters"
FACTS = {"code": "council", "name": "City Council", "kind": "council", "email": "jo@example.org", "person": "Jo"}


def arguments(tmp_path: Path, password: str = PASSWORD, **said: str) -> list[str]:
    file = tmp_path / "password"
    file.write_text(f"{password}\n")
    return [*(f"--{name}={value}" for name, value in (FACTS | said).items()), f"--password-file={file}"]


def test_the_first_administrator_can_sign_in(tmp_path):
    output = StringIO()
    call_command("first_administrator", *arguments(tmp_path), stdout=output)
    membership = Membership.objects.select_related("user", "agency").get()
    assert (membership.role, membership.agency.code) == (RoleCode.ADMINISTRATOR, "council")
    assert membership.user.check_password("twelve quiet otters")
    assert output.getvalue() == "Jo is the administrator of City Council.\n"


def test_there_is_no_second_first(tmp_path):
    call_command("first_administrator", *arguments(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="members already"):
        call_command("first_administrator", *arguments(tmp_path, code="police", email="al@example.org"))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"email": "jo"}, "--email"),
        ({"code": "city council"}, "--code"),
        ({"name": " "}, "--name"),
        ({"person": ""}, "--person"),
        ({"password": "short"}, "The password"),
        ({"password": "jo@example.org"}, "The password"),
    ],
)
def test_what_was_said_wrongly_is_named(said, says, tmp_path):
    with pytest.raises(CommandError, match=says):
        call_command("first_administrator", *arguments(tmp_path, **said))
    assert not Membership.objects.exists()


def test_a_password_file_that_is_not_there(tmp_path):
    given = [*arguments(tmp_path)[:-1], f"--password-file={tmp_path / 'nothing'}"]
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("first_administrator", *given)


@pytest.mark.parametrize(("second", "founded"), [("twelve quiet otters", True), ("twelve loud otters", False)])
def test_a_password_is_asked_for_twice(second, founded, tmp_path, monkeypatch):
    answers = iter(["twelve quiet otters", second])
    monkeypatch.setattr("agencies.management.commands.first_administrator.getpass", lambda prompt: next(answers))
    given = arguments(tmp_path)[:-1]
    if founded:
        call_command("first_administrator", *given, stdout=StringIO())
    else:
        with pytest.raises(CommandError, match="two different"):
            call_command("first_administrator", *given)
    assert Membership.objects.exists() is founded
