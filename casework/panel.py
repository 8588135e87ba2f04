"""What a panel sets: from when on a household is nominated, and what its rank rests on."""

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid, NotPermitted
from agencies.extracts.agreed import binding
from agencies.permissions import Permission, check
from agencies.selectors import one
from casework.linkage.ranking import Thresholds
from casework.models import PanelThresholds

NAMES = tuple(field.name for field in fields(Thresholds))
# The least and the most of each; a column of the database holds the same.
BOUNDS = {"agencies": (2, 20), "months": (1, 60), "contacts": (1, 1000)}
WEIGHTS = (0, 3)


def check_panel(actor: Actor) -> None:
    """Insist on a manager whose agency is bound by an agreement to find households. Raises NotPermitted."""
    check(actor, Permission.DECIDE_NOMINATIONS)
    if not binding(actor.signatory.agency).exists():
        raise NotPermitted(
            _("Your agency has signed no agreement to find households that is in force. Ask your governance lead.")
        )


def thresholds() -> Thresholds:
    """Those that hold: the last that were set, or those that the service comes with."""
    row = _by_time().first()
    return Thresholds(**{name: getattr(row, name) for name in NAMES}) if row else Thresholds()


def thresholds_for(actor: Actor) -> QuerySet[PanelThresholds]:
    """What was set, by whom and why, the newest first: that one holds."""
    check_panel(actor)
    return _by_time().select_related("set_by__user", "set_by__agency")


def one_of_thresholds(actor: Actor, key: UUID) -> PanelThresholds:
    """One of them; raises Missing."""
    return one(thresholds_for(actor), key)


@transaction.atomic
def set_thresholds(*, reason: str, by: Actor, at: datetime | None = None, **numbers: int) -> PanelThresholds:
    """From the next night on households are found by these; what is not named is as the service comes with it.

    Raises NotPermitted and Invalid.
    """
    check_panel(by)
    values = asdict(Thresholds(**numbers))
    for name, value in values.items():
        least, most = BOUNDS.get(name, WEIGHTS)
        if not least <= value <= most:
            raise Invalid.field(name, _("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    if not reason.strip():
        raise Invalid.field("reason", _("Say why: whoever reads the list later wants to know."))
    row = PanelThresholds.objects.create(**values, reason=reason.strip(), set_at=clock.moment(at), set_by=by.signatory)
    audit.record("panel.thresholds_set", row, by=by, at=row.set_at, **values)
    return row


def _by_time() -> QuerySet[PanelThresholds]:
    return PanelThresholds.objects.order_by("-set_at", "pk")
