"""Signing in at one's agency's own provider: out to it, and back, at one address that has no page: it leads on."""

import hashlib
from dataclasses import asdict
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from agencies import clock, identity_providers, provider_sign_ins
from agencies.exceptions import LinkedAlready, Missing, ProviderRefused
from agencies.id_tokens import Proven
from agencies.models import IdentityProvider, ProviderLink
from agencies.open_sessions import SEEN
from agencies.provider_sign_ins import LASTS, STALE, Begun
from web.pages import SEE_OTHER, Page
from web.sessions import BEFORE, LINK
from web.sign_in import linking
from web.sign_in.carried import facts_of
from web.sign_in.provider_words import WORDS
from web.sign_in.views import NEXT, refuse_for_now, safe_next

# In a cookie of its own: the session of whoever is signed in may end meanwhile, and a stranger needs none.
COOKIE = "sign-in-with" if settings.DEVELOPMENT else "__Host-sign-in-with"
SALT = "web.sign_in.by_provider"
BACKEND = "agencies.backends.ActingBackend"
# An answer has one of these, by RFC 6749 (4.1.2). Not `iss`: a provider may begin by that itself, from a tile of its own.
OF_AN_ANSWER = frozenset({"code", "error", "state"})


class SignInWith(Page):
    """Out to the provider, and back from it: one address for each provider, as few are open to strangers.

    Whatever looks like an answer is judged as one, and nothing is begun by it.
    """

    template = "web/sign_in/sign_in.html"
    is_open = True
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The one or the other, by what stands in the address."""
        way = Answer if OF_AN_ANSWER & request.GET.keys() else Out
        response: HttpResponseBase = way.as_view()(request, *args, **kwargs)
        return response


class Out(Page):
    """Out to the provider."""

    template = "web/sign_in/sign_in.html"
    is_open = True
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead there, with what this browser alone can bring back."""
        try:
            if not ratelimit.consume(request, action="sign_in_with"):
                return to_sign_in_page("too-often")
        except RedisError as error:
            return refuse_for_now(request, error)
        try:
            provider = identity_providers.provider_at(kwargs["id"])
            is_linking = linking.is_wanted(request, provider)
            address, begun = provider_sign_ins.begin(provider, redirect=answer_address(provider), anew=is_linking)
        except Missing:
            return to_sign_in_page(STALE)
        except ProviderRefused as refused:
            return to_sign_in_page(refused.why)
        response = HttpResponseRedirect(address)
        kept = {"begun": asdict(begun), "next": safe_next(request, request.GET.get(NEXT, "")), "links": is_linking}
        response.set_cookie(
            COOKIE, signing.dumps(kept, salt=SALT), max_age=LASTS, secure=not settings.DEVELOPMENT, httponly=True,
            samesite="Lax",  # it has to come back with the provider's redirect
        )  # fmt: skip
        return response


class Answer(Page):
    """Back from the provider."""

    template = "web/sign_in/sign_in.html"
    is_open = True
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign in, or link, or say why not; whatever comes of it, this answer is used up."""
        try:
            response = self.answer(request, kwargs["id"])
        except ProviderRefused as refused:
            response = to_sign_in_page(refused.why)
        except RedisError as error:
            return refuse_for_now(request, error)
        response.delete_cookie(COOKIE, samesite="Lax")
        return response

    def answer(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        """What comes of it. Raises ProviderRefused, RedisError."""
        try:
            provider = identity_providers.provider_at(key)
        except Missing as error:
            raise ProviderRefused(STALE) from error
        kept = brought_back(request)
        begun = provider_sign_ins.insist_on_state(
            provider, Begun(**kept["begun"]) if kept else None, {"state": request.GET.get("state", "")}
        )
        # Once, also for whoever copied the cookie with the address.
        mark = hashlib.sha256(begun.state.encode()).hexdigest()
        if not cache.add(f"sign-in-with:{mark}", 1, timeout=int(LASTS.total_seconds()) * 2):
            raise ProviderRefused(STALE)
        proven = provider_sign_ins.finish(provider, begun, request.GET.dict(), redirect=answer_address(provider))
        if kept["links"]:
            return self.link(request, provider, proven)
        return let_in(request, identity_providers.recognise(provider, proven.subject), proven, kept["next"])

    def link(self, request: HttpRequest, provider: IdentityProvider, proven: Proven) -> HttpResponseBase:
        """Whoever said here who they are is from now on who they are there."""
        user, is_invited = linking.who_links(request, provider)
        linking.forget(request)
        if user is None:
            raise ProviderRefused(STALE)
        try:
            link = identity_providers.link(provider, subject=proven.subject, user=user)
        except (LinkedAlready, Missing) as refused:
            if is_invited:
                raise ProviderRefused(identity_providers.NOT_HERE) from refused
            messages.error(request, refused.detail)
            return HttpResponseRedirect(reverse("web:link-provider"), status=SEE_OTHER)
        if is_invited:
            return let_in(request, link, proven, "")
        messages.success(request, _("The two are linked. From now on you can sign in there."))
        return HttpResponseRedirect(reverse("web:link-provider"), status=SEE_OTHER)


def let_in(request: HttpRequest, link: ProviderLink, proven: Proven, next_: str) -> HttpResponseBase:
    """Sign them in, under a new session that knows by which link, and so for which agency alone.

    Where their provider saw no second factor, our own steps come first; where it did, none is asked again.
    """
    user = link.user
    user.backend = BACKEND  # as Django wants it of whoever is signed in without a password
    before = user.last_login.isoformat() if user.last_login else ""
    request.session.flush()
    at = clock.now()
    request.session.update(
        {LINK: str(link.pk), BEFORE: before, NEXT: next_, SEEN: at.isoformat(), **facts_of(proven, at)}
    )
    if proven.has_second_factor:
        get_adapter().login(request, user)
        answer: HttpResponseBase = get_adapter().post_login(request, user)
        return answer
    response: HttpResponseBase = perform_login(request, user, email_verification="none")
    return response


def answer_address(provider: IdentityProvider) -> str:
    """Where the provider sends the browser back to: one for each, so that no provider can answer for another."""
    return settings.SERVICE_ADDRESS + reverse("web:with-provider", args=[provider.pk])


def brought_back(request: HttpRequest) -> dict[str, Any]:
    """What this browser began; empty where it began nothing, or where the cookie is not ours."""
    try:
        kept: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return kept


def to_sign_in_page(why: str) -> HttpResponseRedirect:
    """Which says in words why not."""
    query = urlencode({"refused": why}) if why in WORDS else ""
    return HttpResponseRedirect(f"{reverse('web:sign-in')}?{query}", status=SEE_OTHER)
