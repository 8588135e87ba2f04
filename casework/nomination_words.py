"""The words of nominations: what a panel decides about a household, and what became of an objection."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NominationDecision(models.TextChoices):
    """What becomes of a household that was found."""

    BECOME_CASE = "become_case", _("Offer them support: it becomes a case")
    NOT_NOW = "not_now", _("Not now")
    ALREADY_HELPED = "already_helped", _("They are helped already")
    OBJECTION_UPHELD = "objection_upheld", _("They object to being found, and rightly")


class ObjectionFinding(models.TextChoices):
    """What was found of an objection. Until it is found otherwise, an objection holds."""

    UPHELD = "upheld", _("Upheld: they are not found again")
    NOT_UPHELD = "not_upheld", _("Not upheld: there are compelling grounds")
    TAKEN_BACK = "taken_back", _("Taken back by whoever objected")
