"""The words of linkage: why two mentions are linked, or why a person is asked about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkGround(models.TextChoices):
    """On what two mentions were taken for one person; or, of a question, what keeps it from being certain."""

    WEIGHT = "weight", _("What both of them say")
    CONFIRMED = "confirmed", _("Somebody confirmed it")
    FAMILY = "family", _("The same name, and the same third person lived with both")
    INITIALS = "initials", _("Initials, date of birth, sex and postcode sector")
    OCCUPIER = "occupier", _("An initial and a surname behind the same door")
    RIVALS = "rivals", _("More than one person fits nearly as well")
    NEAR_NAMES = "near names", _("Two first names one letter apart, and many people have either")
    SURNAMES = "surnames", _("The surnames differ")
    SEX = "sex", _("The sex differs")
