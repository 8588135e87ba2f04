"""Founds the service on an empty database: the first agency, and the administrator who lets everybody else in."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug

from agencies import clock, partners
from agencies.enums import AgencyKind
from agencies.exceptions import ServiceError
from agencies.models import User


class Command(BaseCommand):
    """`manage.py first_administrator --code council --name "City Council" --kind council --email ... --person ...`."""

    help = "Register the first agency and its administrator, on a service that has nobody yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """The agency, the person, and where the password is."""
        parser.add_argument("--code", required=True, help="The agency's short and lasting code, such as `council`.")
        parser.add_argument("--name", required=True, help="The agency's name.")
        parser.add_argument("--kind", required=True, choices=AgencyKind.values, help="What the agency is.")
        parser.add_argument("--email", required=True, help="The administrator's e-mail address.")
        parser.add_argument("--person", required=True, help="The administrator's name.")
        # Never as an argument: other users of the machine, and the shell's history, would see it.
        parser.add_argument("--password-file", type=Path, help="A file that holds the password; asked for without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what was said, found, and say that it is done."""
        _check("--email", validate_email, options["email"])
        _check("--code", validate_slug, options["code"])
        for name in ("name", "person"):
            if not options[name].strip():
                raise CommandError(f"--{name}: write a name.")
        password = _password(options["password_file"])
        _check("The password", validate_password, password, User(email=options["email"], name=options["person"]))
        said = {name: options[name].strip() for name in ("code", "name", "email", "person")}
        try:
            partners.found(**said, kind=AgencyKind(options["kind"]), password=password, on=clock.today())
        except ServiceError as refused:
            raise CommandError(refused.detail) from refused
        self.stdout.write(f"{said['person']} is the administrator of {said['name']}.")


def _check(what: str, validate: Any, *values: Any) -> None:
    try:
        validate(*values)
    except ValidationError as error:
        raise CommandError(f"{what}: {' '.join(error.messages)}") from error


def _password(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    password = getpass("Password of the administrator: ")
    if getpass("The same again: ") != password:
        raise CommandError("These are two different passwords. Run the command again.")
    return password
