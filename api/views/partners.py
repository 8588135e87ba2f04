"""The partner's part: comments and corrections, help that is brought in; and what is new since you last looked."""

from api.endpoints import Creating, Listing, Posting, Verb
from api.pages import ByRecording
from api.read_again import ReadAgain
from api.serializers import partners as shapes
from api.views.content import Story
from casework import comments, news, pulls, selectors


class Comments(Listing):
    """What was said of the entries of a case, and which corrections were asked for."""

    subject, rows = selectors.case_for, selectors.comments_of
    out = shapes.CommentShown
    pagination_class = ByRecording


class OnEntry(ReadAgain, Creating):
    """Something is said of an entry."""

    subject_key = "id"
    body, again, out = shapes.CommentBody, selectors.comment_for, shapes.CommentShown


class CommentOnContact(OnEntry):
    """Say something of a contact."""

    subject, verb = selectors.contact_for, comments.comment


class AskToCorrectContact(OnEntry):
    """Ask the agency that wrote a contact to correct it."""

    subject, verb = selectors.contact_for, comments.ask_for_correction


class CommentOnDocument(OnEntry):
    """Say something of a document."""

    subject, verb = selectors.document_for, comments.comment


class AskToCorrectDocument(OnEntry):
    """Ask the agency that wrote a document to correct it."""

    subject, verb = selectors.document_for, comments.ask_for_correction


class AnswerCorrection(ReadAgain, Verb):
    """The agency that wrote the entry answers."""

    subject, subject_key = selectors.comment_for, "id"
    body, verb, again = shapes.AnswerCorrectionBody, comments.answer_correction, selectors.comment_for
    out = shapes.CommentShown
    needs_match = False


class Pulls(Listing):
    """Help that was asked for or offered in a case."""

    subject, rows = selectors.case_for, selectors.pulls_of
    out = shapes.PullShown
    pagination_class = ByRecording


class OfPull(ReadAgain, Posting):
    """Help is asked for, offered, answered or ended."""

    again, out = selectors.pull_for, shapes.PullShown


class AskForHelp(OfPull, Creating):
    """Ask a partner for help; the lead stays."""

    subject = selectors.case_for
    body, verb = shapes.AskForHelpBody, pulls.ask_for_help


class OfferHelp(OfPull, Creating):
    """Offer your agency's help; the lead stays."""

    subject = selectors.case_for
    body, verb = shapes.OfferBody, pulls.offer_help


class AnswerPull(OfPull, Verb):
    """Accept it, or decline it and say why."""

    subject, subject_key = selectors.pull_for, "id"
    body, verb = shapes.AnswerPullBody, pulls.answer
    needs_match = False


class EndPull(OfPull, Verb):
    """It is over, and this came of it."""

    subject, subject_key = selectors.pull_for, "id"
    body, verb = shapes.EndPullBody, pulls.end
    needs_match = False


class News(Story):
    """What others recorded since you last looked, what was recorded last first."""

    subject, out = selectors.case_for, shapes.NewsPage
    entries, instant = news.news_of, "recorded_at"


class VisitCase(Verb):
    """You have read the case, up to the newest entry that you were shown."""

    subject, again, out = selectors.case_for, selectors.last_visit_for, shapes.VisitShown
    body, verb = shapes.VisitBody, news.visit
    needs_match = False
