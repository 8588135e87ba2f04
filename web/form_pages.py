"""Pages with a form: read it, call one verb, lead on. Sent twice, it happens once; refused, every word is still there."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from agencies import idempotency
from agencies.exceptions import KeyReused, Refusal, ServiceError, Stale
from agencies.idempotency import Replay
from agencies.versions import Versioned
from web.pages import SEE_OTHER, STATUS_OF_KIND, Page, Selector

# What travels in the form beside what was asked: Django's guard against forgery, and our own two.
ONCE, SEEN = "once", "seen"
NOT_SAID = {"csrfmiddlewaretoken", ONCE, SEEN}
TOKEN = re.compile(r"[\w-]{20,100}")


class FormPage(Page):
    """GET shows a form, POST calls `verb(subject, by=actor, **cleaned_data)`, or `verb(by=actor, **cleaned_data)`.

    `form_class` is made with the actor and the subject where it has an `__init__` for them (web.forms.Form has).
    `again`: the selector that finds the row by its id, for whoever sends the form twice.
    `after(row)`: the address to lead on to. `done`: the sentence that is shown there.
    """

    requires: ClassVar[tuple[str, ...]] = ("form_class", "verb", "again")
    form_class: ClassVar[type[forms.BaseForm]]
    verb: ClassVar[Callable[..., Any]]
    again: ClassVar[Selector]
    done: ClassVar[Any] = ""

    def after(self, row: Any) -> str:
        """Where to go once it is done."""
        raise NotImplementedError

    def initial(self, subject: Any) -> dict[str, Any]:
        """What the form shows at first; nothing that is a decision is ever preselected."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The empty form."""
        subject = self.load()
        if subject is not None:
            self.looks.note(subject)
        return self.show_form(self.form(subject), subject)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do it once, and lead on; or show the form with every word in it, and what to do."""
        subject = self.load()
        form = self.form(subject, request.POST)
        if not form.is_valid():
            return self.shown_again(form, subject, HTTPStatus.UNPROCESSABLE_ENTITY)
        key = request.POST.get(ONCE, "")
        if not TOKEN.fullmatch(key):
            form.add_error(None, _("This page was open before something changed here. Check it, and press again."))
            return self.shown_again(form, subject, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            if replay := idempotency.claim(self.actor, key, self.fingerprint()):
                return self.sent_before(replay)
            self.insist_on_what_was_seen(subject)
            row: Model = self.act(subject, form.cleaned_data)
        except ServiceError as refused:
            if refused.kind in {Refusal.FORBIDDEN, Refusal.MISSING}:
                raise
            self.say(refused, form)
            return self.shown_again(form, subject, STATUS_OF_KIND[refused.kind])
        idempotency.settle(self.actor, key, status=SEE_OTHER, subject=row)
        return self.lead_on(row, str(type(self).done))

    def form(self, subject: Any, data: Any = None) -> forms.BaseForm:
        """The form, empty or as it was sent."""
        files = self.request.FILES if data is not None else None
        return self.form_class(data, files, initial=self.initial(subject), **self.form_arguments(subject))

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """What the form needs to know to offer only what the actor may choose."""
        return {"actor": self.actor, "subject": subject}

    def act(self, subject: Any, said: dict[str, Any]) -> Any:
        """Call the verb. Override where its arguments are not the form's own fields."""
        verb = type(self).verb
        return verb(by=self.actor, **said) if subject is None else verb(subject, by=self.actor, **said)

    def insist_on_what_was_seen(self, subject: Any) -> None:
        """Raise Stale where the row changed after the form was opened. Between here and its lock, the verb itself does."""
        sent = self.request.POST.get(SEEN, "")
        if isinstance(subject, Versioned) and not constant_time_compare(sent, self.mark_of(subject)):
            raise Stale(_("Somebody changed this after you opened it."))

    def mark_of(self, subject: Any) -> str:
        """Which version the form is filled in on; it tells nobody else anything, not even how often the row changed."""
        if not isinstance(subject, Versioned):
            return ""
        facts = f"{subject._meta.label_lower}:{subject.pk}:{subject.version}:{self.actor.signatory.pk}"
        return salted_hmac("web.seen", facts, algorithm="sha256").hexdigest()[:32]

    def fingerprint(self) -> str:
        """What was said, as SHA-256: the address and the fields."""
        said = sorted((name, values) for name, values in self.request.POST.lists() if name not in NOT_SAID)
        return hashlib.sha256(f"{self.request.path} {json.dumps(said)}".encode()).hexdigest()

    def sent_before(self, replay: Replay) -> HttpResponseRedirect:
        """A double click, or Back and again: show what came of it the first time. Raises Missing where that has ended."""
        row = type(self).again(self.actor, replay.subject_id)
        return self.lead_on(row, _("This was saved the first time. It is here once."))

    def lead_on(self, row: Any, sentence: str) -> HttpResponseRedirect:
        """To the next page, by GET, so that loading it again sends nothing again."""
        if sentence:
            messages.success(self.request, sentence)
        return HttpResponseRedirect(self.after(row), status=SEE_OTHER)

    def say(self, refused: ServiceError, form: forms.BaseForm) -> None:
        """Put what a room refuses beside the field that it is about, or on top."""
        if isinstance(refused, KeyReused):
            form.add_error(
                None,
                _("You sent this page before, and what it said then is saved. To save this as well, press again."),
            )
            return
        if refused.kind == Refusal.STALE:
            form.add_error(
                None,
                _(
                    "Somebody changed this after you opened it. Your words are still here: look in another window at what"
                    " it says now, then press again to save yours."
                ),
            )
            return
        for name, sentences in refused.fields.items():
            form.add_error(name if name in form.fields else None, sentences)
        if not refused.fields:
            form.add_error(None, refused.detail)

    def shown_again(self, form: forms.BaseForm, subject: Any, status: int) -> HttpResponse:
        """The form as it was sent. Nothing is saved: the middleware rolls a refusal back."""
        return self.show_form(form, subject, status)

    def show_form(self, form: forms.BaseForm, subject: Any, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        """The form, with a new token for the next time that it is sent."""
        once, seen = secrets.token_urlsafe(24), self.mark_of(subject)
        return self.show(subject, status, form=form, once=once, seen=seen, **more)
