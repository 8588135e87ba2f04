"""Referring a household: a form, a page on which to check it beside who may be known already, and what came of it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.permissions import Permission, check
from casework import referring, selectors
from casework.enums import CaseStatus
from casework.models import Case
from casework.selectors.look_alikes import LookAlike, look_alikes
from web.drafts.keeping import NOT_SAID
from web.form_pages import FormPage
from web.pages import Page
from web.referrals.refer_form import ReferForm

MOST = 100
STEP, CHECK, CHANGE = "step", "check", "change"
ANSWERS = {CaseStatus.REFERRED: gettext_lazy("Waiting for an answer"), CaseStatus.DECLINED: gettext_lazy("Declined")}


class Refer(FormPage):
    """What is typed travels from page to page in the forms themselves: nothing of it is kept before it is sent."""

    template = "web/referrals/refer.html"
    form_class = ReferForm
    verb = referring.refer_household
    again = selectors.referral_for

    def load(self) -> None:
        """Whoever may not refer does not fill it in."""
        check(self.actor, Permission.REFER_CASE)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the answers to be checked, or the form again; then send it."""
        step = request.POST.get(STEP)
        if step not in {CHECK, CHANGE}:
            return super().post(request, *args, **kwargs)
        self.load()
        form: Any = self.form(None, request.POST)
        if step == CHANGE:
            return self.show_form(form, None)
        if not form.is_valid():
            return self.shown_again(form, None, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.show_check(form, self.alike(form))

    def act(self, subject: Any, said: dict[str, Any]) -> Case:
        """Refer them, as one of the households that are known already or as a new one."""
        form: Any = self.sent
        chosen = form.chosen(self.alike(form))
        return referring.refer_household(by=self.actor, household=chosen and chosen.household, **form.asked())

    def form(self, subject: Any, data: Any = None) -> Any:
        """Kept for when it is sent: the verb's arguments are made of it."""
        self.sent = super().form(subject, data)
        return self.sent

    def alike(self, form: ReferForm) -> list[LookAlike]:
        """Who may be known already; that is a look at them."""
        said = form.cleaned_data
        alike, looked = look_alikes(self.actor, said["name"], [(each.name, each.born_on) for each in said["newcomers"]])
        for found in looked:
            self.looks.note_search(found.asked.mark, found.rows)
        return alike

    def shown_again(self, form: Any, subject: Any, status: int) -> HttpResponse:
        """What is wrong with the choice of a household is said where it is made; the rest, in the form."""
        if set(form.errors) == {"same"}:
            return self.show_check(form, self.alike(form), status)
        return super().shown_again(form, subject, status)

    def show_check(self, form: ReferForm, alike: list[LookAlike], status: int = HTTPStatus.OK) -> HttpResponse:
        """All answers in one view, with a token for sending them."""
        sent = [
            (name, value) for name, values in self.request.POST.lists() for value in values
            if name not in NOT_SAID | {STEP, "same"}
        ]  # fmt: skip
        self.template = "web/referrals/check.html"  # type: ignore[misc]  # of this answer alone
        return self.show_form(form, None, status, sent=sent, alike=alike, asked=form.asked())

    def lead_on(self, row: Any, sentence: str) -> HttpResponseRedirect:
        """To what one has referred, where the reference stands."""
        told = _("The referral is sent. Its reference is %(reference)s.") % {"reference": row.reference}
        return super().lead_on(row, sentence or told)

    def after(self, row: Any) -> str:
        """The list of one's own."""
        return reverse("web:referrals-sent")


class Sent(Page):
    """What one referred oneself, by reference: whether it waits, was declined or was taken in, and no more."""

    template = "web/referrals/sent.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """The newest first."""
        check(self.actor, Permission.REFER_CASE)
        rows = list(selectors.referrals_of(self.actor).order_by("-referred_at", "-pk")[:MOST])
        self.looks.note_page(Case, rows)
        return {"sent": [(row, ANSWERS.get(CaseStatus(row.status), _("Taken in"))) for row in rows]}
