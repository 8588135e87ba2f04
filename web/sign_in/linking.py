"""Saying that one's account at the agency's own provider is oneself: asked with the password, or by an invitation."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from agencies import clock, identity_providers, passwords
from agencies.exceptions import NOT_FOUND, Missing
from agencies.fresh import check_fresh, is_fresh
from agencies.models import IdentityProvider, User
from web.forms import Form
from web.middleware import actor_of
from web.pages import SEE_OTHER, Page
from web.sessions import link_of
from web.sign_in.views import refuse_for_now

WANTS, QUERY = "wants_to_link", "link"
LASTS = timedelta(minutes=10)
KEY = "password_key"  # where web/sign_in/passwords.py keeps the key of an invitation's link


class LinkForm(Form):
    """The password, once more: whoever finds an open session must not make a way in for themselves."""

    password = forms.CharField(
        label=gettext_lazy("Your password here, once more"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter your password")},
    )


class Link(Page):
    """Whether the two are linked; and linking them, which replaces nothing."""

    template = "web/sign_in/link.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """How it stands."""
        return self.show(form=LinkForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """They say so, with their password and a fresh second factor: for ten minutes this session may link itself.

        What they make is a way in, and one that may carry a second factor of its own.
        """
        provider = identity_providers.provider_for(self.actor)
        if provider is None or link_of(request) is not None:
            raise Missing(NOT_FOUND)
        check_fresh(self.actor)
        form = LinkForm(request.POST)
        try:
            if form.is_valid() and not self.is_theirs(form):
                form.add_error("password", _("That is not your password. Check it, and try again."))
        except RedisError as error:
            return refuse_for_now(request, error)
        if form.errors:
            return self.show(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        want(request, provider)
        return HttpResponseRedirect(reverse("web:link-provider"), status=SEE_OTHER)

    def is_theirs(self, form: LinkForm) -> bool:
        """Counted as wrong tries of signing in are. Raises RedisError."""
        said = {"email": self.actor.signatory.user.email, "password": form.cleaned_data["password"]}
        try:
            found = get_adapter().authenticate(self.request, **said)
        except ValidationError as refused:
            form.add_error("password", refused.messages[0])
            return True  # said already
        return bool(found is not None and found.pk == self.actor.signatory.user_id)

    def content(self, subject: Any) -> dict[str, Any]:
        """The provider of the agency that they act for, and whether they are linked to it."""
        provider = identity_providers.provider_for(self.actor)
        link = identity_providers.link_of(self.actor.signatory.user, provider) if provider else None
        return {
            "provider": provider, "link": link, "came_by_it": link_of(self.request) is not None,
            "may_go_on": provider is not None and wants(self.request, provider), "is_fresh": is_fresh(self.actor),
        }  # fmt: skip


def want(request: HttpRequest, provider: IdentityProvider, *, invited: bool = False) -> None:
    """Whoever sits here has said that they want to link themselves."""
    until = (clock.now() + LASTS).isoformat()
    request.session[WANTS] = {"provider": str(provider.pk), "until": until, "invited": invited}


def forget(request: HttpRequest) -> None:
    """Once is enough."""
    request.session.pop(WANTS, None)


def is_wanted(request: HttpRequest, provider: IdentityProvider) -> bool:
    """Whether this way out is to link: the address says so, and they did."""
    return QUERY in request.GET and wants(request, provider)


def who_links(request: HttpRequest, provider: IdentityProvider) -> tuple[User | None, bool]:
    """Who said so here, and whether by an invitation; nobody, where nobody did or it is too long ago."""
    if not wants(request, provider):
        return None, False
    if request.session[WANTS]["invited"]:
        return passwords.invited(request.session.get(KEY, "")), True
    actor = actor_of(request)
    return (actor.user if actor is not None and link_of(request) is None else None), False


def wants(request: HttpRequest, provider: IdentityProvider) -> bool:
    """Whether they said so, not long ago."""
    said: Any = request.session.get(WANTS)
    return bool(said) and said["provider"] == str(provider.pk) and clock.now() < datetime.fromisoformat(said["until"])
