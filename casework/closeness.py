"""How somebody who works here can be close to a household."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Closeness(models.TextChoices):
    """How somebody who works here is close to a household, so that its record is not for them."""

    FAMILY = "family", _("Family, or as good as family")
    FORMER_PARTNER = "former_partner", _("A partner, or a former one")
    NEIGHBOUR = "neighbour", _("A neighbour")
    OTHER = "other", _("Close in another way")
