"""Searching. By POST, since an address stays in logs and histories, and no name may stand there."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import Asking
from api.serializers import search as shapes
from casework import selectors


class Search(Asking):
    """Find people, households and cases by a name, misspelt or former, a birth date, a number or a reference."""

    body, out = shapes.SearchBody, shapes.FoundShown

    def post(self, request: Request) -> Response:
        """What was found. Nothing is changed, so there is no Idempotency-Key; the trail has that you looked, and at what."""
        said = self.values()
        found = selectors.search(self.actor, said.pop("words"), **said)
        self.looks.note_search(found.asked.mark, found.rows)
        return Response(self.shown(found))
