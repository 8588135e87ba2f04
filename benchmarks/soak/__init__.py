"""Kills and restarts for as long as one likes: of what sends reminders, and of what works on jobs."""

from importlib import import_module

import django


def set_up() -> None:
    """Django as tests have it, with every login; a stack that is to be killed is started beside those servers."""
    import_module("tests.servers")
    django.setup()
