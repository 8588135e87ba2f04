"""A worker's caseload in words, wherever somebody chooses whom to give a household: by name, never in the order of a number."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.selectors import Caseload
from casework.workload import Room


def told(caseload: Caseload) -> str:
    """`Asha: leads 3 households, supports 1. Caseload 4.5, usual`."""
    led = ngettext("leads %(number)d household", "leads %(number)d households", caseload.leads)
    said = [led % {"number": caseload.leads}]
    if caseload.supports:
        more = ngettext("supports %(number)d", "supports %(number)d", caseload.supports)
        said.append(more % {"number": caseload.supports})
    words = {
        "who": caseload.worker.user.name,
        "has": ", ".join(said),
        "weight": weight(caseload),
        "room": room(caseload),
    }
    return _("%(who)s: %(has)s. Caseload %(weight)s, %(room)s") % words


def weight(caseload: Caseload) -> str:
    """`4.5`, `6`."""
    return f"{caseload.weight:g}"


def room(caseload: Caseload) -> str:
    """How that stands to what is usual here."""
    return {
        Room.LESS: _("less than usual"),
        Room.USUAL: _("usual"),
        Room.MORE: _("more than usual"),
    }[caseload.room]


def usual() -> str:
    """What is taken for usual, and what weighs what: the site's own numbers."""
    numbers = {name: f"{value:g}" for name, value in settings.CASELOADS.weights.items()}
    numbers |= {
        "least": f"{settings.CASELOADS.least:g}",
        "most": f"{settings.CASELOADS.most:g}",
        "people": str(settings.CASELOADS.large),
    }
    return (
        _(
            "Between %(least)s and %(most)s is usual here. A household that somebody leads weighs %(lead)s, while they"
            " still get to know each other %(new)s, with %(people)s people or more %(large)s on top, while the work"
            " rests %(resting)s; one that they support %(support)s."
        )
        % numbers
    )


def spread(caseloads: list[Caseload]) -> str:
    """From the lightest to the heaviest, of nobody by name."""
    weights = [each.weight for each in caseloads]
    if not weights:
        return ""
    least, most = f"{min(weights):g}", f"{max(weights):g}"
    if least == most:
        return _("Each caseload of the team is %(least)s.") % {"least": least}
    return _("Caseloads of the team are between %(least)s and %(most)s.") % {"least": least, "most": most}
