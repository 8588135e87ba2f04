"""The linkage: its runs, the questions that it leaves, and what people answered."""

from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByAnswering, ByAsking, ByWeight
from api.serializers import linkage as shapes
from api.serializers.agencies import NothingMore
from casework import link_answers, linkage_runs


class LinkageRuns(Listing, Creating):
    """Runs of the linkage; link all that the extracts say now. A job does it: the run says how far that is."""

    rows = linkage_runs.runs_for
    body, verb, again = NothingMore, linkage_runs.ask, linkage_runs.run_for
    out, listed = shapes.LinkageRunShown, shapes.LinkageRunListed
    pagination_class = ByAsking


class LinkageRunDetail(Detail):
    """One of them."""

    subject, subject_key, out = linkage_runs.run_for, "id", shapes.LinkageRunShown


class LinkQuestions(Listing):
    """What the last run could not tell, and nobody answered yet: the likeliest first."""

    rows, out = link_answers.questions_for, shapes.QuestionShown
    pagination_class = ByWeight


class LinkQuestionDetail(Detail):
    """One pair of the last run: a question, or a link."""

    subject, subject_key, out = link_answers.pair_for, "id", shapes.QuestionShown


class AnswerLinkQuestion(Creating):
    """Say whether two mentions are of one person. A link that is refused is never made again."""

    subject, subject_key = link_answers.pair_for, "id"
    body, verb, again = shapes.LinkAnswerBody, link_answers.answer, link_answers.answer_for
    out = shapes.LinkAnswerShown


class LinkAnswers(Listing):
    """What people answered, the newest first."""

    rows, out = link_answers.answers_for, shapes.LinkAnswerShown
    pagination_class = ByAnswering


class LinkAnswerDetail(Detail):
    """One of them."""

    subject, subject_key, out = link_answers.answer_for, "id", shapes.LinkAnswerShown


class WithdrawLinkAnswer(Verb):
    """Take an answer back: from the next run on it is as if nobody had given it."""

    subject, subject_key, again = link_answers.answer_for, "id", link_answers.answer_for
    body, verb, out = NothingMore, link_answers.withdraw, shapes.LinkAnswerShown
