"""The REST door."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Endpoints under /api/v1/: they load, call one verb of a room, and answer."""

    name = "api"
