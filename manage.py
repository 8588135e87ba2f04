#!/usr/bin/env python
"""The command line of the service. Each command logs in to the database as the one role that its work needs."""

import os
import sys

# Everything else runs as app. The owner changes the schema; seed writes the demonstration, with dates in the past.
ROLE_OF_COMMAND = {
    "migrate": "owner",
    "makemigrations": "owner",
    "flush": "owner",
    "demo": "seed",
    # No door writes in the catalogue of unit costs.
    "load_unit_costs": "owner",
    "load_price_index": "owner",
    # Where the worker runs, there is the second place of the seals.
    "verify_audit": "worker",
}


def main() -> None:
    """Run one command of Django's or ours."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "up":
        # No command of Django's: it starts the servers without which the settings cannot be read.
        from config.stack.up import main as up  # noqa: PLC0415 - of the development set, which production does not have

        sys.exit(up(sys.argv[2:]))

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATABASE_ROLE", ROLE_OF_COMMAND.get(command, "app"))
    from config.stack.environment import load_development_environment  # noqa: PLC0415 - before Django reads settings

    load_development_environment()

    from django.core.management import execute_from_command_line  # noqa: PLC0415 - Django reads settings on import

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
