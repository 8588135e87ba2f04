"""The pages: a door for people, with no rules in it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Imports the rooms; nothing imports it."""

    name = "web"
    verbose_name = "Pages"
