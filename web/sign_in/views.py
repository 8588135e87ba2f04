"""Sign in, choose the agency to act for, hide the screen, sign out."""

import logging
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from agencies import clock, identity_providers, sign_ins
from agencies.models import User
from agencies.open_sessions import SEEN, SHARED
from web.frame import home_of
from web.middleware import actor_of
from web.pages import SEE_OTHER, Page, to_sign_in, uuid_or_missing
from web.sessions import BEFORE, act_under, link_of, seconds_left, user_of
from web.sign_in.forms import SignInForm
from web.sign_in.provider_words import WORDS as WHY_NOT

logger = logging.getLogger(__name__)

NEXT = "next"
WHY = {
    "idle": _("You were signed out because nothing happened for a while. Sign in, and you come back to the same page."),
    "long": _("You were signed out at the end of a long day. Sign in, and you come back to the same page."),
    "over": _(
        "You were signed out because your access changed. Sign in again; if that does not help, ask your administrator."
    ),
    "password": _("Your new password is set, and you are signed out everywhere. Sign in with it."),
    "out": _("You are signed out. Close this window if others use this computer."),
}
KEPT = _("Your words are kept: sign in, and they are in the form again. Nobody else can see them.")
CLEAR = '"cache", "cookies", "storage"'


def refuse_for_now(request: HttpRequest, error: RedisError) -> HttpResponse:
    """503, where tries cannot be counted."""
    logger.error("nobody can sign in, because the cache does not answer: %s", type(error).__name__)
    detail = _(
        "Nobody can sign in for the moment. Wait a minute, then try again; if it stays, tell your administrator."
    )
    context = {"title": _("We cannot sign you in at the moment"), "detail": detail}
    return render(request, "web/error.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)


def safe_next(request: HttpRequest, asked: str) -> str:
    """Where to go on, if it is a page of ours; else empty."""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours and asked.startswith("/") else ""


class SignIn(Page):
    """E-mail address and password. Whatever is wrong, the answer is the same."""

    template = "web/sign_in/sign_in.html"
    is_open = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; or on, for whoever is signed in."""
        asked = safe_next(request, request.GET.get(NEXT, ""))
        if (actor := actor_of(request)) is not None:
            return HttpResponseRedirect(asked or home_of(actor))
        if user_of(request) is not None:
            return HttpResponseRedirect(reverse("web:choose-agency"))
        why = WHY.get(request.GET.get("ended", ""), "") or WHY_NOT.get(request.GET.get("refused", ""), "")
        kept = KEPT if request.GET.get("words") == "kept" else ""
        return self.show(form=SignInForm(request=request), why=why, kept=kept, next=asked)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign in, under a new session."""
        asked = safe_next(request, request.POST.get(NEXT, ""))
        form = SignInForm(request.POST, request=request)
        try:
            is_right = form.is_valid()
        except RedisError as error:  # tries are not counted, so none is let through
            return refuse_for_now(request, error)
        if not is_right:
            return self.show(form=form, next=asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        user: User = form.user
        before = user.last_login.isoformat() if user.last_login else ""
        request.session.flush()
        response: HttpResponseBase = form.login(request)
        is_shared = form.cleaned_data["is_shared"]
        request.session.update({BEFORE: before, NEXT: asked, SEEN: clock.now().isoformat(), SHARED: is_shared})
        return response

    def content(self, subject: Any) -> dict[str, Any]:
        """The agencies whose people can sign in at their own provider."""
        return {"providers": list(identity_providers.in_force())}


class ChooseAgency(Page):
    """For which agency somebody acts now; whoever has one only is led on at once."""

    template = "web/sign_in/choose_agency.html"
    is_open = True  # signed in, and not yet for anybody: `dispatch` sees to it

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for whoever has signed in."""
        if user_of(request) is None:
            return to_sign_in(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The choices."""
        choices = sign_ins.memberships_of(user, link=link_of(request)) if (user := user_of(request)) else []
        if len(choices) == 1 and actor_of(request) is None:
            return self.begin(choices[0].pk)
        return self.show(choices=choices)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act for this one."""
        return self.begin(uuid_or_missing(request.POST.get("membership", "")))

    def begin(self, membership: UUID) -> HttpResponseBase:
        """Lead on to where they wanted to go."""
        if (user := user_of(self.request)) is None:
            return to_sign_in(self.request)
        link = link_of(self.request)
        sign_in = sign_ins.begin(user, membership=membership, link=link)
        act_under(self.request, sign_in, has_choice=len(sign_ins.memberships_of(user, link=link)) > 1)
        asked = self.request.session.pop(NEXT, "")
        return HttpResponseRedirect(asked or home_of(sign_in.actor), status=SEE_OTHER)


class SignOut(Page):
    """By a button: a link could be followed by a program that reads ahead."""

    template = "web/sign_in/sign_in.html"
    is_open = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """End the session, and have the browser forget what it kept."""
        if (actor := actor_of(request)) is not None:
            sign_ins.end(by=actor)
        logout(request)
        ended = urlencode({"ended": "out"})
        response = HttpResponseRedirect(f"{reverse('web:sign-in')}?{ended}", status=SEE_OTHER)
        response["Clear-Site-Data"] = CLEAR
        return response


class Stay(Page):
    """They are still there: the warning before the time-out asks so. To ask is to stay."""

    http_method_names = ["post"]
    template = "web/sign_in/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For how many seconds more."""
        return JsonResponse({"left": seconds_left(request)})


class HiddenScreen(Page):
    """A blank page, for a screen that others can see. Back to work is one press."""

    template = "web/sign_in/hidden_screen.html"
