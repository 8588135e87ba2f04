"""Who sends a request for a page: the session names a membership, and the database is asked each time whether it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from agencies.actors import Actor, set_actor
from agencies.looks import looks_of
from casework.selectors.emergencies import standing_of
from web.sessions import Ended, resumed

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# The API believes a token and no cookie, or any page elsewhere could act in somebody's name. The rest knows nobody.
NOT_PAGES = ("/api/", "/health/", "/static/")
# But for how the API is described, which holds nobody's rows and takes nothing: people read that in their browser.
DESCRIPTIONS = frozenset({"/api/v1/schema/", "/api/v1/reference/"})


@dataclass(frozen=True)
class ActorMiddleware:
    """Puts `request.actor` on each request for a page, and tells the database; `request.ended` says why it is not there."""

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, knowing who asks; a session that is over is removed."""
        is_page = request.path in DESCRIPTIONS or not request.path.startswith(NOT_PAGES)
        if is_page and settings.SESSION_COOKIE_NAME in request.COOKIES:
            try:
                sign_in = resumed(request)
            except Ended as ended:
                request.session.flush()
                request.ended = ended.why  # type: ignore[attr-defined]
            else:
                if sign_in is not None:
                    request.actor = sign_in.actor  # type: ignore[attr-defined]
                    request.asked_at = sign_in.at  # type: ignore[attr-defined]
                    request.emergency = standing_of(sign_in.emergency)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Now the route is known, which the database puts on every row of the trail."""
        if (actor := actor_of(request)) is not None:
            set_actor(actor, route=looks_of(request).route)


def actor_of(request: HttpRequest) -> Actor | None:
    """Who sends this request, or None for a stranger."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor
