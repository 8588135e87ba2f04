"""Where somebody is, when it must not be known: written down by those who keep it, and read by pressing a button."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from casework import confidential_addresses, selectors
from casework.models import CaseMember, ConfidentialAddress
from web.case.acts import RowAct
from web.case.members import SECTION, OfMember
from web.case.pages import RowPage
from web.forms import Form, paragraph
from web.pages import SEE_OTHER


class ConfidentialForm(Form):
    """Where, and how to come there."""

    lines = paragraph(_("House and street"), rows=3, max_length=400, required=_("Enter the house and the street"))
    town = forms.CharField(label=_("Town"), max_length=100, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    note = paragraph(
        _("How to come there without anybody coming after"),
        help_text=_("For example: ring from the corner, never park at the door"),
        rows=3,
        max_length=400,
    )


class AddConfidential(OfMember):
    """Write it down. No draft of it is kept anywhere, and what is typed stands on this page alone."""

    form_class, verb, again = ConfidentialForm, confidential_addresses.record, selectors.confidential_address_for
    title, button = _("A confidential address"), _("Keep this address")
    lede = _(
        "Only those who are allocated to this case, and their manager, can ask to see it, and each time is on record. It "
        "stands on no other page, no letter and no plan, and no search finds it. Write it nowhere else."
    )
    done = _("The address is kept. It is shown to nobody who does not ask for it.")
    is_versioned = False

    def load(self) -> Any:
        """Nobody types such an address to learn at the end that it is not theirs to keep."""
        member = super().load()
        confidential_addresses.held_case_for(self.actor, member.case)
        return member

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """It is the person's, in this case."""
        return confidential_addresses.record(subject, by=self.actor, **said)


class ShowConfidential(RowPage):
    """POST: what it says. To come here by an address alone leads back: reading it is something that somebody does."""

    template = "web/case/confidential.html"
    section = SECTION
    subject, subject_model = selectors.confidential_address_for, ConfidentialAddress

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """To the button."""
        self.load()
        return HttpResponseRedirect(self.address(SECTION), status=SEE_OTHER)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The address; the trail says that they asked."""
        return self.show(confidential_addresses.show(self.load(), by=self.actor))


class EndConfidential(RowAct):
    """They are there no longer."""

    section = back = SECTION
    subject, subject_model = selectors.confidential_address_for, ConfidentialAddress
    again = selectors.confidential_address_for
    form_class, verb = Form, confidential_addresses.end
    title, button = _("They are no longer at this address"), _("Save that they are no longer there")
    lede = _("It stays on record, and as closed as before.")
    done = _("It is no longer their address.")


def by_person(rows: list[ConfidentialAddress]) -> dict[UUID, list[ConfidentialAddress]]:
    """The addresses of each."""
    found: dict[UUID, list[ConfidentialAddress]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found
