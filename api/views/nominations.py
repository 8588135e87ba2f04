"""Households that several agencies meet: why they were found, what a panel decides, and who objects."""

from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByRank, ByRecording, BySetting
from api.serializers import nominations as shapes
from casework import nominations, objections, panel


class Nominations(Listing):
    """Households that wait for a decision, by rank."""

    rows, out = nominations.nominations_for, shapes.NominationListed
    pagination_class = ByRank


class NominationDetail(Detail):
    """One of them, and why it was found, as far as the agreements list it."""

    subject, subject_key, out = nominations.nomination_for, "id", shapes.NominationShown


class DecideNomination(Verb):
    """Say what becomes of the household. Where it becomes a case, that is referred to your own team."""

    subject, subject_key, again = nominations.nomination_for, "id", nominations.nomination_for
    body, verb, out = shapes.DecideBody, nominations.decide, shapes.NominationShown
    needs_match = False  # the verb refuses a second decision


class Thresholds(Listing, Creating):
    """From when on households are found: the newest holds. Set them anew, for the next night."""

    rows = panel.thresholds_for
    body, verb, again, out = (
        shapes.ThresholdsBody, panel.set_thresholds, panel.one_of_thresholds, shapes.ThresholdsShown,
    )  # fmt: skip
    pagination_class = BySetting


class Objections(Listing, Creating):
    """Who objects to being found; write one down. It holds at once."""

    rows = objections.objections_for
    body, verb, again, out = (
        shapes.ObjectionBody, objections.record, objections.objection_for, shapes.ObjectionShown,
    )  # fmt: skip
    pagination_class = ByRecording


class ObjectionDetail(Detail):
    """One of them."""

    subject, subject_key, out = objections.objection_for, "id", shapes.ObjectionShown


class AnswerObjection(Verb):
    """Say what was found of it. Upheld it holds for good; only compelling grounds end it."""

    subject, subject_key, again = objections.objection_for, "id", objections.objection_for
    body, verb, out = shapes.AnswerObjectionBody, objections.answer, shapes.ObjectionShown
    needs_match = False  # the same
