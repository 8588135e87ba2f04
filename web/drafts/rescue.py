"""A form that was answered by an error page: its words are kept all the same, once its transaction is over."""

import logging
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from web.drafts.keeping import PASS, keep_for_absent

logger = logging.getLogger(__name__)


def keep_words(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer; or the same error with the sentence that the words are safe, where that is true.

    A page that shows the form again has them. What could not be read as a form (400) has none.
    """
    told = getattr(response, "told", None)
    if (
        told is None
        or response.status_code <= HTTPStatus.BAD_REQUEST
        or request.method != "POST"
        or PASS not in request.POST
    ):
        return response
    try:
        is_kept = keep_for_absent(request)
    except DatabaseError as error:  # the error page stands for that too
        logger.warning("words could not be kept: %s", type(error).__name__)
        return response
    if not is_kept:
        return response
    title, detail = told
    answer = render(request, "web/error.html", {"title": title, "detail": detail, "is_kept": True})
    answer.status_code = response.status_code
    for name, value in response.items():
        answer[name] = value
    return answer
