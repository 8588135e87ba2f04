"""Takes a price index into the service, by which unit costs are brought to the prices of one year."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcomes.catalogue.files import text_of
from outcomes.catalogue.price_index import load, read


class Command(BaseCommand):
    """`manage.py load_price_index FILE --series gdp-2026-03 --source "HM Treasury, GDP deflators, March 2026"`."""

    help = (
        "Load a CSV with price_year and level. It becomes the whole of its series; the same file twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--series", required=True, help="A short name, for PRICE_INDEX.")
        parser.add_argument("--source", required=True, help="Whose index it is, and of when.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, refuse or load, and say what came of it."""
        series, source = options["series"].strip(), options["source"].strip()
        if not series or not source:
            raise CommandError("Say what the index is called and whose it is: --series, --source.")
        levels, problems = read(text_of(options["file"]))
        if problems:
            raise CommandError("\n".join([*problems, "Nothing was loaded."]))
        changed = load(series, source, levels)
        self.stdout.write(
            f"{series}: {len(levels)} years, from {min(levels)} to {max(levels)}; {changed} of them changed."
        )
