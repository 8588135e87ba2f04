"""The answers to requests that no view answers: JSON for machines, pages for people."""

import logging
import sys
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views import defaults

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"
RETRY_SECONDS = 30


def refusal(code: str, detail: str) -> dict[str, Any]:
    """The shape of every error of the API: `code` for machines, `detail` says what to do next, `fields` by name."""
    return {"code": code, "detail": detail, "fields": {}}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: Django refused the request before a view saw it, for its host name or its size."""
    if _is_for_api(request):
        return JsonResponse(refusal("bad_request", _("The request is malformed or too large.")), status=400)
    return _page(request, 400, _("This could not be read"), _("Go back, load the page again, and send it once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for what is seen but not allowed."""
    if _is_for_api(request):
        return JsonResponse(refusal("not_permitted", _("You may not do this.")), status=403)
    detail = _("You do not have access to this. If you need it for your work, ask the lead worker or your manager.")
    return _page(request, 403, _("You cannot do this"), detail)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for what does not exist and for what the asker may not see."""
    if _is_for_api(request):
        return JsonResponse(
            refusal("not_found", _("There is nothing here that you can see. Check the address.")), status=404
        )
    return _page(request, 404, _("We cannot find this page"), _("Check the address, or ask whoever sent you here."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one that was open too long."""
    detail = _(
        "This form was open too long, or did not come from Alongside. Go back, load the page again, and send it."
    )
    return refused(request, HTTPStatus.FORBIDDEN, "not_from_here", detail)


def refused(request: HttpRequest, status: HTTPStatus, code: str, detail: str) -> HttpResponse:
    """One refusal for both: JSON under the API, else a page."""
    if _is_for_api(request):
        return JsonResponse(refusal(code, detail), status=status)
    titles = {
        HTTPStatus.FORBIDDEN: _("This could not be sent"),
        HTTPStatus.CONFLICT: _("This cannot be saved as things stand"),
        HTTPStatus.BAD_REQUEST: _("This could not be read"),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("This could not be read"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("This is too large"),
        HTTPStatus.TOO_MANY_REQUESTS: _("One moment"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("We cannot show this at the moment"),
    }
    return _page(request, status, titles.get(status, status.phrase), detail)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log has it, the answer says nothing of it. Or 503, where the database could not be asked."""
    # Django calls this while it handles the exception, and hands it over in no other way.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _unavailable(request)
    detail = _(
        "Something went wrong on our side, and nothing was saved. Try again; if it stays, tell your administrator."
    )
    if _is_for_api(request):
        return JsonResponse(refusal("server_error", detail), status=500)
    return _page(request, 500, _("Something went wrong on our side"), detail)


def _page(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    """The frame with what to do next. It asks the database nothing; where even that fails, there is a page without it."""
    try:
        page: str = render_to_string("web/error.html", {"title": title, "detail": detail}, request)
    except Exception:  # whatever it is, an error must not have an error for an answer
        logger.exception("the page of an error cannot be drawn")
        page = defaults.ERROR_PAGE_TEMPLATE % {"title": escape(title), "details": escape(detail)}
    response = HttpResponse(page, status=status)
    response.told = (title, detail)  # type: ignore[attr-defined]  # for web.drafts.rescue, which may have more to say
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    """503. It does not say that nothing was saved: the connection may have been lost while it was."""
    detail = _(
        "The record cannot be reached at the moment. Wait a minute, then try again; look first whether what you did"
        " last is there. If it stays like this, tell your administrator."
    )
    response = refused(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy_try_again", detail)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _is_for_api(request: HttpRequest) -> bool:
    return request.path.startswith(API_PREFIX)
