"""Changes that say first what they do: asked, then told in plain words, then confirmed, and made only as they were told."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from agencies.exceptions import Stale
from web.asking import AskPage
from web.drafts.keeping import KEEP, NOT_SAID
from web.forms import Form

EFFECT = "effect"


@dataclass(frozen=True)
class Effect:
    """What a change would do, in sentences; and what has to be done before it can be made, if anything.

    `heed`: what nobody but the person at the screen can make sure of, and should before they press.
    """

    lines: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    heed: str = ""

    def mark(self, address: str) -> str:
        """The same for the same sentences about the same row."""
        said = json.dumps([address, *map(str, self.lines), "", *map(str, self.first)])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class NothingForm(Form):
    """Nothing is asked."""


class EffectPage(AskPage):
    """GET asks, the first POST says what would change, the second changes it. Where nothing is asked, GET says it at once.

    `effect(subject, said)` counts by selectors. What it says is sent with the second POST and counted again: where it has
    changed meanwhile, the new sentences are shown, and nothing is done.
    """

    template = "web/parts/change.html"
    is_grave: ClassVar[bool] = False

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What it would do."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question; or, where there is none, what it does."""
        if self.form_class.base_fields:  # type: ignore[attr-defined]  # of Django's metaclass, without stubs
            return super().get(request, *args, **kwargs)
        subject = self.load()
        return self.tell_effect(subject, self.form(subject), self.effect(subject, {}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say what it does; or do it, where that has been said."""
        if EFFECT in request.POST or (self.draft and KEEP in request.POST):
            return super().post(request, *args, **kwargs)
        subject = self.load()
        form = self.form(subject, request.POST)
        if not form.is_valid():
            return self.shown_again(form, subject, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.tell_effect(subject, form, self.effect(subject, form.cleaned_data))

    def insist_on_what_was_seen(self, subject: Any) -> None:
        """After whoever pressed twice was led on: what it would do now must be what was told, and nothing may come first."""
        form = self.form(subject, self.request.POST)
        form.is_valid()
        self.anew = effect = self.effect(subject, form.cleaned_data)
        super().insist_on_what_was_seen(subject)
        if effect.first or self.request.POST[EFFECT] != effect.mark(self.request.path):
            raise Stale(_("What this does has changed since you looked."))
        self.anew = None

    anew: Effect | None = None

    def shown_again(self, form: forms.BaseForm, subject: Any, status: int) -> HttpResponse:
        """The question with every word in it; or, where it would do something else by now, what that is."""
        if self.anew is None:
            return super().shown_again(form, subject, status)
        # A fresh form: the one that came has the refusal in it, which the page says better.
        return self.tell_effect(subject, self.form(subject, self.request.POST), self.anew, has_changed=True)

    def shown_side_by_side(self, form: forms.BaseForm, subject: Any) -> HttpResponse:
        """There is no text of theirs to lose: what it does now is what they have to see."""
        return self.shown_again(form, subject, HTTPStatus.CONFLICT)

    def tell_effect(
        self, subject: Any, form: forms.BaseForm, effect: Effect, *, has_changed: bool = False
    ) -> HttpResponse:
        """The page that says it, with what was asked in hidden fields."""
        said = [
            (name, value) for name, values in self.request.POST.lists() if name not in NOT_SAID | {EFFECT}
            for value in values
        ]  # fmt: skip
        status = HTTPStatus.CONFLICT if has_changed or (said and effect.first) else HTTPStatus.OK
        mark = effect.mark(self.request.path)
        self.told = {"effect": effect, "mark": mark, "said": said, "has_changed": has_changed}
        return self.show_form(form, subject, status)

    told: Mapping[str, Any] = MappingProxyType({})

    def content(self, subject: Any) -> dict[str, Any]:
        """The words around the question, and what was told."""
        more = {"is_grave": type(self).is_grave, "next_words": _("See what changes"), **self.told}
        return {**super().content(subject), **more}
