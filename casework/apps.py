"""The household, its people, and the work with them."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The middle room: it imports agencies."""

    name = "casework"
    verbose_name = "Casework"
