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
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from agencies import drafts, idempotency
from agencies.exceptions import KeyReused, Refusal, ServiceError, Stale
from agencies.idempotency import Replay
from agencies.models import Draft
from agencies.versions import Versioned
from web.conflicts import Side, sides
from web.drafts.keeping import (
    KEEP,
    LEAVE,
    NOT_SAID,
    ONCE,
    SEEN,
    Drafting,
    case_of,
    keep_for_absent,
    mark_of,
    not_judged_yet,
    pass_for,
    said_in,
    sent_again,
)
from web.left_words import words_left
from web.pages import SEE_OTHER, STATUS_OF_KIND, Page, Selector, to_sign_in
from web.sessions import asked_at

TOKEN = re.compile(r"[\w-]{20,100}")


class FormPage(Page):
    """GET shows a form, POST calls `verb(subject, by=actor, **cleaned_data)`, or `verb(by=actor, **cleaned_data)`.

    `form_class` is made with the actor and the subject where it has an `__init__` for them (web.forms.Form has).
    `again`: the selector that finds the row by its id, for whoever sends the form twice.
    `after(row)`: the address to lead on to. `done`: the sentence that is shown there.
    `draft`: what a half-filled form is called in "Your drafts"; with it the form can be left and come back to, is kept
    on the device while it is filled in, and outlives the session. Without it, nothing is kept. Not for what one person
    says on their own turn at the table: whoever opens that turn next would read it.
    `is_versioned`: whether it is refused where the row changed after the form was opened.
    """

    requires: ClassVar[tuple[str, ...]] = ("form_class", "verb", "again")
    form_class: ClassVar[type[forms.BaseForm]]
    verb: ClassVar[Callable[..., Any]]
    again: ClassVar[Selector]
    done: ClassVar[Any] = ""
    draft: ClassVar[Any] = ""
    is_versioned: ClassVar[bool] = True
    conflict: list[Side] | None = None

    def after(self, row: Any) -> str:
        """Where to go once it is done."""
        raise NotImplementedError

    def after_keeping(self, subject: Any) -> str:
        """Where to go once a draft is kept: where it is found again."""
        return reverse("web:drafts")

    def initial(self, subject: Any) -> dict[str, Any]:
        """What the form shows at first; nothing that is a decision is ever preselected."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The empty form, or as they left it."""
        subject = self.load()
        if (left := words_left(request)) is not None:
            return self.show_form(not_judged_yet(self.form(subject, sent_again(left))), subject)
        if self.draft and (found := drafts.draft_at(self.actor, request.path)) is not None:
            form = not_judged_yet(self.form(subject, sent_again(found.said)))
            return self.show_form(form, subject, found=found)
        return self.show_form(self.form(subject), subject)

    def lead_to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever sends a form after their session ended comes back to the same page with the same words."""
        if request.method == "POST" and self.draft and keep_for_absent(request):
            return to_sign_in(request, back=request.get_full_path(), is_kept=True)
        return super().lead_to_sign_in(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do it once, and lead on; or show the form with every word in it, and what to do."""
        subject = self.load()
        if LEAVE in request.POST:
            return self.leave_mine()
        if self.draft and KEEP in request.POST:
            return self.keep_draft(subject)
        form = self.form(subject, request.POST)
        if form.is_valid() and not TOKEN.fullmatch(request.POST.get(ONCE, "")):
            form.add_error(None, _("This page was open before something changed here. Check it, and press again."))
        if form.errors:
            return self.shown_again(form, subject, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            return self.save_once(form, subject)
        except ServiceError as refused:
            if refused.kind in {Refusal.FORBIDDEN, Refusal.MISSING}:
                raise
            self.say(refused, form)
            if refused.kind == Refusal.STALE:
                return self.shown_side_by_side(form, subject)
            return self.shown_again(form, subject, STATUS_OF_KIND[refused.kind])

    def save_once(self, form: forms.BaseForm, subject: Any) -> HttpResponseRedirect:
        """Call the verb, unless this was sent before. Raises what the verb raises."""
        key = self.request.POST[ONCE]
        if replay := idempotency.claim(self.actor, key, self.fingerprint()):
            return self.sent_before(replay)
        self.insist_on_what_was_seen(subject)
        row: Model = self.act(subject, form.cleaned_data)
        idempotency.settle(self.actor, key, status=SEE_OTHER, subject=row)
        if self.draft:
            drafts.settle(self.actor, self.request.path)
        return self.lead_on(row, str(type(self).done))

    def keep_draft(self, subject: Any) -> HttpResponseRedirect:
        """As it is, judged by nobody."""
        said, seen = said_in(self.request.POST), self.request.POST.get(SEEN, "")[:64]
        drafts.keep(self.request.path, said=said, seen=seen, case_id=case_of(subject), by=self.actor)
        self.tell(_("Your draft is kept. It is no part of the record until you save it, and only you can see it."))
        return HttpResponseRedirect(self.after_keeping(subject), status=SEE_OTHER)

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
        if (mark := self.mark_of(subject)) and not constant_time_compare(sent, mark):
            raise Stale(_("Somebody changed this after you opened it."))

    def mark_of(self, subject: Any) -> str:
        """Which version the form is filled in on; empty where none counts. It tells nobody anything, not even how often
        the row changed.
        """
        if not self.is_versioned or not isinstance(subject, Versioned):
            return ""
        facts = f"{subject._meta.label_lower}:{subject.pk}:{subject.version}:{self.actor.signatory.pk}"
        return salted_hmac("web.seen", facts, algorithm="sha256").hexdigest()[:32]

    def fingerprint(self) -> str:
        """What was said, as SHA-256: the address, the fields, and the files by what is in them."""
        said = sorted((name, values) for name, values in self.request.POST.lists() if name not in NOT_SAID)
        said += sorted((name, [_hash_of(each) for each in files]) for name, files in self.request.FILES.lists())
        return hashlib.sha256(f"{self.request.path} {json.dumps(said)}".encode()).hexdigest()

    def sent_before(self, replay: Replay) -> HttpResponseRedirect:
        """A double click, or Back and again: show what came of it the first time. Raises Missing where that has ended."""
        row = type(self).again(self.actor, replay.subject_id)
        return self.lead_on(row, _("This was saved the first time. It is here once."))

    def lead_on(self, row: Any, sentence: str) -> HttpResponseRedirect:
        """To the next page, by GET, so that loading it again sends nothing again."""
        if sentence:
            self.tell(sentence)
        return HttpResponseRedirect(self.after(row), status=SEE_OTHER)

    def tell(self, sentence: str) -> None:
        """Say it on the next page, which also tells the device that the words are safe with us."""
        mark = mark_of(self.actor, self.request.path) if self.draft else ""
        messages.success(self.request, sentence, extra_tags=mark)

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
                    "Somebody changed this after you opened it. Nothing of yours is saved yet, and nothing of it is lost:"
                    " what is saved now and what you typed stand side by side."
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

    def saved_now(self, subject: Any) -> dict[str, Any]:
        """What the row says now, for whoever was slower: by the name of a field, or under words of its own."""
        return self.initial(subject)

    def shown_side_by_side(self, form: forms.BaseForm, subject: Any) -> HttpResponse:
        """What is saved now beside what was typed. The form saves theirs instead, on the version that they see here."""
        fresh = self.load() if subject is not None else None
        self.conflict = sides(form, self.saved_now(fresh))
        return self.show_form(form, fresh, HTTPStatus.CONFLICT)

    def leave_mine(self) -> HttpResponseRedirect:
        """They looked at both, and take what is saved: their own words go, here and on the device."""
        if self.draft:
            drafts.settle(self.actor, self.request.path)
        self.tell(_("What was saved before stays. Nothing of yours was saved."))
        return HttpResponseRedirect(self.request.get_full_path(), status=SEE_OTHER)

    def show_form(
        self, form: forms.BaseForm, subject: Any, status: int = HTTPStatus.OK, found: Draft | None = None, **more: Any
    ) -> HttpResponse:
        """The form, with a new token for the next time that it is sent; of a draft, on the version that it was begun on."""
        once, seen = secrets.token_urlsafe(24), found.seen if found and found.seen else self.mark_of(subject)
        drafting = self.drafting(subject, form, found)
        more |= {"form": form, "once": once, "seen": seen, "drafting": drafting, "conflict": self.conflict}
        return self.show(subject, status, **more)

    def drafting(self, subject: Any, form: forms.BaseForm, found: Draft | None) -> Drafting | None:
        """What the page needs to keep drafts; None where it keeps none."""
        if not self.draft:
            return None
        address, at = self.request.path, asked_at(self.request)
        pass_ = pass_for(self.actor, address, case_of(subject), at)
        return Drafting(mark_of(self.actor, address), pass_, found, is_fresh=found is not None or not form.is_bound)


def _hash_of(file: UploadedFile) -> str:
    hashed = hashlib.sha256()
    for chunk in file.chunks():
        hashed.update(chunk)
    return hashed.hexdigest()
