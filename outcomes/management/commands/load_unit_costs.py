"""Takes a published catalogue of unit costs into the service: a newer edition, or the whole of one that it has a part of."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import clock
from outcomes.catalogue.files import text_of
from outcomes.catalogue.loading import Attribution, Loaded, known_attribution, load
from outcomes.catalogue.reader import NEEDED, OPTIONAL, read
from outcomes.enums import Bearer

MOST_PROBLEMS = 20


class Command(BaseCommand):
    """`manage.py load_unit_costs FILE --edition 3.0 --source URL --licence "CC BY 4.0" --credit "© GMCA" [--dry-run]`."""

    help = "Load a CSV of unit costs. All of it is taken or nothing; the same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose it is, and what it calls its columns and bearers."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", required=True, help="Such as 1.4; rows of each edition stand by themselves.")
        parser.add_argument("--source", help="Where it was published; as before where the edition is known.")
        parser.add_argument("--licence", help="Under which it may be passed on; as before where the edition is known.")
        parser.add_argument("--credit", help="Whom to name on every row; as before where the edition is known.")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="OURS=THEIRS",
            help=f"What the file calls a column. Ours: {', '.join([*NEEDED, *OPTIONAL])}.",
        )
        parser.add_argument(
            "--bearer",
            action="append",
            default=[],
            metavar="WORDS=CODE",
            help=f"Who is meant by words of the file. Codes: {', '.join(Bearer.values)}.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, refuse or load, and say what came of it."""
        edition = options["edition"].strip()
        attribution = _attribution(edition, options)
        columns = _pairs("--column", options["column"], [*NEEDED, *OPTIONAL])
        bearers = {words.casefold(): Bearer(code) for code, words in _bearers(options["bearer"])}
        found = read(text_of(options["file"]), edition, columns, bearers)
        if found.problems:
            shown = found.problems[:MOST_PROBLEMS]
            more = len(found.problems) - len(shown)
            raise CommandError("\n".join([*shown, *([f"And {more} more."] if more else []), "Nothing was loaded."]))
        done = load(found.rows, edition, attribution, on=clock.today(), is_dry_run=options["dry_run"])
        self._say(edition, done, is_dry_run=options["dry_run"])

    def _say(self, edition: str, done: Loaded, *, is_dry_run: bool) -> None:
        began = "Nothing is loaded. It would be, of edition" if is_dry_run else "Loaded of edition"
        self.stdout.write(f"{began} {edition}: {done.new} new, {done.changed} changed, {done.unchanged} unchanged.")
        if done.flagged:
            self.stdout.write(f"{len(done.flagged)} are not to be trusted, and used only by name and with a reason:")
        for code, reason in done.flagged.items():
            self.stdout.write(f"  {code}: {reason}")


def _attribution(edition: str, options: dict[str, Any]) -> Attribution:
    known = known_attribution(edition)
    said = {
        name: (options[name] or (getattr(known, name) if known else "")).strip()
        for name in ("source", "licence", "credit")
    }
    if missing := [f"--{name}" for name, value in said.items() if not value]:
        raise CommandError(f"Edition {edition} is new here. Say whose it is: {', '.join(missing)}.")
    return Attribution(**said)


def _pairs(option: str, given: list[str], known: list[str]) -> dict[str, str]:
    pairs = dict(each.partition("=")[::2] for each in given)
    if wrong := [name for name, value in pairs.items() if name not in known or not value]:
        raise CommandError(f"{option} {wrong[0]}: write NAME=VALUE, with a name of {', '.join(known)}.")
    return pairs


def _bearers(given: list[str]) -> list[tuple[str, str]]:
    pairs = [each.rpartition("=")[::2] for each in given]
    for words, code in pairs:
        if not words or code not in Bearer.values:
            raise CommandError(f"--bearer {words}={code}: write WORDS=CODE, with a code of {', '.join(Bearer.values)}.")
    return [(code, words) for words, code in pairs]
