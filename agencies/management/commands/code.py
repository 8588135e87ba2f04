"""Prints the code that somebody of the demonstration would see on their phone, for whoever tries the service without one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import second_factors, users
from agencies.exceptions import ServiceError


class Command(BaseCommand):
    """`manage.py code asha@example.org`."""

    help = "Print the code of the second factor of somebody of the demonstration, in development."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="Who signs in.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it and nothing else."""
        if not settings.DEVELOPMENT:
            raise CommandError("Codes are told here in development only. Elsewhere people have their own phones.")
        user = users.known_as(options["email"])
        if user is None:
            raise CommandError(f"Nobody is registered as {options['email']}. See who is: manage.py demo --who")
        try:
            code = second_factors.next_code_of_the_invented(user)
        except ServiceError as refused:
            raise CommandError(refused.detail) from refused
        if not code:
            raise CommandError("All codes of this minute are used. Wait half a minute, then ask again.")
        self.stdout.write(code)
