"""Writes docs/openapi.json, or fails where it is not what the endpoints say today."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema.exceptions import ValidationError

from api.schema import document


class Command(BaseCommand):
    """`manage.py openapi` writes; `manage.py openapi --check` compares, and changes nothing."""

    help = "Write the OpenAPI description to docs/openapi.json, or check that it is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check."""
        parser.add_argument("--check", action="store_true", help="Fail where docs/openapi.json is not up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare, after looking for faults that no comparison shows."""
        path = settings.BASE_DIR / "docs" / "openapi.json"
        described = document()
        insist_on_quality(described)
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote {path}.")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                f"{path} is not what the endpoints say: run manage.py openapi, read the difference, commit it."
            )


def insist_on_quality(described: dict[str, Any]) -> None:
    """Raise CommandError where the description is no OpenAPI, guesses a type, or had two operations of one name."""
    try:
        validate_schema(described)
    except ValidationError as error:
        raise CommandError(f"The description is no valid OpenAPI: {error.message} at {error.json_path}.") from error
    if GENERATOR_STATS:
        raise CommandError(
            "drf-spectacular had to guess a type or a name: see its warnings above, and say what it asks for."
        )
