"""Loads the demonstration into an empty database, or says as whom to look at it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcomes.demonstration.loading import Loaded, load, loaded, who

CUT_OFF = (
    "Loading the demonstration was cut off, and half of it is no use to anybody. Start with fresh data: stop bin/up, "
    "remove the folder .dev, and start bin/up again."
)
OTHERS = "This service has people of its own, so the demonstration is not loaded into it."


class Command(BaseCommand):
    """`manage.py demo` loads it once; `manage.py demo --who` prints who can sign in."""

    help = "Load the demonstration: invented households in every state, and the people who support them."

    def add_arguments(self, parser: CommandParser) -> None:
        """--who."""
        parser.add_argument("--who", action="store_true", help="Print somebody in each role, and how to act as them.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load where there is nothing; say nothing where it is there; refuse where half of it is."""
        if not settings.DEVELOPMENT:
            raise CommandError("The demonstration is for development only: it never goes near a family's real record.")
        found = loaded()
        if found is Loaded.PART:
            raise CommandError(CUT_OFF)
        if found is Loaded.OTHERS:
            self.stdout.write(OTHERS)
        elif options["who"]:
            self._say_who(found)
        elif found is Loaded.NOTHING:
            load(self.stdout.write)
            self.stdout.write("The demonstration is loaded.")

    def _say_who(self, found: Loaded) -> None:
        if found is Loaded.NOTHING:
            raise CommandError("The demonstration is not loaded yet: run manage.py demo first.")
        self.stdout.write("\n".join(who()))
