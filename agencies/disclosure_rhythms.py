"""How often a disclosure is asked for."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisclosureRhythm(models.TextChoices):
    """What is asked for once has no schedule."""

    MONTH = "month", _("Each month")
    QUARTER = "quarter", _("Every three months")


MONTHS: Mapping[DisclosureRhythm, int] = {DisclosureRhythm.MONTH: 1, DisclosureRhythm.QUARTER: 3}
