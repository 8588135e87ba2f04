"""The trail of a request: what it shows is written before its first byte, and what it is refused after its rollback."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from agencies import audit
from agencies.actors import Actor
from agencies.exceptions import TrailUnavailable
from agencies.looks import looks_of
from config.errors import RETRY_SECONDS, refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONVERTER = re.compile(r"<\w+:")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Who may not, who may not know, and who may not yet: what blocks a closure is told in a refusal. That somebody mistyped a
# field or came too often says nothing about a household. 401 is there for a token that was somebody's.
REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
UNAVAILABLE = gettext_lazy(
    "Who looks at a record is written down first, and that is not possible at the moment. So nothing is shown, and"
    " nothing was saved. Wait a minute, then try again; if it stays like this, tell your administrator."
)

NOT_SHOWN = gettext_lazy(
    "Who looks at a record is written down first, and that is not possible at the moment. So nothing is shown. What you"
    " saved before this is safe. Wait a minute, then try again; if it stays like this, tell your administrator."
)


@dataclass(frozen=True)
class TrailMiddleware:
    """Leaves a row for each refusal of somebody whom we know, after the request's transaction is over.

    A stranger's refusals leave none: anybody could fill the trail with them. They are counted by the rate limit.
    """

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; or 503, where a refusal cannot be written."""
        looks_of(request).route = route_of(request)
        response = self.get_response(request)
        who = _actor(request) or looks_of(request).known
        if who is None or response.status_code not in REFUSALS:
            return response
        try:
            looks_of(request).refuse(_code(response), who)
        except TrailUnavailable:
            return unavailable(request)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Now the address is resolved."""
        looks_of(request).route = route_of(request)


def write_looks(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write what the answer shows. It is rendered by now, and nobody has had a byte of it.

    Inside the request's transaction, so that an act whose answer may not be shown is undone; on a connection of its own,
    so that a look is not. A refusal shows no rows; a form that comes back to be mended does. What answers an act is on
    record by the act's own row, and is not shown either where no look could be written. Raises TrailUnavailable.
    """
    actor = _actor(request)
    if actor is None:
        return
    if response.status_code < HTTPStatus.BAD_REQUEST or hasattr(response, "shows_rows"):
        looks_of(request).write(actor)
    if request.method not in SAFE_METHODS and _has_body(response):
        audit.require_trail()


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: nothing is shown that the trail does not have."""
    # Whoever was led here by what they saved must not take it for lost, and write it once more.
    said = NOT_SHOWN if request.method in SAFE_METHODS else UNAVAILABLE
    response = refused(request, HTTPStatus.SERVICE_UNAVAILABLE, "audit_unavailable", str(said))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def route_of(request: HttpRequest) -> str:
    """`GET /api/v1/cases/<reference>/contacts/`: the pattern, never the values, and nothing of the query."""
    method = request.method if request.method in METHODS else "OTHER"
    match = request.resolver_match
    if match is None:
        return f"{method} (no such address)"
    return f"{method} /{CONVERTER.sub('<', match.route)}"


def _has_body(response: HttpResponseBase) -> bool:
    """Whether the answer shows anything. What only leads elsewhere does not: the page that it leads to is asked for itself."""
    return HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES and bool(
        getattr(response, "content", b"")
    )


def _actor(request: HttpRequest) -> Actor | None:
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def _code(response: HttpResponseBase) -> str:
    """The code of a refusal in our shape; of a page, its status in words."""
    if response.get("Content-Type", "").startswith("application/json") and isinstance(response, HttpResponse):
        return str(json.loads(response.content)["code"])
    return HTTPStatus(response.status_code).name.lower()
