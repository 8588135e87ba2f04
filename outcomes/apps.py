"""What the household wants, the plan towards it, whether it came, and the agreement that it is enough."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """The highest room: it imports casework and agencies."""

    name = "outcomes"
    verbose_name = "Outcomes"
