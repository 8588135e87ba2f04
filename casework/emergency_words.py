"""Why somebody opens a case in an emergency, and what whoever looks at it afterwards finds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmergencyCategory(models.TextChoices):
    """What makes it an emergency."""

    DANGER_TO_LIFE = "danger_to_life", _("Somebody’s life or health is in danger")
    CHILD_AT_RISK = "child_at_risk", _("A child is at risk of serious harm")
    MISSING = "missing", _("Somebody is missing")
    WORKER_AWAY = "worker_away", _("Their worker cannot be reached, and it cannot wait")


class EmergencyFinding(models.TextChoices):
    """Whether it was right to open it."""

    JUSTIFIED = "justified", _("It was right to open it")
    NOT_JUSTIFIED = "not_justified", _("It was not right to open it")
