"""The base of every page: load for the actor, call one verb of a room, show. Rules stand in the rooms, and nowhere here."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, FreshSignInNeeded, Missing, Refusal, ServiceError
from agencies.looks import Looks, looks_of
from web.left_words import leave_words
from web.middleware import actor_of

Selector = Callable[[Actor, Any], Any]
SEE_OTHER = HTTPStatus.SEE_OTHER
STATUS_OF_KIND = {
    Refusal.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.MISSING: HTTPStatus.NOT_FOUND,
    Refusal.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Refusal.CONFLICT: HTTPStatus.CONFLICT,
    Refusal.STALE: HTTPStatus.CONFLICT,
    Refusal.TOO_OFTEN: HTTPStatus.TOO_MANY_REQUESTS,
}


class Page(View):
    """GET: a page. A page itself is a few attributes and `content()`.

    `template`: what it is drawn with. `is_open`: for strangers too; everything else leads them to sign in.
    `subject`: the selector that loads the row in the address, whose key stands there as `subject_key`; it is noted as
    looked at. Rows beside it are noted by whoever shows them: `self.looks.note(row)`, `self.looks.note_page(...)`.
    """

    requires: ClassVar[tuple[str, ...]] = ("template",)
    template: ClassVar[str]
    is_open: ClassVar[bool] = False
    subject: ClassVar[Selector | None] = None
    subject_key: ClassVar[str] = "reference"
    subject_model: ClassVar[type[Model] | None] = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Refuse a page that lacks an attribute when the addresses are loaded, not when somebody opens it."""
        for name in (name for base in cls.__mro__ for name in vars(base).get("requires", ())):
            if getattr(cls, name, None) is None:
                raise ImproperlyConfigured(f"{cls.__name__} needs `{name}`.")
        return super().as_view(**initkwargs)

    @property
    def actor(self) -> Actor:
        """Who asks. Only pages that are open have nobody, and they do not ask: RuntimeError."""
        if (actor := actor_of(self.request)) is None:
            raise RuntimeError("A page that is open to strangers asked who is signed in.")
        return actor

    @property
    def looks(self) -> Looks:
        """What this request has shown so far; written by the middleware before anybody sees it."""
        return looks_of(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead strangers to sign in; turn a refusal of the rooms into a page that says what to do next."""
        if not self.is_open and actor_of(request) is None:
            return self.lead_to_sign_in(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except FreshSignInNeeded:
            return self.lead_to_proof(request)
        except ServiceError as refused:
            return refusal_page(request, refused)

    def lead_to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        """For whoever is not signed in, or not any more."""
        return to_sign_in(request)

    def lead_to_proof(self, request: HttpRequest) -> HttpResponseBase:
        """For whoever asks for something grave: a code from their phone first, then back to where they were.

        - nothing of what was begun is kept, save what was typed, which waits sealed in their session
        """
        if request.method == "POST":
            leave_words(request)
        query = urlencode({"next": self.after_proof(request)})
        response = HttpResponseRedirect(f"{reverse('web:sign-in-again')}?{query}", status=SEE_OTHER)
        response.is_undone = True  # type: ignore[attr-defined]  # for config.middleware
        return response

    def after_proof(self, request: HttpRequest) -> str:
        """Where to go on from then: here."""
        return request.get_full_path()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.show(self.load())

    def load(self) -> Any:
        """The row in the address, for the actor; None where the address names none. Raises Missing."""
        select = type(self).subject
        if select is None:
            return None
        key = self.kwargs[self.subject_key]
        if isinstance(key, str) and not key.isprintable():
            raise Missing(NOT_FOUND)
        if self.subject_model is not None:  # for the trail, should it be refused
            self.looks.name(self.subject_model, **{self.subject_key: key.upper() if isinstance(key, str) else key})
        try:
            return select(self.actor, key)
        except ValidationError as error:  # Django's own, for a text that is no UUID
            raise Missing(NOT_FOUND) from error

    def show(self, subject: Any = None, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        """The template with what the page says, and the subject on the trail: also where a form comes back to be mended."""
        if subject is not None:
            self.looks.note(subject)
        context = {"subject": subject, "messages": messages.get_messages(self.request), **self.content(subject), **more}
        response = render(self.request, self.template, context, status=status)
        response.shows_rows = True  # type: ignore[attr-defined]  # for config.trail, whatever its status
        return response

    def content(self, subject: Any) -> dict[str, Any]:
        """What the template shows, by name."""
        return {}


def to_sign_in(request: HttpRequest, *, back: str = "", is_kept: bool = False) -> HttpResponseRedirect:
    """Sign in first, then come back here; where a session has ended, the page says why, and whether words are kept."""
    if request.method in {"GET", "HEAD"}:
        back = request.get_full_path()
    told = {"next": back, "ended": getattr(request, "ended", ""), "words": "kept" if is_kept else ""}
    query = urlencode({name: value for name, value in told.items() if value})
    status = SEE_OTHER if request.method == "POST" else HTTPStatus.FOUND
    return HttpResponseRedirect(reverse("web:sign-in") + (f"?{query}" if query else ""), status=status)


def refusal_page(request: HttpRequest, refused: ServiceError) -> HttpResponse:
    """What a room refuses, where there is no form to say it in. What is hidden answers as what is not there."""
    status = STATUS_OF_KIND[refused.kind]
    titles = {
        HTTPStatus.NOT_FOUND: _("We cannot find this page"),
        HTTPStatus.FORBIDDEN: _("You cannot do this"),
    }
    detail = NOT_FOUND if status == HTTPStatus.NOT_FOUND else refused.detail
    context = {"title": titles.get(status, _("This cannot be done as things stand")), "detail": detail}
    response = render(request, "web/error.html", context, status=status)
    response.told = (context["title"], detail)  # type: ignore[attr-defined]  # for web.drafts.rescue
    return response


def uuid_or_missing(text: str) -> UUID:
    """A UUID that somebody sent. Raises Missing: what is no UUID is nobody's."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Missing(NOT_FOUND) from error
