"""What is refused before any view is asked: a request that is too large, in no text that can be stored, or one too many."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from agencies import rates
from config.addresses import trusted_address
from config.charsets import is_utf_8
from config.errors import API_PREFIX, refused
from config.uploads import most_of_body
from web.middleware import NOT_PAGES, actor_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class WholeRequestMiddleware:
    """Refuses by its head what need not be read: nobody fills memory or disk before a view could say no."""

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or 413, 415, 400."""
        return _too_large(request) or _unreadable(request) or self.get_response(request)


@dataclass(frozen=True)
class PageRateMiddleware:
    """So many requests for pages in a minute: of one membership, or of one address while nobody is signed in.

    The API counts its own. Words that were sent are kept, as with every refusal.
    """

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or 429."""
        if request.path.startswith(NOT_PAGES):
            return self.get_response(request)
        actor = actor_of(request)
        if actor is None or actor.membership is None:
            who, most = f"address:{trusted_address(request)}", settings.PAGES_ANONYMOUS_PER_MINUTE
        else:
            who, most = f"actor:{actor.membership.pk}", settings.PAGES_PER_MINUTE
        if rates.counted(f"pages:{who}") <= most:
            return self.get_response(request)
        detail = _("These are more pages in a minute than anybody reads. Wait a minute, then go on.")
        response = refused(request, HTTPStatus.TOO_MANY_REQUESTS, "throttled", detail)
        response["Retry-After"] = str(math.ceil(rates.seconds_left()))
        return response


def _too_large(request: HttpRequest) -> HttpResponse | None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0  # read as empty by Django, and by gunicorn not at all
    if length <= most_of_body(request.path):
        return None
    detail = _("This is larger than anything that is taken here. Send less: one file of 10 MB at most.")
    return refused(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", detail)


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """Text in another charset than UTF-8, by which Django would read the query too, and NUL in the query.

    The API names the field, and so answers for itself.
    """
    if request.path.startswith(API_PREFIX):
        return None
    if not is_utf_8(request.META.get("CONTENT_TYPE", "")):
        detail = _("Send UTF-8, and leave the charset out of the Content-Type.")
        return refused(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    if b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
        detail = _("This address is not whole. Go back, and follow the link again.")
        return refused(request, HTTPStatus.BAD_REQUEST, "bad_request", detail)
    return None
