"""Warnings in the head of a case."""

from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByRecording
from api.read_again import ReadAgain
from api.serializers import warnings as shapes
from casework import case_warnings, selectors


class Warnings(ReadAgain, Listing, Creating):
    """What to know before a visit, and what no longer holds; write a warning."""

    subject, rows = selectors.case_for, selectors.warnings_of
    body, verb, again = shapes.WarningBody, case_warnings.warn, selectors.warning_for
    out = shapes.WarningShown
    pagination_class = ByRecording


class WarningDetail(Detail):
    """One warning."""

    subject, subject_key, out = selectors.warning_for, "id", shapes.WarningShown


class OfWarning(ReadAgain, Verb):
    """Something becomes of a warning."""

    subject, subject_key = selectors.warning_for, "id"
    again, out = selectors.warning_for, shapes.WarningShown


class LookAtWarningAgain(OfWarning):
    """It still holds; somebody looks again on another day."""

    body, verb = shapes.LookAgainBody, case_warnings.look_again


class EndWarning(OfWarning):
    """It holds no longer."""

    body, verb = shapes.EndWarningBody, case_warnings.end
