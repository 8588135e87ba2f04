"""The demand picture, for whoever sees figures at an agency that the agreements behind it bind."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints import Endpoint
from api.serializers import demand as shapes
from outcomes.reports.demand import Demand, Table, demand_for
from outcomes.reports.failure import Judged, judgements
from outcomes.reports.starts import starts_for
from outcomes.reports.tables import Figure


class DemandPicture(Endpoint):
    """Which households several agencies meet, how often, and where."""

    out = shapes.DemandShown

    def get(self, request: Request) -> Response:
        """The picture of the newest run."""
        found, around, judged = demand_for(self.actor), starts_for(self.actor), judgements(self.actor)
        self.looks.note_figures(["demand"])
        judgement = {
            "judged_since": judged.first,
            "judged": [_judged(each) for each in judged.agencies],
            "judged_by_all": _judged(judged.total),
        }
        return Response(self.shown(_as_shown(found) | {"starts": around.files} | judgement))


def _as_shown(found: Demand) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "extracts": found.extracts,
        "households": found.by_number.total[-1],
        "known_to": _by_column(found.by_number, found.by_number.total),
        "contacts": found.months.total[-1],
        "agencies": [
            {
                "code": each.agency, "name": found.names[each.agency], "households": found.each[each.agency],
                "contacts": each.contacts, "repeats": each.repeats,
            }
            for each in found.repeats
        ],
        "pairs": [{"agency": one, "other": two, "households": both} for (one, two), both in found.both.items()],
        "areas": [
            {"area": area, "households": line[-1], "known_to": _by_column(found.by_number, line)}
            for area, line in found.by_number.rows.items()
        ],
        "places": [{"place": place, "households": figure} for place, figure in found.places.items()],
        "months": [
            {"month": month, "contacts": line[-1], "by_agency": _by_column(found.months, line)}
            for month, line in found.months.rows.items()
        ],
    }  # fmt: skip


def _by_column(table: Table, line: list[Figure]) -> dict[str, Figure]:
    return dict(zip(table.columns, line, strict=False))


def _judged(each: Judged) -> dict[str, Any]:
    return {"agency": each.code, "contacts": each.contacts, "share": each.share, **each.sorts}
