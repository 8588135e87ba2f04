"""The rows of this room."""

from outcomes.models.action import Action, ActionDone, ActionDropped
from outcomes.models.assumption import ContactCost, ProgrammeCost
from outcomes.models.closure import Closure, ClosureAgreement, ClosureParticipant, ClosureProposal
from outcomes.models.outcome import Outcome, OutcomeAgreement, OutcomeVersion
from outcomes.models.price_index import PriceIndex
from outcomes.models.rating import Rating
from outcomes.models.review import Review
from outcomes.models.signature import Signature
from outcomes.models.understanding import Understanding
from outcomes.models.unit_cost import UnitCost

__all__ = [
    "Action",
    "ActionDone",
    "ActionDropped",
    "Closure",
    "ClosureAgreement",
    "ClosureParticipant",
    "ClosureProposal",
    "ContactCost",
    "Outcome",
    "OutcomeAgreement",
    "OutcomeVersion",
    "PriceIndex",
    "ProgrammeCost",
    "Rating",
    "Review",
    "Signature",
    "Understanding",
    "UnitCost",
]
