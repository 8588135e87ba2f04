"""Walks along the seals of the trail, and says what is not as it was sealed."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.verification import Verification


class Command(BaseCommand):
    """`manage.py verify_audit [--since N]`, daily; ends with 1 where anything is wrong."""

    help = "Say which rows of the trail were altered, removed or slipped in, and whether the second place agrees."

    def add_arguments(self, parser: CommandParser) -> None:
        """With which seal to begin."""
        parser.add_argument("--since", type=int, default=1, metavar="N", help="begin with this seal (default: 1)")

    def handle(self, *args: Any, since: int, **options: Any) -> None:
        """Each finding on a line of its own, as it is found."""
        began, walk, wrong = time.monotonic(), Verification(since=max(1, since)), 0
        for finding in walk.findings():
            self.stdout.write(finding)
            wrong += 1
        seconds = time.monotonic() - began
        self.stdout.write(f"{walk.rows} rows in {walk.seals} seals, {seconds:.1f} s.")
        if wrong:
            raise CommandError(f"The trail is not as it was sealed; findings: {wrong}. See docs/operate.md.")
