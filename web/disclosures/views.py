"""Disclosures of one's agency: what it asked others for and what it lets go, each with how far it is."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import jobs
from agencies.data_items import labels_of
from agencies.delivery_states import UNSETTLED
from agencies.disclosure_states import UNDER_WAY, DisclosureState
from agencies.disclosures import asking, pushing, schedules, telling
from agencies.enums import Purpose
from agencies.models import Disclosure
from agencies.permissions import Permission, check
from config.downloads import download_sealed
from web.asking import AskPage
from web.disclosures.forms import ArrivedForm, AskForm, RefuseForm, StopForm
from web.disclosures.words import (
    again_of,
    next_of,
    of_approving,
    of_ending_schedule,
    of_refusing,
    of_stopping,
    often,
    push_of,
    steps_of,
    title_of,
)
from web.effects import Effect, EffectPage, NothingForm
from web.pages import Page

MOST = 100
OVER = {DisclosureState.REFUSED, DisclosureState.STOPPED, DisclosureState.FAILED}


class Disclosures(Page):
    """Those of one's agency, the newest first."""

    template = "web/disclosures/disclosures.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Those that wait for this agency first, since nobody else can answer."""
        rows = list(asking.disclosures_for(self.actor)[: MOST + 1])
        own = self.actor.signatory.agency_id
        shown = sorted(rows[:MOST], key=lambda row: not (row.state == DisclosureState.ASKED and row.agency_id == own))
        counted = {row.pk for row in shown if "rows" not in telling.untold(row, self.actor)}
        return {"rows": shown, "has_more": len(rows) > MOST, "own": own, "counted": counted, "unsettled": UNSETTLED}


class Ask(AskPage):
    """Ask another agency for a file."""

    form_class, verb, again = AskForm, asking.ask, asking.disclosure_for
    title, button = _("Ask for a disclosure"), _("Ask for it")
    lede = _("A file about people whose cases another agency shares with yours. That agency decides, and can stop it.")
    template = "web/disclosures/ask.html"
    done = _("It is asked for. This page says what becomes of it.")
    draft = _("Ask for a disclosure")

    def load(self) -> None:
        """Nobody fills in a form to learn at its end that it was not theirs to fill in."""
        check(self.actor, Permission.DISCLOSE)

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:disclosures"), gettext("All disclosures")

    def content(self, subject: Any) -> dict[str, Any]:
        """Whether there is an agreement at all."""
        return {**super().content(subject), "any": asking.agreements_to_ask_under(self.actor).exists()}

    def after(self, row: Any) -> str:
        """The disclosure."""
        return address_of(row)


class OneDisclosure(Page):
    """One: its steps, what is in it, and what can be done."""

    template = "web/disclosures/disclosure.html"
    subject, subject_key, subject_model = asking.disclosure_for, "id", Disclosure

    def content(self, subject: Disclosure) -> dict[str, Any]:
        """What happened, what comes next, and who may."""
        own, state = self.actor.signatory.agency_id, DisclosureState(subject.state)
        untold, is_fetched = (
            telling.untold(subject, self.actor),
            state == DisclosureState.RELEASED and subject.recipient_id == own,
        )
        return {
            "row": subject, "title": title_of(subject), "state": state.label, "steps": steps_of(subject),
            "next": next_of(subject), "often": often(subject), "again": again_of(subject), "push": push_of(subject),
            "job": jobs.last_of(self.actor, subject.pk),
            "listed": labels_of(subject.items), "purpose": Purpose(subject.purpose).label,
            "may_approve": state == DisclosureState.ASKED and subject.agency_id == own, "may_stop": state in UNDER_WAY,
            "may_fetch": is_fetched,
            "may_push": subject.recipient_id == own and pushing.may_be_pushed_again(subject),
            "is_over": state in OVER, "tells_file": not untold & telling.OF_FILE,
            "tells_hash": "sha256" not in untold,
        }  # fmt: skip


class ChangeDisclosure(EffectPage):
    """Something happens to one."""

    subject, subject_key, subject_model = asking.disclosure_for, "id", Disclosure
    again = asking.disclosure_for
    is_versioned = False  # its job writes to it

    def about(self, subject: Disclosure) -> str:
        """Which."""
        return title_of(subject)

    def back(self, subject: Disclosure) -> tuple[str, str]:
        """The disclosure."""
        return address_of(subject), title_of(subject)

    def after(self, row: Disclosure) -> str:
        """The disclosure."""
        return address_of(row)


class Approve(ChangeDisclosure):
    """Let it go."""

    form_class, verb, is_grave = NothingForm, asking.approve, True
    title, button = _("Let this disclosure go"), _("Let it be prepared")
    done = _("It is being prepared. It is held back before anybody can fetch it.")

    def effect(self, subject: Disclosure, said: dict[str, Any]) -> Effect:
        """What passes then."""
        return of_approving(subject)


class Refuse(ChangeDisclosure):
    """Say no."""

    form_class, verb = RefuseForm, asking.refuse
    title, button = _("Refuse this disclosure"), _("Refuse it")
    done = _("It is refused. Nothing of it was prepared.")
    draft = _("Refuse a disclosure")

    def effect(self, subject: Disclosure, said: dict[str, Any]) -> Effect:
        """What they are told."""
        return of_refusing(subject)


class Stop(ChangeDisclosure):
    """Nothing more of it passes."""

    form_class, verb, is_grave = StopForm, asking.stop, True
    title, button = _("Stop this disclosure"), _("Stop it for good")
    done = _("It is stopped. Nothing more of it passes.")
    draft = _("Stop a disclosure")

    def effect(self, subject: Disclosure, said: dict[str, Any]) -> Effect:
        """What is gone then."""
        return of_stopping(subject)


class EndSchedule(ChangeDisclosure):
    """It is not asked for again."""

    form_class, verb = NothingForm, schedules.end
    title, button = _("Do not ask for it again"), _("Ask no more")
    done = _("It is not asked for again.")

    def effect(self, subject: Disclosure, said: dict[str, Any]) -> Effect:
        """What goes on all the same."""
        return of_ending_schedule(subject)


class Confirm(AskPage):
    """It arrived."""

    form_class, verb, again = ArrivedForm, asking.confirm, asking.disclosure_for
    subject, subject_key, subject_model = asking.disclosure_for, "id", Disclosure
    title, button = _("Say that it arrived"), _("It arrived")
    lede = _("If the hash is that of the file, the file is removed here.")
    done = _("It arrived, and is removed here.")
    is_versioned = False

    def about(self, subject: Disclosure) -> str:
        """Which."""
        return title_of(subject)

    def back(self, subject: Disclosure) -> tuple[str, str]:
        """The disclosure."""
        return address_of(subject), title_of(subject)

    def after(self, row: Disclosure) -> str:
        """The disclosure."""
        return address_of(row)


class SealedFile(Page):
    """The file. It leaves the service, so whoever takes it has just shown that it is them."""

    template = ""
    subject, subject_key, subject_model = asking.disclosure_for, "id", Disclosure

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The whole file."""
        disclosure = self.load()
        return download_sealed(asking.fetch(disclosure, by=self.actor), f"disclosure-{disclosure.pk.hex[:8]}")

    def after_proof(self, request: HttpRequest) -> str:
        """The page with the file on it."""
        return reverse("web:disclosures-one", args=[self.kwargs["id"]])


def address_of(row: Disclosure) -> str:
    """Its page."""
    return reverse("web:disclosures-one", args=[row.pk])
