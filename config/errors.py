"""The answers to requests that no view answers: JSON for machines, pages for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

API_PREFIX = "/api/"


def refusal(code: str, detail: str) -> dict[str, Any]:
    """The shape of every error of the API: `code` for machines, `detail` says what to do next, `fields` by name."""
    return {"code": code, "detail": detail, "fields": {}}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: Django refused the request before a view saw it, for its host name or its size."""
    if _is_for_api(request):
        return JsonResponse(refusal("bad_request", "The request is malformed or too large."), status=400)
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for what is seen but not allowed."""
    if _is_for_api(request):
        return JsonResponse(refusal("not_permitted", "You may not do this."), status=403)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for what does not exist and for what the asker may not see."""
    if _is_for_api(request):
        return JsonResponse(
            refusal("not_found", "There is nothing here that you can see. Check the address."), status=404
        )
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log has it, the answer says nothing of it."""
    if _is_for_api(request):
        detail = (
            "Something went wrong on our side and nothing was saved. Try again; if it stays, tell your administrator."
        )
        return JsonResponse(refusal("server_error", detail), status=500)
    return defaults.server_error(request)


def _is_for_api(request: HttpRequest) -> bool:
    return request.path.startswith(API_PREFIX)
