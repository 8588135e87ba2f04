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


class StartMeasure(models.TextChoices):
    """What is counted around the start of cases that a panel made; each is of one file of an agency, where it says no other.

    A file is an agency and the name of its profile.
    """

    ANY = "any", _("Households that count for any file")  # of no file
    COUNTED = "counted", _("Households that count")  # number: their months on either side, together
    EARLY = "early", _("Households with too few months on a side")
    BEFORE = "before", _("Contacts before the start")
    AFTER = "after", _("Contacts since the start")
    KIND_BEFORE = "kind_before", _("Contacts of a kind before the start")  # kind
    KIND_AFTER = "kind_after", _("Contacts of a kind since the start")  # kind
