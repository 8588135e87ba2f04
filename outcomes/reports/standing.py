"""On which run of the linkage figures rest, and whether somebody sees them: an agreement says so, when they look."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.actors import Actor, counting
from agencies.exceptions import AgreementNotInForce, NotPermitted
from agencies.extracts.agreed import linkable
from agencies.permissions import Permission, check
from casework.demand_measures import DemandMeasure
from casework.models import DemandCount, LinkageRun
from casework.newest_run import newest_run


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest run, and of how many extracts it found anybody."""

    run: LinkageRun
    extracts: int


def standing_run(actor: Actor) -> Standing | None:
    """The run whose figures the actor sees now; None before anything was linked.

    Raises NotPermitted for whose agency is not bound by every agreement that it rests on, and AgreementNotInForce where one
    of them ended since it was counted.
    """
    check(actor, Permission.VIEW_FIGURES)
    run = newest_run()
    if run is None:
        return None
    with counting():
        counted = DemandCount.objects.filter(run=run, measure=DemandMeasure.EXTRACT)
        extracts = {key for key in counted.values_list("extract", flat=True) if key}
    if not extracts:
        return None
    _check_bound(actor, extracts)
    return Standing(run, len(extracts))


def _check_bound(actor: Actor, extracts: set[UUID]) -> None:
    """As with a share: an agreement says whether, at the moment at which somebody looks."""
    standing = linkable().filter(pk__in=extracts)
    if standing.count() < len(extracts):
        raise AgreementNotInForce(
            _(
                "An agreement under which this was counted is not in force any more. Ask for the extracts to be linked again."
            )
        )
    if standing.filter(agreement__parties__agency=actor.agency).count() < len(extracts):
        raise NotPermitted(_("Only agencies that every agreement behind these figures binds see them."))
