"""What holds for every request: the headers that close a browser's doors, and one transaction around the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from agencies.exceptions import TrailUnavailable
from config import trail
from config.downloads import SANDBOX
from config.errors import refused
from web.drafts.rescue import keep_words

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # On a shared computer the Back button must show nothing of the last person's. Static files never come this far.
    "Cache-Control": "no-store",
}

# It says how the database is, so it must also answer where that is away.
WITHOUT_TRANSACTION = frozenset({"/health/"})


@dataclass(frozen=True)
class SecurityHeadersMiddleware:
    """Puts the same headers on every answer, whatever the view set; the policy of a file is stricter, and stays."""

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers."""
        response = self.get_response(request)
        is_file = response.get("Content-Security-Policy") == SANDBOX
        for name, value in SECURITY_HEADERS.items():
            response[name] = value
        if is_file:
            response["Content-Security-Policy"] = SANDBOX
        return response


@dataclass(frozen=True)
class RequestTransactionMiddleware:
    """One transaction for the view and the rendering of its answer; a refused request leaves nothing behind."""

    get_response: GetResponse

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and keep what was written only where the answer is not a refusal."""
        if request.path in WITHOUT_TRANSACTION:
            return self.get_response(request)
        return keep_words(request, self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            with transaction.atomic():
                response = self.get_response(request)
                _settle(response)
                trail.write_looks(request, response)
                return response
        except IntegrityError:
            return _refused_by_the_record(request)
        except TrailUnavailable:
            return trail.unavailable(request)


def _settle(response: HttpResponseBase) -> None:
    """Decide the transaction while the answer can still change. Raises IntegrityError, RuntimeError."""
    if response.streaming:
        # It would run after the transaction, where the database knows no actor and shows no rows.
        raise RuntimeError("A view may not stream its answer: exports are files made by jobs.")
    if response.status_code >= HTTPStatus.BAD_REQUEST or hasattr(response, "is_undone"):
        # Django rolls back for an exception only; a view that answers 400 half-way would have its first half kept.
        transaction.set_rollback(True)
        return
    with connection.cursor() as cursor:
        # A deferred constraint speaks at commit, when a worker would already have read "saved".
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _refused_by_the_record(request: HttpRequest) -> HttpResponse:
    detail = _(
        "This would contradict what the record already holds, so nothing was saved."
        " Somebody may have changed it meanwhile: load the page again, look at what is there, and try once more."
    )
    return refused(request, HTTPStatus.CONFLICT, "refused_by_the_record", detail)
