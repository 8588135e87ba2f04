"""Puts right what was cut off while a file was brought in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.extracts import receiving
from casework import files


class Command(BaseCommand):
    """`manage.py sweep_files`, after a crash or once a week; ends with 1 where a file is missing."""

    help = "Give kept files their names, remove those that have no row, and tell which rows have no file."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what was found."""
        swept = files.sweep()
        removed = swept.removed + receiving.sweep()
        self.stdout.write(f"{swept.settled} got their names, {removed} without a row were removed.")
        if swept.missing:
            raise CommandError(
                "These files are missing; look for them in the backup of the folder: "
                + ", ".join(key.hex for key in swept.missing)
            )
