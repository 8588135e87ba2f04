"""Where a disclosure stands, and what can become of it from there."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisclosureState(models.TextChoices):
    """Where it stands."""

    ASKED = "asked", _("Asked for")
    PREPARING = "preparing", _("Being prepared")
    EMBARGOED = "embargoed", _("Prepared, and held back")
    RELEASED = "released", _("Ready to be fetched")
    COLLECTED = "collected", _("Arrived")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Stopped by the service")


S = DisclosureState
# A trigger holds the same: agencies/migrations/0026_disclosure_parties.py.
TRANSITIONS: Mapping[DisclosureState, frozenset[DisclosureState]] = {
    S.ASKED: frozenset({S.PREPARING, S.REFUSED, S.STOPPED}),
    S.PREPARING: frozenset({S.EMBARGOED, S.STOPPED, S.FAILED}),
    # Back: where one share ended, it is prepared again without that case.
    S.EMBARGOED: frozenset({S.RELEASED, S.PREPARING, S.STOPPED, S.FAILED}),
    S.RELEASED: frozenset({S.COLLECTED, S.STOPPED, S.FAILED}),
    S.COLLECTED: frozenset(),
    S.REFUSED: frozenset(),
    S.STOPPED: frozenset(),
    S.FAILED: frozenset(),
}
# While it stands so, nothing of it has come to an end.
UNDER_WAY = frozenset(state for state, later in TRANSITIONS.items() if later)
# While it stands so, its file is kept.
WITH_FILE = frozenset({S.EMBARGOED, S.RELEASED})
