"""How narrowly the record of a case is kept among those who could see it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Restriction(models.TextChoices):
    """Each is narrower than the one before it; none ever opens a case to anybody."""

    NORMAL = "normal", _("Normal")
    RESTRICTED = "restricted", _("Restricted")
    SEALED = "sealed", _("Sealed")
    HIDDEN = "hidden", _("Hidden")


# Closed to the team itself, but for those of it who are named.
SEALED_TO_THE_TEAM = frozenset({Restriction.SEALED, Restriction.HIDDEN})
WHAT_IT_MEANS = {
    Restriction.NORMAL: _("The team, everybody allocated to it, and every agency with which it is shared."),
    Restriction.RESTRICTED: _(
        "The team and everybody allocated to it. Of other agencies only practitioners whom a share names: "
        "a share with a whole agency opens nothing meanwhile."
    ),
    Restriction.SEALED: _(
        "Those of the team who are named, everybody allocated to it, and practitioners whom a share names. Not the team. "
        "In an emergency it can be found by somebody’s name."
    ),
    Restriction.HIDDEN: _(
        "As sealed, and nobody else learns that it is there: it is in no figure, and a new referral is not told of it. "
        "In an emergency it can be found by its reference alone."
    ),
}
