"""Disclosures: asked for, watched, refused, stopped, and said to have arrived.

Letting one go, and fetching its file, is for a human being who has just shown that it is them: on the pages.
"""

from agencies.disclosures import asking, pushing, schedules
from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByAsking
from api.serializers import disclosures as shapes


class Disclosures(Listing, Creating):
    """What your agency gives or asked for; ask another agency for a file."""

    rows = asking.disclosures_for
    body, verb, again = shapes.DisclosureBody, asking.ask, asking.disclosure_for
    out, listed = shapes.DisclosureShown, shapes.DisclosureListed
    pagination_class = ByAsking


class DisclosureDetail(Detail):
    """One of them, and how far it is."""

    subject, subject_key, out = asking.disclosure_for, "id", shapes.DisclosureShown


class RefuseDisclosure(Verb):
    """The agency that was asked says no."""

    subject, subject_key, again = asking.disclosure_for, "id", asking.disclosure_for
    body, verb, out = shapes.RefuseDisclosureBody, asking.refuse, shapes.DisclosureShown


class StopDisclosure(Verb):
    """Nothing more of it passes."""

    subject, subject_key, again = asking.disclosure_for, "id", asking.disclosure_for
    body, verb, out = shapes.StopBody, asking.stop, shapes.DisclosureShown


class ConfirmDisclosure(Verb):
    """It arrived whole, by the hash of what arrived."""

    subject, subject_key, again = asking.disclosure_for, "id", asking.disclosure_for
    body, verb, out = shapes.ReceiptBody, asking.confirm, shapes.DisclosureShown


class EndSchedule(Verb):
    """It is not asked for again; what is under way goes on. Either agency may."""

    subject, subject_key, again = asking.disclosure_for, "id", asking.disclosure_for
    verb, out = schedules.end, shapes.DisclosureShown


class PushAgain(Verb):
    """Push once more what was not taken, or of which nobody here knows: after the agency that asked has looked."""

    subject, subject_key, again = asking.disclosure_for, "id", asking.disclosure_for
    verb, out = pushing.push_again, shapes.DisclosureShown
