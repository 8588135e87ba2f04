"""A new password by oneself: ask for a link, which goes by e-mail, and set the password with it."""

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from agencies import identity_providers, passwords
from agencies.exceptions import Invalid, PasswordLinkRefused
from agencies.models import IdentityProvider
from web.forms import Form
from web.pages import SEE_OTHER, Page
from web.sign_in import linking
from web.sign_in.views import refuse_for_now

KEY = "password_key"
LONGEST_KEY = 200
STEP = "set"  # in the address, where the key of a link has gone into the session


class AskForm(Form):
    """The address."""

    login = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address"),
            "invalid": gettext_lazy("Enter a whole e-mail address, such as name@example.org"),
        },
    )


class NewPasswordForm(Form):
    """The new one, once: it can be looked at."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy(
            "At least 12 characters. Three or four words that nobody else would put together are good."
        ),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Enter a new password")},
    )


class Password(Page):
    """One address for both steps, as few addresses are open to strangers: asking for a link, and where that link leads.

    A key that waits in the session is not enough to be asked for a new password here: whoever comes to ask for a link of
    their own, on a computer where somebody left theirs, would set that other person's.
    """

    template = "web/sign_in/ask_for_password.html"
    is_open = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The one or the other, by what stands in the address."""
        step = NewPassword if {"key", STEP} & request.GET.keys() else AskForPassword
        response: HttpResponseBase = step.as_view()(request, *args, **kwargs)
        return response


class AskForPassword(Page):
    """Whatever address is typed, the answer is the same."""

    template = "web/sign_in/ask_for_password.html"
    is_open = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form, or what to do now that it was sent."""
        return self.show(form=AskForm(), is_sent=request.GET.get("sent") == "yes")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave it to the worker, so often and no oftener."""
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        email = form.cleaned_data["login"].lower()
        try:
            is_allowed = ratelimit.consume(request, action="reset_password", key=email)
        except RedisError as error:
            return refuse_for_now(request, error)
        if not is_allowed:
            form.add_error(None, _("That was tried too often. Wait half an hour, then try again."))
            return self.show(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        passwords.ask(email)
        return HttpResponseRedirect(f"{reverse('web:password')}?sent=yes", status=SEE_OTHER)


class NewPassword(Page):
    """Where the link leads. Its key goes from the address into the session at once, so that no history keeps it."""

    template = "web/sign_in/new_password.html"
    is_open = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form, for whoever has a key that holds."""
        key = request.GET.get("key", "")
        if key and len(key) <= LONGEST_KEY and passwords.holds(key):
            request.session[KEY] = key
            return HttpResponseRedirect(page_to_set(), status=SEE_OTHER)
        return self.show_for(NewPasswordForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Set it, and lead to sign in with it; whoever was signed in here is not any more."""
        if "provider" in request.POST:
            return self.use_provider(request.POST["provider"])
        form = NewPasswordForm(request.POST)
        if form.is_valid():
            try:
                passwords.set_new(request.session.get(KEY, ""), password=form.cleaned_data["password"])
            except Invalid as refused:
                form.add_error("password", refused.fields["password"])
            except PasswordLinkRefused:
                request.session.pop(KEY, None)
            else:
                request.session.flush()
                ended = urlencode({"ended": "password"})
                return HttpResponseRedirect(f"{reverse('web:sign-in')}?{ended}", status=SEE_OTHER)
        return self.show_for(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def show_for(self, form: forms.BaseForm, status: int = HTTPStatus.OK) -> HttpResponseBase:
        """The form; or that the link is over."""
        holds = not self.request.GET.get("key") and passwords.holds(self.request.session.get(KEY, ""))
        return self.show(form=form, holds=holds, status=status)

    def use_provider(self, key: str) -> HttpResponseBase:
        """Whoever was invited needs no password where they can sign in at their agency's own provider."""
        for provider in self.providers():
            if str(provider.pk) == key:
                linking.want(self.request, provider, invited=True)
        return HttpResponseRedirect(page_to_set(), status=SEE_OTHER)

    def providers(self) -> list[IdentityProvider]:
        """Those that they may link themselves to with this key."""
        user = passwords.invited(self.request.session.get(KEY, ""))
        return identity_providers.providers_for(user) if user else []

    def content(self, subject: Any) -> dict[str, Any]:
        """Other ways than a password."""
        return {"providers": [(each, linking.wants(self.request, each)) for each in self.providers()]}


def page_to_set() -> str:
    """Where whoever has a key in their session sets the password."""
    return f"{reverse('web:password')}?{urlencode({STEP: 'yes'})}"
