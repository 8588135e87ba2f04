"""One's own second factor. To change it one gives it first: whoever finds an open screen cannot put theirs in its place."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import clock, second_factors
from agencies.exceptions import Invalid
from agencies.fresh import check_fresh
from web import sessions
from web.pages import SEE_OTHER, Page
from web.sign_in import passkeys
from web.sign_in.second_factor import SECRET, FirstCodeForm, code_in, say, secret_in, show_codes, square_for

MOST_FIGURES = 19


class Own(Page):
    """What they have."""

    template = "web/factors/own.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Since when, and how many codes are left."""
        return {"factors": second_factors.factors_of(self.actor.signatory.user)}


class NewApp(Page):
    """Another phone, or another app."""

    template = "web/factors/app.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A square for the app to read: only for whoever has just shown that it is them."""
        check_fresh(self.actor)
        return self.show_secret(FirstCodeForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """From now on it is this one."""
        form = FirstCodeForm(request.POST)
        try:
            second_factors.replace_app(secret=secret_in(request), code=code_in(form), by=self.actor)
        except Invalid as wrong:
            say(form, wrong)
            return self.show_secret(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        request.session.pop(SECRET, None)
        sessions.prove(request, clock.now())
        messages.success(request, _("From now on you sign in with this app. Codes of the old one are worth nothing."))
        return HttpResponseRedirect(reverse("web:factors"), status=SEE_OTHER)

    def show_secret(self, form: forms.BaseForm, status: int = HTTPStatus.OK) -> HttpResponseBase:
        """The page with the square."""
        return self.show(form=form, status=status, **square_for(self.request, self.actor.signatory.user))


class NewCodes(Page):
    """Ten new ones, on the answer and nowhere else."""

    http_method_names = ["post"]
    template = "web/sign_in/recovery_codes.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make them."""
        codes = second_factors.renew_codes(by=self.actor)
        return show_codes(request, codes, goes_on=reverse("web:factors"))

    def after_proof(self, request: HttpRequest) -> str:
        """Where the button is: an address that only takes forms cannot be gone back to."""
        return reverse("web:factors")


class NewPasskey(Page):
    """One more."""

    template = "web/factors/passkey.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What the browser makes it of."""
        check_fresh(self.actor)
        return self.show()

    def content(self, subject: Any) -> dict[str, Any]:
        """A challenge of its own each time."""
        return {"options": passkeys.offered_to(self.actor.signatory.user)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep it."""
        check_fresh(self.actor)
        second_factors.add_passkey(credential=passkeys.made(request.POST.get("credential", "")), by=self.actor)
        sessions.prove(request, clock.now())
        messages.success(request, _("From now on you can sign in with this passkey."))
        return HttpResponseRedirect(reverse("web:factors"), status=SEE_OTHER)


class RemovePasskey(Page):
    """One less."""

    http_method_names = ["post"]
    template = "web/factors/own.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to what is left."""
        sent = request.POST.get("passkey", "")
        second_factors.remove_passkey(int(sent) if sent.isdecimal() and len(sent) < MOST_FIGURES else 0, by=self.actor)
        messages.success(request, _("The passkey is removed."))
        return HttpResponseRedirect(reverse("web:factors"), status=SEE_OTHER)

    def after_proof(self, request: HttpRequest) -> str:
        """Where the button is."""
        return reverse("web:factors")
