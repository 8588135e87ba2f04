"""Takes away the second factor of whoever has nobody who could: the only administrator, who lost their phone and codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import second_factors, users


class Command(BaseCommand):
    """`manage.py reset_second_factor adi@example.org`."""

    help = "Take away somebody's second factor. They set up another when they sign in. Everybody else asks an administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="Who lost it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say so."""
        user = users.known_as(options["email"])
        if user is None:
            raise CommandError(f"Nobody is registered as {options['email']}.")
        second_factors.reset_from_the_machine(user)
        self.stdout.write("Their second factor is taken away. They set up another when they sign in.")
