"""Agreements between agencies: each change says first what it does."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import agreement_files, agreements, declined_sharing, selectors
from agencies.agreements import last_day
from agencies.data_items import labels_of
from agencies.enums import AgreementStatus, DataCategory, Purpose
from agencies.models import DeclinedSharing, SharingAgreement
from agencies.permissions import Permission, check, holds
from web.agreements import effects, forms
from web.asking import AskPage
from web.effects import Effect, EffectPage, NothingForm
from web.pages import Page

MOST = 50  # of those that were declined: the newest


@dataclass(frozen=True)
class Listed:
    """An agreement in the list."""

    row: SharingAgreement
    last_day: date


class Agreements(Page):
    """Those that bind one's agency, or all of them for whoever keeps them."""

    template = "web/agreements/agreements.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """In groups, by where they stand; one group where the address names its status."""
        asked = self.request.GET.get("status", "")
        wanted = {asked} if asked in AgreementStatus.values else set(AgreementStatus.values)
        rows = selectors.agreements_for(self.actor).order_by("title", "-number")
        found = [row for row in rows if row.status in wanted]  # type: ignore[attr-defined]  # annotated by their selector
        groups = [
            (each.label, [Listed(row, last_day(row.end_at)) for row in found if row.status == each])  # type: ignore[attr-defined]  # annotated by their selector
            for each in AgreementStatus
        ]
        keeps = holds(self.actor, Permission.MANAGE_AGREEMENTS)
        return {
            "declined": self.declined() if keeps and not asked else [],
            "groups": groups,
            "any": bool(found),
            "asked": asked,
            "statuses": AgreementStatus.choices,
            "may_draft": keeps,
        }

    def declined(self) -> list[dict[str, Any]]:
        """What was asked for in vain, newest first."""
        rows = list(selectors.declined_sharing_for(self.actor)[:MOST])
        self.looks.note_page(DeclinedSharing, rows)
        return [
            {
                "row": row,
                "purpose": Purpose(row.purpose).label,
                "data": [*(DataCategory(each).label for each in row.categories), *labels_of(row.items)],
            }
            for row in rows
        ]


class Agreement(Page):
    """One, under the headings of the code."""

    template = "web/agreements/agreement.html"
    subject, subject_key = selectors.agreement_for, "id"

    def content(self, subject: Any) -> dict[str, Any]:
        """Its words, its parties, and what may be done with it."""
        keeps = holds(self.actor, Permission.MANAGE_AGREEMENTS)
        return {
            **facts_of(subject),
            "may_change": keeps and subject.ended_at is None,
            "is_signed": bool(subject.signed_at),
        }


class NewForKeepers(AskPage):
    """Something new that whoever keeps agreements writes down."""

    def load(self) -> None:
        """Nobody fills in a long form to learn at its end that it was not theirs to fill in."""
        check(self.actor, Permission.MANAGE_AGREEMENTS)

    def back(self, subject: Any) -> tuple[str, str]:
        """The list."""
        return reverse("web:agreements"), gettext("All agreements")

    def after(self, row: Any) -> str:
        """The agreement."""
        return address_of(row)


class DraftAgreement(NewForKeepers):
    """Write one down for its parties to sign."""

    form_class, verb, again = forms.DraftForm, agreements.draft, selectors.agreement_for
    title, button = _("Draft an agreement"), _("Write this agreement down")
    lede = _(
        "Its words do not change once it is written down; other words are another version. It holds from its first day,"
        " once every party has signed."
    )
    is_wide = True
    done = _("The agreement is written down. It holds once every party has signed.")
    draft = _("Draft an agreement")


class ImportAgreement(NewForKeepers):
    """Bring one in from its file: a draft, whatever was signed elsewhere."""

    form_class, verb, again = forms.ImportForm, agreement_files.draft_from, selectors.agreement_for
    title, button = _("Bring in an agreement"), _("Bring it in as a draft")
    lede = _(
        "It is written down as its file says, with nobody’s signature. It holds once every party has signed it here."
    )
    done = _("The agreement is brought in. It holds once every party has signed.")


class AgreementFile(Page):
    """One as a file, word for word, without signatures."""

    template = ""
    subject, subject_key = selectors.agreement_for, "id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file."""
        row: SharingAgreement = self.load()
        self.looks.note(row)
        content = json.dumps(agreement_files.as_file(row), indent=2, ensure_ascii=False) + "\n"
        response = HttpResponse(content, content_type="application/json")
        name = f"{slugify(row.title)[:60] or 'agreement'}-version-{row.number}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class DeclineSharing(NewForKeepers):
    """Record that data were asked for and are not shared."""

    form_class, verb, again = forms.DeclineForm, declined_sharing.decline, selectors.declined_sharing_row_for
    title, button = _("Decline to share"), _("Record that we do not share")
    lede = _("A decision not to share is kept like one to share, with its reason. Nothing else changes by it.")
    is_wide = True
    done = _("It is recorded that you do not share these data.")
    draft = _("Decline to share")

    def after(self, row: Any) -> str:
        """The list, where it stands."""
        return reverse("web:agreements")


class ChangeAgreement(EffectPage):
    """Something happens to one."""

    subject, subject_key, again = selectors.agreement_for, "id", selectors.agreement_for

    def load(self) -> Any:
        """The agreement. Nobody learns at the end of a form that it was not theirs to fill in."""
        check(self.actor, Permission.MANAGE_AGREEMENTS)
        return super().load()

    def about(self, subject: Any) -> str:
        """Which."""
        return str(subject.title)

    def back(self, subject: Any) -> tuple[str, str]:
        """The agreement."""
        return address_of(subject), str(subject.title)

    def after(self, row: Any) -> str:
        """The agreement."""
        return address_of(row)


class SignAgreement(ChangeAgreement):
    """Record that a party signed."""

    form_class, verb = forms.SignForm, agreements.sign
    title, button = _("Record a signature"), _("Record this signature")
    done = _("The signature is recorded.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who signs, and whether it is the last."""
        return effects.of_signature(subject, said)


class SuspendAgreement(ChangeAgreement):
    """For now."""

    form_class, verb = forms.ReasonForm, agreements.suspend
    title, button = _("Suspend this agreement"), _("Suspend this agreement")
    done = _("The agreement is suspended. Nothing is shown under it.")
    draft = _("Suspend an agreement")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who sees what no more."""
        return effects.of_suspension(self.actor, subject)


class LiftSuspension(ChangeAgreement):
    """It holds again."""

    form_class, verb = NothingForm, agreements.lift
    title, button = _("Lift the suspension"), _("Lift the suspension")
    done = _("The suspension is lifted.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who sees what again."""
        return effects.of_lift(self.actor, subject)


class EndAgreement(ChangeAgreement):
    """For good."""

    form_class, verb, is_grave = forms.ReasonForm, agreements.end, True
    title, button = _("End this agreement"), _("End this agreement for good")
    done = _("The agreement has ended.")
    draft = _("End an agreement")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who sees what no more, for good."""
        return effects.of_end(self.actor, subject)


def facts_of(row: SharingAgreement) -> dict[str, Any]:
    """What its pages say of it."""
    return {
        "agreement": row,
        "state": AgreementStatus(row.status).label,  # type: ignore[attr-defined]  # annotated by its selector
        "last_day": last_day(row.end_at),
        "categories": [DataCategory(each).label for each in row.categories],
        "listed": labels_of(row.items),
        "purposes": [Purpose(each).label for each in row.purposes],
    }


def address_of(row: Any) -> str:
    """Where one stands."""
    return reverse("web:agreements-one", args=[row.pk])
