"""A file that an operator names on the command line."""

from pathlib import Path

from django.core.management.base import CommandError


def text_of(file: Path) -> str:
    """What is in it; raises CommandError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not in UTF-8. Save it as “CSV UTF-8” and try again.") from error
