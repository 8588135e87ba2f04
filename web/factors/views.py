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
from web.sign_in.second_factor import SECRET, FirstCodeForm, secret_in, show_codes, square_for


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
        if form.is_valid():
            try:
                second_factors.replace_app(secret=secret_in(request), code=form.cleaned_data["code"], by=self.actor)
            except Invalid as wrong:
                form.add_error("code", wrong.fields["code"])
            else:
                request.session.pop(SECRET, None)
                sessions.prove(request, clock.now())
                messages.success(
                    request, _("From now on you sign in with this app. Codes of the old one are worth nothing.")
                )
                return HttpResponseRedirect(reverse("web:factors"), status=SEE_OTHER)
        check_fresh(self.actor)
        return self.show_secret(form, HTTPStatus.UNPROCESSABLE_ENTITY)

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
