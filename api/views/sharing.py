"""Sharing a case with another agency, and why somebody sees it."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints import Creating, Endpoint, Listing, Verb
from api.pages import ByDeclining, BySharing
from api.read_again import ReadAgain
from api.serializers import sharing as shapes
from api.serializers.cases import ReasonBody
from casework import selectors, sharing


class Shares(ReadAgain, Listing, Creating):
    """With whom a case is and was shared; share it."""

    subject, rows = selectors.case_for, selectors.shares_of
    body, verb, again = shapes.ShareBody, sharing.share, selectors.share_for
    out = shapes.ShareShown
    pagination_class = BySharing


class StopShare(ReadAgain, Verb):
    """The agency sees nothing more by it."""

    subject, subject_key = selectors.share_for, "id"
    body, verb, again = ReasonBody, sharing.stop, selectors.share_for
    out = shapes.ShareShown
    needs_match = False


class DeclinedShares(Listing, Creating):
    """With whom a case was not shared, and why; decide so."""

    subject, rows = selectors.case_for, selectors.declined_shares_of
    body, verb, again = shapes.DeclineShareBody, sharing.decline, selectors.declined_share_for
    out = shapes.DeclinedShareShown
    pagination_class = ByDeclining


class WhyCase(Endpoint):
    """Why you see this case, what is left out, and whom to ask."""

    requires = ("subject", "out")
    subject, out = selectors.case_for, shapes.WhyShown

    def get(self, request: Request, reference: str) -> Response:
        """The reasons."""
        case = self.load()
        self.looks.note(case)
        return self.answer(selectors.why(self.actor, case))
