"""The second factor: asked for after the password, set up by whoever has none, and asked for again before what is grave."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from agencies import clock, second_factors
from agencies.exceptions import Invalid
from agencies.models import User
from agencies.sealing import opened, seal
from web import sessions
from web.codes import drawn, spelled
from web.forms import Form
from web.frame import home_of
from web.pages import SEE_OTHER, Page
from web.sign_in import guesses, passkeys
from web.sign_in.stages import SecondFactor
from web.sign_in.views import NEXT, refuse_for_now, safe_next

SECRET = "second_factor_secret"  # noqa: S105 - where it waits in the session, sealed, until an app shows that it has it


class CodeForm(Form):
    """Six figures from an app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six figures that your app shows now, or one of your recovery codes."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10"}
        ),
        error_messages={"required": _("Enter the code")},
    )


class FirstCodeForm(CodeForm):
    """Six figures that show that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six figures that your app shows now.")


class Waiting(Page):
    """For whoever has given their password and nothing more. The session names nobody yet."""

    is_open = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Everybody else begins at the beginning."""
        self.stage = LoginStageController.enter(request, SecondFactor.key)
        if self.stage is not None and not self.user.is_active:
            clear_login(request)
            self.stage = None
        if self.stage is None:  # never back to here: whoever is signed in would be led in a circle
            ended = urlencode({"ended": getattr(request, "ended", "")})
            return HttpResponseRedirect(f"{reverse('web:sign-in')}?{ended}", status=SEE_OTHER)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Whose password it was."""
        user: User = self.stage.login.user
        return user

    def let_in(self) -> HttpResponseBase:
        """The step is taken: from here on the session names them, under a new key."""
        response: HttpResponseBase = self.stage.exit()
        sessions.prove(self.request, clock.now())
        return response


class Code(Waiting):
    """Asks for it."""

    template = "web/sign_in/code.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question; or on to setting one up."""
        if not second_factors.factors_of(self.user).is_set_up:
            return HttpResponseRedirect(reverse("web:sign-in-set-up"))
        return self.show(form=CodeForm())

    def content(self, subject: Any) -> dict[str, Any]:
        """With a passkey, where they have one."""
        return {"options": passkeys.asked_of(self.user, second_factors.factors_of(self.user))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let them in."""
        form = CodeForm(request.POST)
        try:
            is_right = is_theirs(request, self.user, form)
        except RedisError as error:  # tries are not counted, so none is let through
            return refuse_for_now(request, error)
        return self.let_in() if is_right else self.show(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


class SetUp(Waiting):
    """Their first: nothing else is open to them before."""

    template = "web/sign_in/set_up.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A square for the app to read."""
        if second_factors.factors_of(self.user).is_set_up:
            return HttpResponseRedirect(reverse("web:sign-in-code"))
        return self.show_secret(FirstCodeForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take it, let them in, and show the recovery codes: on the answer and nowhere else."""
        form = FirstCodeForm(request.POST)
        try:
            codes = self.begun(form)
        except Invalid as wrong:
            say(form, wrong)
            return self.show_secret(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        request.session.pop(SECRET, None)
        self.let_in()
        return show_codes(request, codes, goes_on=reverse("web:choose-agency"))

    def begun(self, form: FirstCodeForm) -> list[str]:
        """What they chose, and their recovery codes. Raises Invalid."""
        if sent := self.request.POST.get("credential"):
            return second_factors.begin_with_passkey(self.user, credential=passkeys.made(sent))
        return second_factors.begin(self.user, secret=secret_in(self.request), code=code_in(form))

    def show_secret(self, form: forms.BaseForm, status: int = HTTPStatus.OK) -> HttpResponseBase:
        """The page with the square, and what a passkey is made of."""
        options = passkeys.offered_to(self.user)
        return self.show(form=form, status=status, options=options, **square_for(self.request, self.user))


class Again(Page):
    """Whether it is still them, before what is grave. Then on to where they were, with their words."""

    template = "web/sign_in/again.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question."""
        return self.show(form=CodeForm(), next=safe_next(request, request.GET.get(NEXT, "")))

    def content(self, subject: Any) -> dict[str, Any]:
        """With a passkey, where they have one."""
        user = self.actor.signatory.user
        return {"options": passkeys.asked_of(user, second_factors.factors_of(user))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back."""
        form, asked = CodeForm(request.POST), safe_next(request, request.POST.get(NEXT, ""))
        try:
            is_right = is_theirs(request, self.actor.signatory.user, form)
        except RedisError as error:
            return refuse_for_now(request, error)
        if not is_right:
            return self.show(form=form, next=asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        sessions.prove(request, clock.now())
        return HttpResponseRedirect(asked or home_of(self.actor), status=SEE_OTHER)


def show_codes(request: HttpRequest, codes: list[str], *, goes_on: str) -> HttpResponse:
    """On this answer and nowhere else."""
    told = {"codes": [spelled(code) for code in codes], "goes_on": goes_on}
    return render(request, "web/sign_in/recovery_codes.html", told)


def is_theirs(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Whether the code in the form is right, or the passkey beside it; the form says what is wrong. Raises RedisError."""
    if sent := request.POST.get("credential"):
        form.errors.clear()
        no = _("This passkey did not fit. Try again, or use the app on your phone.")
        wrong = guesses.refused(request, user, lambda: passkeys.is_theirs(user, sent), str(no))
    elif form.is_valid():
        wrong = guesses.refused(request, user, lambda: second_factors.prove(user, code=form.cleaned_data["code"]))
    else:
        return False
    if wrong:
        form.add_error("code", wrong)
    return not wrong


def code_in(form: CodeForm) -> str:
    """What was typed; raises Invalid where nothing was, which the form says by itself."""
    if not form.is_valid():
        raise Invalid("", {})
    return str(form.cleaned_data["code"])


def say(form: CodeForm, wrong: Invalid) -> None:
    """What a room refuses, beside the code or on top."""
    if wrong.fields:
        form.add_error("code", wrong.fields["code"])
    elif wrong.detail:
        form.errors.clear()
        form.add_error(None, wrong.detail)


def secret_in(request: HttpRequest) -> str:
    """The secret that they are setting up, the same until it is done: who scanned it and comes back need not do it again."""
    kept = opened(request.session.get(SECRET, ""))
    if not kept:
        kept = second_factors.new_secret()
        request.session[SECRET] = seal(kept)
    return kept


def square_for(request: HttpRequest, user: User) -> dict[str, Any]:
    """What an app is given: as a square, and as letters."""
    secret = secret_in(request)
    square = drawn(second_factors.address_of(user, secret), css="secret__square", scale=4)
    return {"square": square, "letters": spelled(secret).replace("-", " ")}
