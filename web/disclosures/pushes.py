"""Where one's agency wants its disclosures pushed, how it knows that they are from here, and pushing one again."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.disclosures import addresses, pushing, signing
from agencies.exceptions import Invalid
from agencies.models import PushAddress
from agencies.permissions import Permission, check
from web.disclosures.forms import AddressForm
from web.disclosures.views import ChangeDisclosure
from web.disclosures.words import of_ending_address, of_pushing_again, of_recording_address
from web.effects import Effect, EffectPage, NothingForm
from web.pages import Page


class Address(Page):
    """The address, if there is one, and the key of our signatures."""

    template = "web/disclosures/address.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Without a key nothing is signed, and so nothing pushed."""
        address = addresses.address_of(self.actor)
        try:
            key = signing.public_key()
        except Invalid:
            key = ""
        return {"address": address, "key": key}


class RecordAddress(EffectPage):
    """From now on something can be pushed there."""

    form_class, verb, again = AddressForm, addresses.record, addresses.own_address
    title, button = _("Record where to push"), _("Record this address")
    lede = _("What your agency asks for can be sent to a server of yours, beside being there to be fetched.")
    done = _("It is recorded. Whoever asks for a disclosure can have it pushed there.")

    def load(self) -> None:
        """Nobody fills in a form to learn at its end that it was not theirs to fill in."""
        check(self.actor, Permission.DISCLOSE)

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What can come there."""
        return of_recording_address(said["url"], addresses.address_of(self.actor))

    def back(self, subject: Any) -> tuple[str, str]:
        """The address."""
        return reverse("web:disclosures-address"), gettext("Where disclosures are pushed")

    def after(self, row: Any) -> str:
        """The address."""
        return reverse("web:disclosures-address")


class EndAddress(EffectPage):
    """Nothing is pushed there any more."""

    subject, subject_key, subject_model = addresses.own_address, "id", PushAddress
    form_class, verb, again = NothingForm, addresses.end, addresses.own_address
    title, button = _("End this address"), _("Push nothing there")
    done = _("Nothing is pushed there any more.")

    def effect(self, subject: PushAddress, said: dict[str, Any]) -> Effect:
        """What is not pushed then."""
        return of_ending_address(subject)

    def about(self, subject: PushAddress) -> str:
        """Which."""
        return subject.url

    def back(self, subject: PushAddress) -> tuple[str, str]:
        """The address."""
        return reverse("web:disclosures-address"), gettext("Where disclosures are pushed")

    def after(self, row: PushAddress) -> str:
        """That there is none."""
        return reverse("web:disclosures-address")


class PushAgain(ChangeDisclosure):
    """It is pushed once more, after somebody looked."""

    form_class, verb = NothingForm, pushing.push_again
    title, button = _("Push it again"), _("Push it again")
    done = _("It is pushed again. This page says what becomes of it.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What they have to have seen."""
        return of_pushing_again(subject)
