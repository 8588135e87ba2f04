"""Where the pushing of a disclosure stands, and what can become of it from there."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """Where it stands."""

    WAITING = "waiting", _("Waits to be pushed")
    SENDING = "sending", _("Being pushed")
    DELIVERED = "delivered", _("Taken by their server")
    UNKNOWN = "unknown", _("Pushed, and not known whether it was taken")
    FAILED = "failed", _("Not taken")
    WITHDRAWN = "withdrawn", _("Not pushed any more")


S = DeliveryState
# A trigger holds the same: agencies/migrations/0031_delivery_guards.py.
TRANSITIONS: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    S.WAITING: frozenset({S.SENDING, S.WITHDRAWN}),
    S.SENDING: frozenset({S.WAITING, S.DELIVERED, S.UNKNOWN, S.FAILED}),
    S.DELIVERED: frozenset(),
    # Back: somebody of the recipient's looked, and asks for it once more. A machine never does.
    S.UNKNOWN: frozenset({S.WAITING}),
    S.FAILED: frozenset({S.WAITING}),
    S.WITHDRAWN: frozenset(),
}
# From here somebody has to say that it is to be pushed again.
UNSETTLED = frozenset({S.UNKNOWN, S.FAILED})
