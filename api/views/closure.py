"""Closing by agreement, and reopening."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints import Creating, Detail, Endpoint, Listing, Verb
from api.pages import ByClosure, ByProposal
from api.read_again import ReadAgain
from api.serializers import closure as shapes
from api.serializers.cases import ReasonBody
from api.views.cases import CaseVerb
from casework.selectors import case_by_id, case_for
from outcomes import closure, selectors


class ClosureProposals(ReadAgain, Listing, Verb):
    """Whom a closure asks and what they said; propose one."""

    subject, rows = case_for, selectors.proposals_of
    body, verb, again = shapes.ProposeClosureBody, closure.propose, selectors.proposal_for
    out = shapes.ProposalShown
    pagination_class = ByProposal
    status = 201


class ProposalDetail(Detail):
    """One proposal."""

    subject, subject_key, out = selectors.proposal_for, "id", shapes.ProposalShown


class AnswerProposal(Creating):
    """Somebody who is asked answers."""

    subject, subject_key = selectors.proposal_for, "id"
    again, out = selectors.answer_for, shapes.AnswerShown


class AgreeToClose(AnswerProposal):
    """They agree."""

    body, verb = shapes.AgreeBody, closure.agree


class RefuseToClose(AnswerProposal):
    """Not yet."""

    body, verb = shapes.RefuseBody, closure.refuse


class WantTimeToThink(AnswerProposal):
    """They want time."""

    body, verb = shapes.AnswerBody, closure.want_time


class WithdrawProposal(Verb):
    """Take the question back; answers with the case."""

    subject, subject_key = selectors.proposal_for, "id"
    body, verb, again, out = ReasonBody, closure.withdraw, case_by_id, CaseVerb.out
    needs_match = False


class CloseCase(CaseVerb):
    """End support, as everybody agreed."""

    verb = closure.close


class ReopenCase(CaseVerb):
    """Support begins again."""

    body, verb = shapes.ReopenBody, closure.reopen


class Closures(Listing):
    """The closures of the case, those that did not last included."""

    subject, rows, out = case_for, selectors.closures_of, shapes.ClosureShown
    pagination_class = ByClosure


class ClosureBlockers(Endpoint):
    """Whether the case can be closed now, and what stands in the way."""

    requires = ("subject", "out")
    subject, out = case_for, shapes.BlockersShown

    def get(self, request: Request, reference: str) -> Response:
        """What blocks, one sentence each."""
        case = self.load()
        blockers = closure.blockers_for(self.actor, case)
        self.looks.note(case)
        return Response(self.shown({"can_be_closed": not blockers, "blockers": blockers}))
