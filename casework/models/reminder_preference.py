"""How one person wants to be reminded."""

from datetime import time

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from agencies.models.membership import Membership
from agencies.versions import Versioned

MOST_LEAD_DAYS = 14


class ReminderPreference(Versioned):
    """Who has no row is reminded as the defaults say. Times are local; away is from the first day to the last."""

    membership = models.OneToOneField(Membership, models.PROTECT, primary_key=True, related_name="+")
    lead_days = models.PositiveSmallIntegerField(
        default=1,
        validators=[MaxValueValidator(MOST_LEAD_DAYS)],
        help_text="So many days before something is due.",
    )
    digest_at = models.TimeField(default=time(8), help_text="When the day’s e-mail may go.")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    away_from = models.DateField(null=True, blank=True, help_text="The first day away.")
    away_until = models.DateField(null=True, blank=True, help_text="The last day away.")
    stand_in = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lead_days__lte=MOST_LEAD_DAYS), name="reminder_preference_lead_days"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="reminder_preference_quiet_both",
            ),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True) | Q(away_from__lte=F("away_until")),
                name="reminder_preference_away_both",
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("membership")), name="reminder_preference_stand_in"
            ),
        ]
