"""Who acts, for whom, under which agreement."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The lowest room: it imports no other."""

    name = "agencies"
    verbose_name = "Agencies"
