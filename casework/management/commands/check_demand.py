"""Count the demand picture again, and say where it came out otherwise."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from casework import demand


class Command(BaseCommand):
    """`manage.py check_demand`, with the worker's login: changes nothing, and writes only to the terminal."""

    help = "Count the newest run of the linkage again, and compare with what was stored with it."

    def handle(self, *args: Any, **options: Any) -> None:
        """How many numbers differ, by measure; ends with 1 where any does."""
        found = demand.drift()
        if found is None:
            self.stdout.write("Nothing was linked yet, so there is nothing to count.")
            return
        if not found:
            self.stdout.write("Counted again: every number is as it was stored.")
            return
        for measure in sorted({row[0] for _, row in found}):
            numbers = {which: sum(1 for said, row in found if (said, row[0]) == (which, measure)) for which in WHICH}
            self.stdout.write(
                f"{measure}: {numbers['stored']} stored otherwise, {numbers['counted']} counted otherwise"
            )
        sys.exit(1)


WHICH = ("stored", "counted")
