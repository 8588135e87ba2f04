"""What is counted of the households that a run of the linkage found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemandMeasure(models.TextChoices):
    """Which keys a count has beside its run is said with each."""

    EXTRACT = "extract", _("Mentions of an extract")  # extract
    HOUSEHOLDS = "households", _("Households known")  # none: all; agency; agency and other: known to both
    AGENCIES = "agencies", _("Households by how many agencies know them")  # area, and how many
    CONTACTS = "contacts", _("Contacts")  # agency or none, month or none
    FIRSTS = "firsts", _("Contacts after none for 90 days")  # agency
    REPEATS = "repeats", _("Contacts within 90 days of another")  # agency
